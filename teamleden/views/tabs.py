"""The tabs of Beheer → Teamleden, and of Mijn account."""

from mijnkantoor.ui.views import Tab
from teamleden.permissions import (
    AUTORISATIEROLLEN_BEHEREN,
    PROCESTEAMS_BEHEREN,
    ROLLEN_BEHEREN,
    STANDAARDROLLEN_BEHEREN,
    TEAMLEDEN_BEHEREN,
    TEAMLEDEN_UITNODIGEN,
    TOEGANG_UITLEGGEN,
    WAARNEMERS_BEHEREN,
)

BEHEER_TABS = [
    Tab("Teamleden", "teamleden:beheer_teamlid_list", TEAMLEDEN_BEHEREN),
    Tab("Uitnodigingen", "teamleden:uitnodiging_list", TEAMLEDEN_UITNODIGEN),
    Tab("Rollen", "teamleden:rol_list", ROLLEN_BEHEREN),
    Tab("Standaard teamlidrollen", "teamleden:standaardrol_list", STANDAARDROLLEN_BEHEREN),
    Tab("Autorisatierollen", "teamleden:autorisatierol_matrix", AUTORISATIEROLLEN_BEHEREN),
    Tab("Autorisatie-tabel", "teamleden:autorisatietabel", TEAMLEDEN_BEHEREN),
    Tab("Procesteams", "teamleden:procesteam_list", PROCESTEAMS_BEHEREN),
    Tab("Waarnemers", "teamleden:waarneming_list", WAARNEMERS_BEHEREN),
    Tab("Overzicht van permissies", "teamleden:permissie_list", TOEGANG_UITLEGGEN),
]

ACCOUNT_TABS = [
    Tab("Wat kan ik?", "teamleden:eigen_toegang"),
    Tab("Waarom?", "teamleden:eigen_waarom"),
    Tab("Waarneming", "teamleden:eigen_waarneming"),
]
