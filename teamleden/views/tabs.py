"""The tabs of Beheer → Teamleden, and of Mijn account."""

from mijnkantoor.ui.views import Tab
from teamleden.permissions import AUTORISATIEROLLEN_BEHEREN, TEAMLEDEN_BEHEREN, TOEGANG_UITLEGGEN, WAARNEMERS_BEHEREN

BEHEER_TABS = [
    Tab("Teamleden", "teamleden:beheer_teamlid_list", TEAMLEDEN_BEHEREN),
    Tab("Autorisatierollen", "teamleden:autorisatierol_matrix", AUTORISATIEROLLEN_BEHEREN),
    Tab("Autorisatie-tabel", "teamleden:autorisatietabel", TEAMLEDEN_BEHEREN),
    Tab("Waarnemers", "teamleden:waarneming_list", WAARNEMERS_BEHEREN),
    Tab("Overzicht van permissies", "teamleden:permissie_list", TOEGANG_UITLEGGEN),
]

ACCOUNT_TABS = [
    Tab("Wat kan ik?", "teamleden:eigen_toegang"),
    Tab("Waarom?", "teamleden:eigen_waarom"),
    Tab("Waarneming", "teamleden:eigen_waarneming"),
]
