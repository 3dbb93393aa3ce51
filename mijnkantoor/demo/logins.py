"""Who can log in to the demo office, and with what."""

from crm.models import Persoon

WACHTWOORD = "proef-kantoor-2026"

# (e-mail, what this login shows)
LOGINS = (
    ("anna@kantoor.example", "beheerder: ziet alle relaties, beheert de teamleden"),
    ("bram@kantoor.example", "mutator: bewerkt de eigen relaties, leest er een paar mee"),
    ("chantal@kantoor.example", "mutator bij andere relaties dan Bram"),
    ("daan@kantoor.example", "neemt nu waar voor Bram"),
    ("hans@kantoor.example", "manager: geeft rollen bij de eigen relaties"),
    ("ilse@kantoor.example", "raadpleger: kijkt alleen"),
    ("eva@kantoor.example", "uit dienst: kan niet meer inloggen"),
    ("fenna@voorbeeld.example", "contact: ziet alleen de eigen relaties"),
)


def print_logins(stdout):
    """Only the logins that still exist: in an office that is not the demo there are none."""
    existing = set(Persoon.objects.filter(email__in=[email for email, _ in LOGINS]).values_list("email", flat=True))
    shown = [(email, text) for email, text in LOGINS if email in existing]
    if not shown:
        return
    width = max(len(email) for email, _ in shown)
    stdout.write(f"Log in met een van deze adressen en het wachtwoord {WACHTWOORD}")
    for email, text in shown:
        stdout.write(f"  {email:<{width}}  {text}")
