"""The permissies about teamleden and their access."""

from permissions.catalogue import Categorie

_teamleden = Categorie("Teamleden", model="teamleden.teamlid", volgorde=60)

TEAMLEDEN_INZIEN = _teamleden.office_wide(
    "teamleden_inzien", "Teamleden inzien", "xxxx", "De lijst met teamleden en hun kaarten."
)
TEAMLEDEN_BEHEREN = _teamleden.office_wide(
    "teamleden_beheren",
    "Teamleden beheren",
    "---x",
    "Teamleden toevoegen, hun gegevens en autorisatierol wijzigen, en uit dienst melden.",
)
TEAMLEDEN_UITNODIGEN = _teamleden.office_wide(
    "teamleden_uitnodigen", "Teamleden uitnodigen", "--xx", "Een teamlid uitnodigen om een wachtwoord in te stellen."
)
ROLLEN_BEHEREN = _teamleden.office_wide("rollen_beheren", "Rollen beheren", "---x", "Beheer → Teamleden → Rollen.")
STANDAARDROLLEN_BEHEREN = _teamleden.office_wide(
    "standaardrollen_beheren",
    "Standaard teamlidrollen beheren",
    "--xx",
    "Beheer → Teamleden → Standaard teamlidrollen.",
)
AUTORISATIEROLLEN_BEHEREN = _teamleden.office_wide(
    "autorisatierollen_beheren",
    "Autorisatierollen beheren",
    "---x",
    "Beheer → Teamleden → Autorisatierollen: de permissies van elke autorisatierol.",
)
PROCESTEAMS_BEHEREN = _teamleden.office_wide(
    "procesteams_beheren", "Procesteams beheren", "--xx", "Beheer → Teamleden → Procesteams."
)
WAARNEMERS_BEHEREN = _teamleden.office_wide(
    "waarnemers_beheren", "Waarnemers beheren", "--xx", "Beheer → Teamleden → Waarnemers."
)
EIGEN_WAARNEMER_INSTELLEN = _teamleden.office_wide(
    "eigen_waarnemer_instellen",
    "Eigen waarnemer instellen",
    "xxxx",
    "Een waarnemer aanwijzen voor de eigen afwezigheid.",
)
TOEGANG_UITLEGGEN = _teamleden.office_wide(
    "toegang_uitleggen",
    "Toegang van anderen uitleggen",
    "--xx",
    "Zien wie een relatie kan zien en waarom, en wat een collega kan zien.",
)
TEAMLEDEN_2FA_RESETTEN = _teamleden.office_wide(
    "teamleden_2fa_resetten",
    "Tweestapsverificatie van teamleden kunnen resetten",
    "---x",
    "De tweestapsverificatie van een teamlid opnieuw laten instellen.",
)
