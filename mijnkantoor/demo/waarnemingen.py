"""Who is absent in the demo office, and who stands in: running, to come, past, overlapping, and nobody at all."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from teamleden.models import Rol, Waarneming

# afwezige, waarnemer, first day, last day or None (both from today on), reden, Rol it is limited to,
# the day on which it was ended
WAARNEMINGEN = (
    ("Bram", "Daan", -2, 12, "Vakantie", None, None),
    ("Bram", "Ilse", 1, 4, "Vakantie", "Administratie", None),
    ("Karima", "", -1, 3, "Griep", None, None),
    ("Hans", "Jeroen", 20, 34, "Wintersport", None, None),
    ("Jeroen", "Hans", 40, 47, "Studiereis", None, None),
    ("Chantal", "Daan", 9, None, "Zwangerschapsverlof", "Accountant", None),
    ("Daan", "Bram", -75, -62, "Vakantie", None, None),
    ("Chantal", "Bram", -50, -36, "Vakantie", None, -41),
    ("Ilse", "", -30, -28, "Cursus", None, None),
    ("Mark", "Hans", 5, 6, "Congres", None, -3),
)


def make_waarnemingen(teamleden):
    """`teamleden` by their first names; gives the rows in the order above."""
    rollen = {rol.naam: rol for rol in Rol.objects.all()}
    made = []
    for afwezige, waarnemer, first, last, reden, rol, ended in WAARNEMINGEN:
        row = Waarneming.objects.create(
            afwezige=teamleden[afwezige], waarnemer=teamleden.get(waarnemer), van=moment(first, 8),
            tot=None if last is None else moment(last, 18), reden=reden, alleen_rollen=rol is not None,
            created_by=teamleden["Anna"].persoon, beeindigd_op=None if ended is None else moment(ended, 12),
            beeindigd_door=None if ended is None else teamleden["Anna"].persoon,
        )  # fmt: skip
        if rol is not None:
            row.rollen.add(rollen[rol])
        made.append(row)
    return made


def moment(days, hour):
    """An hour of a day from today on, in local time."""
    return timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=days), time(hour)))
