"""Jobs of this app; they run in the worker."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from activiteitenlog.wijzigingen import engine
from activiteitenlog.wijzigingen.models import SetStatus, Wijzigingsset
from crm.models import Kantoor
from permissions.gate import NotAllowed
from teamleden.models import Uitnodiging
from teamleden.services.uitnodigingen import renew_token


@task()
def apply_wijzigingsset(wijzigingsset_pk):
    """Apply a large set; what came in between is told on its page instead of applied."""
    wijzigingsset = Wijzigingsset.objects.select_related("actor").get(pk=wijzigingsset_pk)
    try:
        engine.apply(wijzigingsset.actor, wijzigingsset, wijzigingsset.voortgang.report)
    except engine.PlanMoved:
        fout = "Er is intussen iets veranderd waardoor de gevolgen anders zouden zijn; er is niets toegepast."
    except (ValidationError, NotAllowed) as error:
        fout = error.messages[0] if isinstance(error, ValidationError) else str(error)
    except Exception:
        _fail(wijzigingsset_pk, "Door een storing is er niets toegepast. Bereid de wijziging opnieuw voor.")
        raise  # the worker keeps the trace for whoever runs the portal
    else:
        return
    _fail(wijzigingsset_pk, fout)


def _fail(wijzigingsset_pk, fout):
    rows = Wijzigingsset.objects.filter(pk=wijzigingsset_pk, status=SetStatus.BEZIG)
    rows.update(status=SetStatus.MISLUKT, fout=fout[:300])


@task()
def deliver_uitnodiging(uitnodiging_pk):
    """Mail the link. An Uitnodiging that was replaced or used meanwhile is left alone."""
    rows = Uitnodiging.objects.open().select_related("teamlid__persoon", "uitgenodigd_door")
    uitnodiging = rows.filter(pk=uitnodiging_pk, verzonden_op=None).first()
    if uitnodiging is None:
        return
    link = settings.BASE_URL + reverse("teamleden:uitnodiging_open", args=[renew_token(uitnodiging)])
    kantoor = Kantoor.objects.get(pk=Kantoor.PK)
    context = {"uitnodiging": uitnodiging, "persoon": uitnodiging.teamlid.persoon, "kantoor": kantoor, "link": link}
    send_mail(
        subject=f"Uitnodiging voor {kantoor.naam}",
        message=render_to_string("teamleden/mail/uitnodiging.txt", context),
        from_email=settings.DEFAULT_FROM_EMAIL,
        recipient_list=[uitnodiging.teamlid.persoon.email],
    )
    Uitnodiging.objects.filter(pk=uitnodiging.pk).update(verzonden_op=timezone.now())
