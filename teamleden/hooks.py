"""What happens in this app when Relaties are made: who gets a Rol there at once."""

from activiteitenlog.services import record_many
from crm.hooks import after_create_relaties

BATCH = 2000
REDEN = "Standaard teamlidrol"


def give_first_rollen(actor, relaties):
    """The rows of the maker and of the office's standaardrollen, all written before the first word in the log.

    No Teamlid or Rol is locked here: an import holds the log by now, and who holds one of those may be waiting for it.
    """
    from teamleden.models import TeamlidRol

    own = creator_rows(actor, relaties)
    standaard = standaard_rows(relaties, taken={key_of(row) for row in own})
    TeamlidRol.objects.bulk_create([*own, *standaard], batch_size=BATCH)
    record_many(actor, "rol gegeven", [entry_of(row) for row in own])
    for start in range(0, len(standaard), BATCH):
        entries = [entry_of(row) for row in standaard[start : start + BATCH]]
        # Nobody is stood in for: it is the office's rule that gives, whoever made the Relatie.
        record_many(actor, "rol gegeven", entries, reden=REDEN, namens=())


def creator_rows(actor, relaties):
    """Whoever would not see the new Relatie without a row gets its first Rol.

    That is everybody with bereik gekoppeld, and with bereik alle whoever makes one that is afgeschermd.
    """
    from permissions import gate
    from teamleden.models import Herkomst, Niveau, Rol, Teamlid, TeamlidRol

    subject = gate.subject(actor)
    if subject.persoon_id is None:
        return []
    unseen = [relatie for relatie in relaties if relatie.afgeschermd or not subject.bereik_alle]
    rol = Rol.objects.active().first()
    if rol is None or not unseen:
        return []
    teamlid = Teamlid.objects.select_related("persoon").get(pk=actor.pk)
    row = {"teamlid": teamlid, "rol": rol, "niveau": Niveau.MUTATOR, "herkomst": Herkomst.HAND}
    return [TeamlidRol(relatie=relatie, created_by_id=actor.pk, **row) for relatie in unseen]


def standaard_rows(relaties, taken):
    """What the office's rules give (STD-1), whatever the maker of the Relatie may: a rule is judged when it is made.

    Of two rules for the same row the higher niveau counts; a row that is there already stays as it is.
    """
    from teamleden.models import Herkomst, Niveau, StandaardTeamlidRol, TeamlidRol

    rules = list(StandaardTeamlidRol.objects.that_give().select_related("teamlid__persoon", "rol"))
    labels = labels_of(relaties, {rule.label_id for rule in rules} - {None})
    rows = {}
    for relatie in relaties:
        for rule in rules:
            key = (rule.teamlid_id, relatie.pk, rule.rol_id)
            if key in taken or not rule.fits(relatie, labels.get(relatie.pk, ())):
                continue
            if key not in rows:
                rows[key] = TeamlidRol(
                    teamlid=rule.teamlid, relatie=relatie, rol=rule.rol, niveau=rule.niveau, herkomst=Herkomst.STANDAARD
                )
            elif rule.niveau == Niveau.MUTATOR:
                rows[key].niveau = rule.niveau
    return list(rows.values())


def labels_of(relaties, wanted):
    """{pk of the Relatie: keys of those of its labels that a rule asks for}; one query per batch, or none."""
    from crm.models import Relatie

    found = {}
    if wanted:
        links = Relatie.labels.through.objects.filter(label__in=wanted)
        for start in range(0, len(relaties), BATCH):
            batch = [relatie.pk for relatie in relaties[start : start + BATCH]]
            for relatie, label in links.filter(relatie__in=batch).values_list("relatie", "label"):
                found.setdefault(relatie, set()).add(label)
    return found


def key_of(row):
    return row.teamlid_id, row.relatie_id, row.rol_id


def entry_of(row):
    changes = {"rol": ["", str(row.rol)], "niveau": ["", row.niveau], "herkomst": ["", row.herkomst]}
    return row.teamlid, row.relatie, changes


def register():
    after_create_relaties(give_first_rollen)
