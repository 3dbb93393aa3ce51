"""Beheer → Overzicht van permissies: every permissie, what it opens, and who has it."""

from django.db.models import Count, Q
from django.views.generic import TemplateView

from mijnkantoor.ui.views import shown_tabs
from permissions import catalogue, gate
from permissions.enforcement import requires
from permissions.models import Autorisatierol
from teamleden.models import Teamlid
from teamleden.permissions import TEAMLEDEN_BEHEREN, TOEGANG_UITLEGGEN
from teamleden.rechten import REIKWIJDTEN
from teamleden.views.tabs import BEHEER_TABS


@requires(TOEGANG_UITLEGGEN)
class PermissieListView(TemplateView):
    template_name = "teamleden/permissies.html"

    def get_context_data(self, **kwargs):
        actief = Q(teamleden__in=Teamlid.objects.active())
        rollen = list(
            Autorisatierol.objects.annotate(aantal=Count("teamleden", filter=actief)).prefetch_related(
                "group__permissions__rij"
            )
        )
        holders = {}
        for rol in rollen:
            for permission in rol.group.permissions.all():
                if hasattr(permission, "rij"):
                    holders.setdefault(permission.rij.code, []).append(rol)
        categorieen = {}
        for permissie in catalogue.all_permissies():
            these = holders.get(permissie.code, [])
            row = (permissie, REIKWIJDTEN[permissie.reikwijdte], these, sum(rol.aantal for rol in these))
            categorieen.setdefault(permissie.categorie, []).append(row)
        return super().get_context_data(
            title="Overzicht van permissies",
            tabs=shown_tabs(self.request, BEHEER_TABS),
            categorieen=categorieen.items(),
            mag_tabel=gate.may(self.request.user, TEAMLEDEN_BEHEREN),
            **kwargs,
        )
