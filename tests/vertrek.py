"""Somebody leaves through the pages: what the wizard Uit dienst is sent, and applying what it proposes."""

from django.urls import reverse

from activiteitenlog.wijzigingen.models import Wijzigingsset


def page(persoon, rest=""):
    return f"/crm/teamleden/{persoon.pk}/uit-dienst/{rest}"


def form(*regels, los=(), stap="gevolgen", wanneer="nu", rest="blijft", **extra):
    """What the page sends: regels are (waar, [naar]), los are (relatienummer, naar)."""
    data = {"stap": stap, "wanneer": wanneer, "rest": rest, **extra}
    for prefix, rows in (("regels", regels), ("los", los)):
        data |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
    for number, (waar, naar) in enumerate(regels):
        data |= {f"regels-{number}-waar": waar, f"regels-{number}-naar": naar}
    for number, (relatie, naar) in enumerate(los):
        data |= {f"los-{number}-relatie": relatie, f"los-{number}-naar": naar}
    return data


def send(client, persoon, *regels, **options):
    return client.post(page(persoon, "verdelen/"), form(*regels, **options), follow=True)


def apply(client, response):
    shown = response.context["wijzigingsset"]
    client.post(reverse("teamleden:wijzigingsset_apply", args=[shown.pk]))
    return Wijzigingsset.objects.get(pk=shown.pk, status="toegepast")


def undo(client, wijzigingsset):
    response = client.post(reverse("teamleden:wijzigingsset_undo", args=[wijzigingsset.pk]), follow=True)
    return apply(client, response)
