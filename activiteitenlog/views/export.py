"""The filtered log as a file."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from activiteitenlog.acties import LOG_GEEXPORTEERD
from activiteitenlog.export import FORMATEN
from activiteitenlog.filters import ActiviteitFilter
from activiteitenlog.models import Activiteit
from activiteitenlog.permissions import ACTIVITEITENLOG_INZIEN
from activiteitenlog.reading import HET_LOG
from activiteitenlog.services import record
from permissions.enforcement import requires


@requires(ACTIVITEITENLOG_INZIEN)
@require_safe
def activiteit_export(request):
    """`formaat` in the query string, beside the filters of the list; the same rows as the list, newest first."""
    formaat = FORMATEN.get(request.GET.get("formaat", "csv"))
    if formaat is None:
        raise Http404
    visible = Activiteit.objects.visible_to(request.user).for_list().order_by("-pk")
    filterset = ActiviteitFilter(request.GET, queryset=visible, request=request)
    if not filterset.form.is_valid():
        messages.error(request, "Een van de filters klopt niet; er is niets geëxporteerd.")
        return redirect(f"{reverse('activiteitenlog:activiteit_list')}?{request.GET.urlencode()}")
    rows = filterset.qs
    number = rows.count()
    if number > formaat.most_rows:
        messages.error(request, formaat.too_many(number))
        return redirect(f"{reverse('activiteitenlog:activiteit_list')}?{request.GET.urlencode()}")
    with transaction.atomic():
        reden = f"{formaat.label}, {number} regels. {filterset.gebruikt}"
        entry = record(request.user, LOG_GEEXPORTEERD, HET_LOG, reden=reden[:300])
    # What is written from here on, this entry first, is not in the file.
    return formaat.respond(rows.filter(pk__lt=entry.pk))
