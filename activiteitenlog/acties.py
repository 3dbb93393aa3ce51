"""Every actie that an entry can have, in the order of the filter. A test holds the services against this list.

The choices are not read from the log: what only happened at a Relatie that the reader may not see would show.
"""

# What is kept about reading, coming in and being refused, beside what was changed.
INGELOGD = "ingelogd"
UITGELOGD = "uitgelogd"
INLOGGEN_MISLUKT = "inloggen mislukt"
GEWEIGERD = "toegang geweigerd"
VERBORGEN = "verborgen object opgevraagd"
LOG_GELEZEN = "activiteitenlog gelezen"
LOG_GEEXPORTEERD = "activiteitenlog geëxporteerd"

BIJGEHOUDEN = (INGELOGD, UITGELOGD, INLOGGEN_MISLUKT, GEWEIGERD, VERBORGEN, LOG_GELEZEN, LOG_GEEXPORTEERD)

ACTIES = (
    "kantoor gewijzigd",
    "relatie toegevoegd",
    "relatie gewijzigd",
    "contact toegevoegd",
    "contact gewijzigd",
    "contact gekoppeld",
    "contact ontkoppeld",
    "koppeling gewijzigd",
    "rol gegeven",
    "niveau gewijzigd",
    "rol afgenomen",
    "rol toegevoegd",
    "rol gewijzigd",
    "rol verwijderd",
    "standaardrol toegevoegd",
    "standaardrol gewijzigd",
    "standaardrol verwijderd",
    "procesteam toegevoegd",
    "procesteam gewijzigd",
    "procesteam verwijderd",
    "teamlid toegevoegd",
    "teamlid gewijzigd",
    "teamlid uitgenodigd",
    "uitnodiging aangenomen",
    "uitnodiging ingetrokken",
    "meekijken begonnen",
    "meekijken gestopt",
    "waarneming gewijzigd",
    "waarneming vervallen",
    "waarneming hersteld",
    "sessies beëindigd",
    "overdrachtsverslag geëxporteerd",
    "waarneming toegevoegd",
    "waarneming beëindigd",
    "waarnemingen geëxporteerd",
    "wijzigingsset toegepast",
    "autorisatierol toegevoegd",
    "autorisatierol gewijzigd",
    "autorisatierol verwijderd",
    "autorisatie-tabel geëxporteerd",
    "label toegevoegd",
    "relatiesoort toegevoegd",
    "relatiegroep toegevoegd",
    "functie toegevoegd",
    *BIJGEHOUDEN,
)
