"""Beheer → Activiteitenlog: the list and one entry."""

from django.views.generic import TemplateView

from activiteitenlog.export import FORMATEN
from activiteitenlog.filters import ActiviteitFilter
from activiteitenlog.links import link_objects
from activiteitenlog.models import Activiteit
from activiteitenlog.permissions import ACTIVITEITENLOG_INZIEN
from activiteitenlog.reading import note_reading
from activiteitenlog.services import Onderwerp
from activiteitenlog.tables import ActiviteitTable
from mijnkantoor.ui.views import PortalListView
from permissions.enforcement import requires


@requires(ACTIVITEITENLOG_INZIEN)
class ActiviteitListView(PortalListView):
    title = "Activiteitenlog"
    what = ("activiteit", "activiteiten")
    table_class = ActiviteitTable
    filterset_class = ActiviteitFilter
    export_url_name = "activiteitenlog:activiteit_export"
    export_formaten = tuple((name, formaat.label) for name, formaat in FORMATEN.items())
    count_limit = 10_000
    empty_title = "Nog geen activiteiten"
    empty_text = "Alles wat iemand in het portaal doet, komt hier te staan."
    empty_filtered_text = "Geen activiteit past bij deze zoekopdracht en filters."

    def get_queryset(self):
        return Activiteit.objects.visible_to(self.request.user).for_list()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        link_objects(self.request.user, [row.record for row in context["page"].object_list])
        note_reading(self.request, reden=context["filterset"].gebruikt)
        return context


@requires(ACTIVITEITENLOG_INZIEN)
class ActiviteitDetailView(TemplateView):
    template_name = "activiteitenlog/activiteit_detail.html"

    def get_context_data(self, **kwargs):
        [activiteit] = link_objects(self.request.user, [self.request.activiteit])
        note_reading(self.request, Onderwerp("activiteitenlog", f"Regel {activiteit.pk}", str(activiteit.pk)))
        return super().get_context_data(activiteit=activiteit, **kwargs)
