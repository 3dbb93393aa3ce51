"""The same questions in SQL written by hand, each in the forms that may be the fastest one.

Which form wins depends on the share of the office somebody sees; the benchmark runs them all and compares with the
best. All of them know what a person of flesh and blood would know: the ids, and that bereik alle needs no rows.
"""

from teamleden.models import TeamlidRol

ROLLEN = TeamlidRol._meta.db_table
JOINS = """
LEFT JOIN crm_relatiesoort ON crm_relatiesoort.id = crm_relatie.relatiesoort_id
LEFT JOIN crm_relatiegroep ON crm_relatiegroep.id = crm_relatie.relatiegroep_id
"""
FIRST_50 = "ORDER BY crm_relatie.sorteernaam, crm_relatie.id LIMIT 50"


def page(columns, subject):
    """The first page: a dict of name → SQL that gives these columns."""
    own = f"SELECT relatie_id FROM {ROLLEN} WHERE teamlid_id IN ({_ids(subject)})"
    start = f"SELECT {columns} FROM crm_relatie {JOINS}"
    if subject.bereik_alle:
        half = f"SELECT id, sorteernaam FROM crm_relatie WHERE {{}} {FIRST_50}"
        halves = f"({half.format('NOT afgeschermd')}) UNION ALL ({half.format(f'afgeschermd AND id IN ({own})')})"
        # SQLite knows no LIMIT inside a UNION unless it is in a subquery.
        halves = halves.replace("(SELECT id,", "SELECT * FROM (SELECT id,").replace("50)", "50) half")
        return {
            "naamindex, OF EXISTS": f"{start} WHERE NOT afgeschermd OR {_exists(subject)} {FIRST_50}",
            "naamindex, OF IN": f"{start} WHERE NOT afgeschermd OR crm_relatie.id IN ({own}) {FIRST_50}",
            "twee helften": _by_keys(columns, f"SELECT * FROM ({halves}) crm_relatie {FIRST_50}"),
        }
    keys = f"SELECT crm_relatie.id, crm_relatie.sorteernaam FROM ({own} GROUP BY relatie_id) rol"
    keys = f"{keys} JOIN crm_relatie ON crm_relatie.id = rol.relatie_id {FIRST_50}"
    return {
        "IN rollen": f"{start} WHERE crm_relatie.id IN ({own}) {FIRST_50}",
        "rollen eerst, dan de rij": _by_keys(columns, keys),
        "naamindex, EXISTS": f"{start} WHERE {_exists(subject)} {FIRST_50}",
        # The OFFSET keeps PostgreSQL from turning the EXISTS into a join.
        "naamindex afgedwongen": f"{start} WHERE {_exists(subject, 'LIMIT 1 OFFSET 0')} {FIRST_50}",
    }


def count(subject):
    """How many Relaties: a dict of name → SQL."""
    own = f"SELECT relatie_id FROM {ROLLEN} WHERE teamlid_id IN ({_ids(subject)})"
    everything = "SELECT count(*) FROM crm_relatie WHERE"
    if subject.bereik_alle:
        hidden = f"{everything} afgeschermd AND id IN ({own})"
        return {
            "OF EXISTS": f"{everything} NOT afgeschermd OR {_exists(subject)}",
            "OF IN": f"{everything} NOT afgeschermd OR id IN ({own})",
            "twee helften": f"SELECT ({everything} NOT afgeschermd) + ({hidden})",
        }
    return {
        "alleen rollen": f"SELECT count(DISTINCT relatie_id) FROM {ROLLEN} WHERE teamlid_id IN ({_ids(subject)})",
        "IN rollen": f"{everything} id IN ({own})",
    }


def _ids(subject):
    return ", ".join(map(str, subject.namens))


def _exists(subject, end=""):
    rows = f"SELECT 1 FROM {ROLLEN} WHERE relatie_id = crm_relatie.id AND teamlid_id IN ({_ids(subject)})"
    return f"EXISTS ({rows} {end})"


def _by_keys(columns, keys):
    """The 50 keys first, then their rows."""
    return f"""SELECT {columns} FROM ({keys}) page JOIN crm_relatie ON crm_relatie.id = page.id {JOINS}
               ORDER BY page.sorteernaam, page.id"""
