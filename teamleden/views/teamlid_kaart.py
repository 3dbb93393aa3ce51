"""What every tab of the Teamlid card shares."""

from activiteitenlog.permissions import ACTIVITEITENLOG_INZIEN
from crm.permissions import TEAMLEDEN_KOPPELEN
from mijnkantoor.ui.views import PortalCardMixin, PortalListView, Tab
from permissions import gate
from teamleden.permissions import TEAMLEDEN_BEHEREN, TEAMLEDEN_INZIEN, TOEGANG_UITLEGGEN


def tabs_of(teamlid):
    return [
        Tab("Gegevens", "teamleden:teamlid_detail", TEAMLEDEN_INZIEN, args=(teamlid.pk,)),
        Tab("Relaties", "teamleden:teamlid_relaties", TEAMLEDEN_INZIEN, args=(teamlid.pk,)),
        Tab("Vergelijken", "teamleden:teamlid_vergelijken", TEAMLEDEN_INZIEN, args=(teamlid.pk,)),
        Tab("Toegang", "teamleden:teamlid_toegang", TOEGANG_UITLEGGEN, args=(teamlid.pk,)),
        Tab("Geschiedenis", "teamleden:teamlid_geschiedenis", ACTIVITEITENLOG_INZIEN, args=(teamlid.pk,)),
        Tab("Sessies", "teamleden:teamlid_sessies", TEAMLEDEN_BEHEREN, args=(teamlid.pk,)),
    ]


class TeamlidCardMixin(PortalCardMixin):
    """The head and the tabs of the Teamlid card; the Teamlid itself was found by its scope."""

    def get_title(self):
        return self.request.teamlid.persoon.volledige_naam

    def get_tabs(self):
        return tabs_of(self.request.teamlid)

    def get_context_data(self, **kwargs):
        teamlid = self.request.teamlid
        return super().get_context_data(**{"teamlid": teamlid, "card": teamlid.persoon, **kwargs})


class TeamlidListView(PortalListView):
    """A tab of the card that is a list."""

    template_name = "teamleden/teamlid_lijst.html"

    @property
    def title(self):
        return self.request.teamlid.persoon.volledige_naam

    @property
    def tabs(self):
        return tabs_of(self.request.teamlid)

    def get_context_data(self, **kwargs):
        teamlid = self.request.teamlid
        return super().get_context_data(
            teamlid=teamlid,
            card=teamlid.persoon,
            mag_koppelen=gate.may(self.request.user, TEAMLEDEN_KOPPELEN),
            **kwargs,
        )
