"""Beheer → Teamleden → Uitnodigingen → Met een lijst: upload, look at the report per row, add and invite."""

import tempfile
from pathlib import Path

from django.contrib import messages
from django.core import signing
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from crm.importeren.veilig import Geweigerd
from crm.models import Functie
from mijnkantoor.ui.export import csv_response
from mijnkantoor.ui.views import PortalFormView
from permissions.enforcement import requires
from permissions.models import Autorisatierol
from teamleden.forms import TeamledenlijstForm
from teamleden.permissions import TEAMLEDEN_BEHEREN
from teamleden.services.teamledenlijst import MOST_ROWS, VOORBEELD, NotAllFit, add_and_invite, read_lijst, try_out

SALT = "teamledenlijst"
GELDIG = 60 * 60  # seconds that a report may wait


@requires(TEAMLEDEN_BEHEREN)
class TeamledenlijstView(PortalFormView):
    """The report carries its rows signed: what is added is what was shown, and to whom it was shown."""

    title = "Teamleden uitnodigen met een lijst"
    submit_label = "Controleren"
    form_class = TeamledenlijstForm
    template_name = "teamleden/teamledenlijst.html"
    cancel_url_name = "teamleden:uitnodiging_list"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            most_rows=MOST_ROWS,
            functies=Functie.objects.values_list("naam", flat=True),
            rollen=Autorisatierol.objects.values_list("naam", flat=True),
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        if "rijen" in request.POST:
            return self.add(request)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        try:
            rijen, onbekend = read_upload(form.cleaned_data["bestand"])
        except Geweigerd as error:
            form.add_error("bestand", str(error))
            return self.form_invalid(form)
        return self.show_report(try_out(self.request.user, rijen), onbekend)

    def show_report(self, uitkomsten, onbekend=(), *, moved=False):
        good = [uitkomst.rij for uitkomst in uitkomsten if not uitkomst.problemen]
        return self.render_to_response(
            self.get_context_data(
                form=self.form_class(),
                uitkomsten=uitkomsten,
                aantal_goed=len(good),
                aantal_fout=len(uitkomsten) - len(good),
                onbekend=onbekend,
                moved=moved,
                rijen=signing.dumps([self.request.user.pk, good], salt=SALT, compress=True) if good else "",
            )
        )

    def add(self, request):
        try:
            who, rijen = signing.loads(request.POST["rijen"], salt=SALT, max_age=GELDIG)
        except signing.BadSignature:
            who, rijen = None, []
        if who != request.user.pk:
            messages.error(request, "Dit verslag is niet meer geldig. Kies het bestand opnieuw.")
            return redirect("teamleden:teamledenlijst")
        try:
            added = add_and_invite(request.user, rijen)
        except NotAllFit as moved:
            return self.show_report(moved.uitkomsten, moved=True)
        what = "teamlid is toegevoegd en krijgt" if len(added) == 1 else "teamleden zijn toegevoegd en krijgen"
        messages.success(request, f"{len(added)} {what} een uitnodiging.")
        return redirect("teamleden:uitnodiging_list")


def read_upload(upload):
    """The rows of an uploaded file. Raises Geweigerd."""
    with tempfile.NamedTemporaryFile() as file:
        for chunk in upload.chunks():
            file.write(chunk)
        file.flush()
        return read_lijst(Path(file.name))


@requires(TEAMLEDEN_BEHEREN)
@require_safe
def teamledenlijst_voorbeeld(request):
    """An empty sheet with the right headers and one example, as a Dutch Excel opens it."""
    rol, functie = Autorisatierol.objects.first(), Functie.objects.first()
    example = ["Noortje", "van der", "Berg", "noortje@voorbeeld.nl", "030 123 45 67", functie, rol]
    return csv_response("teamleden.csv", VOORBEELD, [example])
