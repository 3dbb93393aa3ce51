"""What somebody asks for when appointing a waarnemer, as values."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format

from crm.models import Relatie
from teamleden.models import Rol, Teamlid, Waarneming

ALLES = "Alle relaties"
ALLES_ROLLEN = "Alle rollen"


@dataclass(frozen=True, slots=True)
class Plan:
    """`waarnemer` None is an absence that nobody stands in for; `rollen` or `relaties` None is all of them."""

    afwezige: Teamlid
    waarnemer: Teamlid | None
    van: datetime
    tot: datetime | None
    reden: str
    rollen: tuple[Rol, ...] | None = None
    relaties: tuple[Relatie, ...] | None = None

    @classmethod
    def of(cls, waarneming: Waarneming):
        """What a Waarneming is now."""
        return cls(
            waarneming.afwezige,
            waarneming.waarnemer,
            waarneming.van,
            waarneming.tot,
            waarneming.reden,
            tuple(waarneming.rollen.all()) if waarneming.alleen_rollen else None,
            tuple(waarneming.relaties.order_by("sorteernaam", "pk")) if waarneming.alleen_relaties else None,
        )

    @property
    def scope(self):
        """Who and what, without when and why: what stays once it has begun."""
        rollen = None if self.rollen is None else {rol.pk for rol in self.rollen}
        relaties = None if self.relaties is None else {relatie.pk for relatie in self.relaties}
        return self.afwezige.pk, self.waarnemer and self.waarnemer.pk, rollen, relaties

    @property
    def said(self):
        """As the log tells it. Chosen Relaties are counted, not named: its reader may not know of all of them."""
        rollen = ALLES_ROLLEN if self.rollen is None else [str(rol) for rol in self.rollen]
        return {
            "afwezige": str(self.afwezige),
            "waarnemer": str(self.waarnemer or ""),
            "van": show_moment(self.van),
            "tot": show_moment(self.tot) if self.tot else "",
            "reden": self.reden,
            "rollen": rollen,
            "relaties": ALLES if self.relaties is None else count_relaties(len(self.relaties)),
        }


def count_relaties(number):
    return f"{number} gekozen {'relatie' if number == 1 else 'relaties'}"


def show_scope(waarneming, number):
    """What a Waarneming passes on, in words; `number` is how many Relaties were chosen."""
    parts = []
    if waarneming.alleen_rollen:
        parts.append(", ".join(str(rol) for rol in waarneming.rollen.all()) or "geen enkele rol")
    if waarneming.alleen_relaties:
        parts.append(count_relaties(number))
    return ", bij ".join(parts) or ALLES


def show_moment(moment):
    return date_format(timezone.localtime(moment), "d-m-Y H:i")


def show_periode(van, tot):
    return f"van {show_moment(van)} tot {show_moment(tot)}" if tot else f"vanaf {show_moment(van)}, zonder einde"
