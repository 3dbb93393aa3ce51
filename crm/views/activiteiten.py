"""The Relatie card's tab Activiteiten: what happened at this Relatie last."""

from django.views.generic import TemplateView

from activiteitenlog.links import link_objects
from activiteitenlog.models import Activiteit
from activiteitenlog.permissions import ACTIVITEITENLOG_INZIEN
from activiteitenlog.reading import note_reading
from activiteitenlog.tables import ActiviteitVanRelatieTable
from crm.views.relaties import RelatieCardMixin
from permissions.enforcement import requires

MOST_ROWS = 50


@requires(ACTIVITEITENLOG_INZIEN)
class RelatieActiviteitenView(RelatieCardMixin, TemplateView):
    template_name = "crm/relatie_activiteiten.html"

    def get_context_data(self, **kwargs):
        relatie, user = self.request.relatie, self.request.user
        rows = Activiteit.objects.visible_to(user).for_list().filter(relatie=relatie)[:MOST_ROWS]
        table = ActiviteitVanRelatieTable(link_objects(user, list(rows)), orderable=False, order_by=())
        note_reading(self.request, relatie, relatie=relatie)
        return super().get_context_data(table=table, aantal=len(table.data), meeste=MOST_ROWS, **kwargs)
