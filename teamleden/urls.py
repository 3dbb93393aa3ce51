from django.urls import path

from teamleden.views import (
    autorisatierollen,
    autorisatietabel,
    eigen_toegang,
    eigen_waarneming,
    permissies,
    rollen,
    teamleden,
    toegang,
    uitnodigingen,
    waarnemers,
    waarneming_verslag,
    wijzigingssets,
)

app_name = "teamleden"

urlpatterns = [
    path("crm/teamleden/", teamleden.TeamlidListView.as_view(), name="teamlid_list"),
    path("crm/teamleden/nieuw/", teamleden.TeamlidCreateView.as_view(), name="teamlid_create"),
    path("crm/teamleden/<int:teamlid_pk>/", teamleden.TeamlidDetailView.as_view(), name="teamlid_detail"),
    path("crm/teamleden/<int:teamlid_pk>/bewerken/", teamleden.TeamlidUpdateView.as_view(), name="teamlid_update"),
    path("crm/teamleden/<int:teamlid_pk>/uit-dienst/", teamleden.teamlid_uit_dienst, name="teamlid_uit_dienst"),
    path("crm/teamleden/<int:teamlid_pk>/uitnodigen/", teamleden.teamlid_invite, name="teamlid_invite"),
    path("crm/relaties/<int:relatie_pk>/teamleden/", rollen.RelatieTeamledenView.as_view(), name="relatie_teamleden"),
    path("crm/relaties/<int:relatie_pk>/teamleden/geven/", rollen.RolGrantView.as_view(), name="rol_grant"),
    path("crm/relaties/<int:relatie_pk>/teamleden/wie/", toegang.WieKanDitZienView.as_view(), name="wie_kan_dit_zien"),
    path("crm/relaties/<int:relatie_pk>/teamleden/<int:teamlidrol_pk>/niveau/", rollen.rol_niveau, name="rol_niveau"),
    path(
        "crm/relaties/<int:relatie_pk>/teamleden/<int:teamlidrol_pk>/afnemen/",
        rollen.RolRevokeView.as_view(),
        name="rol_revoke",
    ),
    path("beheer/teamleden/", teamleden.BeheerTeamlidListView.as_view(), name="beheer_teamlid_list"),
    path("beheer/teamleden/nieuw/", teamleden.BeheerTeamlidCreateView.as_view(), name="beheer_teamlid_create"),
    path(
        "beheer/teamleden/autorisatierollen/",
        autorisatierollen.AutorisatierolMatrixView.as_view(),
        name="autorisatierol_matrix",
    ),
    path(
        "beheer/teamleden/autorisatierollen/<int:autorisatierol_pk>/kopieren/",
        autorisatierollen.AutorisatierolCopyView.as_view(),
        name="autorisatierol_copy",
    ),
    path(
        "beheer/teamleden/autorisatierollen/<int:autorisatierol_pk>/hernoemen/",
        autorisatierollen.AutorisatierolRenameView.as_view(),
        name="autorisatierol_rename",
    ),
    path(
        "beheer/teamleden/autorisatierollen/<int:autorisatierol_pk>/verwijderen/",
        autorisatierollen.AutorisatierolDeleteView.as_view(),
        name="autorisatierol_delete",
    ),
    path(
        "beheer/teamleden/autorisatierollen/<int:autorisatierol_pk>/herstellen/",
        autorisatierollen.autorisatierol_reset,
        name="autorisatierol_reset",
    ),
    path(
        "beheer/teamleden/autorisatie-tabel/", autorisatietabel.AutorisatietabelView.as_view(), name="autorisatietabel"
    ),
    path(
        "beheer/teamleden/autorisatie-tabel/export/",
        autorisatietabel.autorisatietabel_export,
        name="autorisatietabel_export",
    ),
    path("beheer/teamleden/permissies/", permissies.PermissieListView.as_view(), name="permissie_list"),
    path("beheer/wijzigingen/", wijzigingssets.WijzigingssetListView.as_view(), name="wijzigingsset_list"),
    path(
        "beheer/wijzigingen/<int:wijzigingsset_pk>/",
        wijzigingssets.WijzigingssetDetailView.as_view(),
        name="wijzigingsset_detail",
    ),
    path(
        "beheer/wijzigingen/<int:wijzigingsset_pk>/toepassen/",
        wijzigingssets.wijzigingsset_apply,
        name="wijzigingsset_apply",
    ),
    path(
        "beheer/wijzigingen/<int:wijzigingsset_pk>/annuleren/",
        wijzigingssets.wijzigingsset_cancel,
        name="wijzigingsset_cancel",
    ),
    path(
        "beheer/wijzigingen/<int:wijzigingsset_pk>/ongedaan/",
        wijzigingssets.wijzigingsset_undo,
        name="wijzigingsset_undo",
    ),
    path("crm/teamleden/<int:teamlid_pk>/toegang/", toegang.TeamlidToegangView.as_view(), name="teamlid_toegang"),
    path("beheer/toegang/", toegang.WaaromView.as_view(), name="waarom"),
    path("beheer/toegang/teamleden/", toegang.teamlid_choices, name="teamlid_choices"),
    path("mijn-account/toegang/", eigen_toegang.EigenToegangView.as_view(), name="eigen_toegang"),
    path("mijn-account/toegang/waarom/", eigen_toegang.EigenWaaromView.as_view(), name="eigen_waarom"),
    path("mijn-account/toegang/relaties/", eigen_toegang.relatie_choices, name="relatie_choices"),
    path("beheer/teamleden/waarnemers/", waarnemers.WaarnemingListView.as_view(), name="waarneming_list"),
    path(
        "beheer/teamleden/waarnemers/kalender/", waarnemers.WaarnemingKalenderView.as_view(), name="waarneming_kalender"
    ),
    path(
        "beheer/teamleden/waarnemers/verslag/",
        waarneming_verslag.WaarnemingVerslagView.as_view(),
        name="waarneming_verslag",
    ),
    path("beheer/teamleden/waarnemers/verslag/export/", waarneming_verslag.waarneming_export, name="waarneming_export"),
    path("beheer/teamleden/waarnemers/nieuw/", waarnemers.WaarnemingCreateView.as_view(), name="waarneming_create"),
    path(
        "beheer/teamleden/waarnemers/<int:waarneming_pk>/",
        waarnemers.WaarnemingDetailView.as_view(),
        name="waarneming_detail",
    ),
    path(
        "beheer/teamleden/waarnemers/<int:waarneming_pk>/wijzigen/",
        waarnemers.WaarnemingUpdateView.as_view(),
        name="waarneming_update",
    ),
    path(
        "beheer/teamleden/waarnemers/<int:waarneming_pk>/beeindigen/",
        waarnemers.WaarnemingEndView.as_view(),
        name="waarneming_end",
    ),
    path("mijn-account/waarneming/", eigen_waarneming.EigenWaarnemingView.as_view(), name="eigen_waarneming"),
    path(
        "mijn-account/waarneming/nieuw/",
        eigen_waarneming.EigenWaarnemingCreateView.as_view(),
        name="eigen_waarneming_create",
    ),
    path(
        "mijn-account/waarneming/<int:eigen_waarneming_pk>/wijzigen/",
        eigen_waarneming.EigenWaarnemingUpdateView.as_view(),
        name="eigen_waarneming_update",
    ),
    path(
        "mijn-account/waarneming/<int:eigen_waarneming_pk>/beeindigen/",
        eigen_waarneming.EigenWaarnemingEndView.as_view(),
        name="eigen_waarneming_end",
    ),
    path("uitnodiging/<str:token>/", uitnodigingen.uitnodiging_open, name="uitnodiging_open"),
    path("uitnodiging/", uitnodigingen.UitnodigingAcceptView.as_view(), name="uitnodiging_accept"),
]
