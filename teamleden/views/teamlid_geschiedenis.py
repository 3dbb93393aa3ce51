"""The Teamlid card's tab Geschiedenis: what happened to this Teamlid, and what it did."""

from activiteitenlog.links import link_objects
from activiteitenlog.models import Activiteit
from activiteitenlog.permissions import ACTIVITEITENLOG_INZIEN
from activiteitenlog.reading import note_reading
from activiteitenlog.tables import ActiviteitTable
from permissions.enforcement import requires
from teamleden.filters import GeschiedenisFilter
from teamleden.views.teamlid_kaart import TeamlidListView


@requires(ACTIVITEITENLOG_INZIEN)
class TeamlidGeschiedenisView(TeamlidListView):
    what = ("activiteit", "activiteiten")
    table_class = ActiviteitTable
    filterset_class = GeschiedenisFilter
    empty_title = "Nog geen activiteiten"
    empty_text = "Wat dit teamlid doet en wat er met dit teamlid gebeurt, komt hier te staan."
    empty_filtered_text = "Geen activiteit past bij deze zoekopdracht en filters."

    def get_queryset(self):
        return Activiteit.objects.visible_to(self.request.user).for_list().about_or_by(self.request.teamlid.pk)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        link_objects(self.request.user, [row.record for row in context["page"].object_list])
        note_reading(self.request, self.request.teamlid)
        return context
