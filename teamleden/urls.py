from django.urls import path

from teamleden.views import (
    autorisatierollen,
    autorisatietabel,
    bekijk_als,
    eigen_toegang,
    eigen_waarneming,
    permissies,
    procesteams,
    rollen,
    rollen_beheer,
    standaardrollen,
    teamleden,
    teamledenlijst,
    teamlid_geschiedenis,
    teamlid_overdracht,
    teamlid_relaties,
    teamlid_sessies,
    teamlid_uit_dienst,
    teamlid_vergelijken,
    toegang,
    uitnodigen,
    uitnodigingen,
    waarnemers,
    waarneming_verslag,
    wijzigingssets,
)

app_name = "teamleden"

KAART = "crm/teamleden/<int:teamlid_pk>/"
kaart_urlpatterns = [
    path(f"{KAART}relaties/", teamlid_relaties.TeamlidRelatiesView.as_view(), name="teamlid_relaties"),
    path(f"{KAART}relaties/geven/", teamlid_relaties.TeamlidRolGrantView.as_view(), name="teamlid_rol_grant"),
    path(f"{KAART}relaties/wijzigen/", teamlid_relaties.TeamlidRolBulkView.as_view(), name="teamlid_rol_bulk"),
    path(f"{KAART}vergelijken/", teamlid_vergelijken.TeamlidVergelijkenView.as_view(), name="teamlid_vergelijken"),
    path(f"{KAART}vergelijken/kopieren/", teamlid_vergelijken.teamlid_kopieren, name="teamlid_kopieren"),
    path(f"{KAART}geschiedenis/", teamlid_geschiedenis.TeamlidGeschiedenisView.as_view(), name="teamlid_geschiedenis"),
    path(f"{KAART}sessies/", teamlid_sessies.TeamlidSessiesView.as_view(), name="teamlid_sessies"),
    path(f"{KAART}uit-dienst/", teamlid_uit_dienst.TeamlidUitDienstView.as_view(), name="teamlid_uit_dienst"),
    path(f"{KAART}uit-dienst/verdelen/", teamlid_uit_dienst.TeamlidVerdelenView.as_view(), name="teamlid_verdelen"),
    path(f"{KAART}uit-dienst/intrekken/", teamlid_uit_dienst.teamlid_blijven, name="teamlid_blijven"),
    path(f"{KAART}overdracht/", teamlid_overdracht.TeamlidOverdrachtView.as_view(), name="teamlid_overdracht"),
    path(f"{KAART}overdracht/pdf/", teamlid_overdracht.teamlid_overdracht_pdf, name="teamlid_overdracht_pdf"),
    path("crm/teamleden/collegas/", teamlid_relaties.collega_choices, name="collega_choices"),
    path(
        "crm/teamleden/relatiekeuze/",
        teamlid_relaties.koppelbare_relatie_choices,
        name="koppelbare_relatie_choices",
    ),
]

urlpatterns = [
    *kaart_urlpatterns,
    path("crm/teamleden/", teamleden.TeamlidListView.as_view(), name="teamlid_list"),
    path("crm/teamleden/nieuw/", teamleden.TeamlidCreateView.as_view(), name="teamlid_create"),
    path("crm/teamleden/<int:teamlid_pk>/", teamleden.TeamlidDetailView.as_view(), name="teamlid_detail"),
    path("crm/teamleden/<int:teamlid_pk>/bewerken/", teamleden.TeamlidUpdateView.as_view(), name="teamlid_update"),
    path("crm/teamleden/<int:teamlid_pk>/uitnodigen/", uitnodigen.teamlid_invite, name="teamlid_invite"),
    path(
        "crm/teamleden/<int:teamlid_pk>/uitnodiging-intrekken/",
        uitnodigen.teamlid_revoke_uitnodiging,
        name="teamlid_revoke_uitnodiging",
    ),
    path("crm/relaties/<int:relatie_pk>/teamleden/", rollen.RelatieTeamledenView.as_view(), name="relatie_teamleden"),
    path("crm/relaties/<int:relatie_pk>/teamleden/geven/", rollen.RolGrantView.as_view(), name="rol_grant"),
    path("crm/relaties/<int:relatie_pk>/teamleden/wie/", toegang.WieKanDitZienView.as_view(), name="wie_kan_dit_zien"),
    path("crm/relaties/<int:relatie_pk>/teamleden/<int:teamlidrol_pk>/niveau/", rollen.rol_niveau, name="rol_niveau"),
    path(
        "crm/relaties/<int:relatie_pk>/teamleden/<int:teamlidrol_pk>/afnemen/",
        rollen.RolRevokeView.as_view(),
        name="rol_revoke",
    ),
    path("crm/teamleden/<int:teamlid_pk>/bekijk-als/", bekijk_als.bekijk_als, name="bekijk_als"),
    path("bekijk-als/stoppen/", bekijk_als.bekijk_als_stop, name="bekijk_als_stop"),
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
    path("beheer/teamleden/rollen/", rollen_beheer.RolListView.as_view(), name="rol_list"),
    path("beheer/teamleden/rollen/nieuw/", rollen_beheer.RolCreateView.as_view(), name="rol_create"),
    path("beheer/teamleden/rollen/<int:rol_pk>/", rollen_beheer.RolDetailView.as_view(), name="rol_detail"),
    path("beheer/teamleden/rollen/<int:rol_pk>/hernoemen/", rollen_beheer.RolRenameView.as_view(), name="rol_rename"),
    path("beheer/teamleden/rollen/<int:rol_pk>/verplaatsen/", rollen_beheer.rol_move, name="rol_move"),
    path("beheer/teamleden/rollen/<int:rol_pk>/actief/", rollen_beheer.rol_actief, name="rol_actief"),
    path("beheer/teamleden/rollen/<int:rol_pk>/verwijderen/", rollen_beheer.RolDeleteView.as_view(), name="rol_delete"),
    path("beheer/teamleden/standaardrollen/", standaardrollen.StandaardrolListView.as_view(), name="standaardrol_list"),
    path(
        "beheer/teamleden/standaardrollen/nieuw/",
        standaardrollen.StandaardrolCreateView.as_view(),
        name="standaardrol_create",
    ),
    path(
        "beheer/teamleden/standaardrollen/toepassen/",
        standaardrollen.standaardrollen_apply,
        name="standaardrollen_apply",
    ),
    path(
        "beheer/teamleden/standaardrollen/<int:standaardrol_pk>/bewerken/",
        standaardrollen.StandaardrolUpdateView.as_view(),
        name="standaardrol_update",
    ),
    path(
        "beheer/teamleden/standaardrollen/<int:standaardrol_pk>/actief/",
        standaardrollen.standaardrol_actief,
        name="standaardrol_actief",
    ),
    path(
        "beheer/teamleden/standaardrollen/<int:standaardrol_pk>/toepassen/",
        standaardrollen.standaardrol_apply,
        name="standaardrol_apply",
    ),
    path(
        "beheer/teamleden/standaardrollen/<int:standaardrol_pk>/verwijderen/",
        standaardrollen.StandaardrolDeleteView.as_view(),
        name="standaardrol_delete",
    ),
    path("beheer/teamleden/procesteams/", procesteams.ProcesteamListView.as_view(), name="procesteam_list"),
    path("beheer/teamleden/procesteams/nieuw/", procesteams.ProcesteamCreateView.as_view(), name="procesteam_create"),
    path(
        "beheer/teamleden/procesteams/<int:procesteam_pk>/",
        procesteams.ProcesteamDetailView.as_view(),
        name="procesteam_detail",
    ),
    path(
        "beheer/teamleden/procesteams/<int:procesteam_pk>/bewerken/",
        procesteams.ProcesteamUpdateView.as_view(),
        name="procesteam_update",
    ),
    path(
        "beheer/teamleden/procesteams/<int:procesteam_pk>/verwijderen/",
        procesteams.ProcesteamDeleteView.as_view(),
        name="procesteam_delete",
    ),
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
    path("beheer/teamleden/uitnodigingen/", uitnodigen.UitnodigingListView.as_view(), name="uitnodiging_list"),
    path(
        "beheer/teamleden/uitnodigingen/nieuw/", uitnodigen.UitnodigingCreateView.as_view(), name="uitnodiging_create"
    ),
    path("beheer/teamleden/uitnodigingen/lijst/", teamledenlijst.TeamledenlijstView.as_view(), name="teamledenlijst"),
    path(
        "beheer/teamleden/uitnodigingen/lijst/voorbeeld/",
        teamledenlijst.teamledenlijst_voorbeeld,
        name="teamledenlijst_voorbeeld",
    ),
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
