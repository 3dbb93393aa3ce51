"""StandaardTeamlidRol: a rule of the office that gives a Teamlid a Rol at each Relatie that fits."""

from django.db import models
from django.db.models import Q

from crm.models import Label, Persoon, Relatie, Relatiegroep, Relatiesoort, RelatieType
from teamleden.models.rol import Niveau, Rol
from teamleden.models.teamlid import Teamlid
from teamleden.querysets import StandaardTeamlidRolQuerySet

RELATIETYPES = [choice for choice in RelatieType.choices if choice[0] != RelatieType.INTERN]


class StandaardTeamlidRol(models.Model):
    """Applied when a Relatie is made, and to existing ones on request only (STD-1). No condition is every Relatie.

    The interne kantoorrelatie is nobody's file and fits no rule. A condition protects what it names: a rule whose
    label went away would fit more than it did.
    """

    teamlid = models.ForeignKey(Teamlid, models.CASCADE, related_name="standaardrollen")
    rol = models.ForeignKey(Rol, models.PROTECT, related_name="standaardrollen")
    niveau = models.CharField(max_length=10, choices=Niveau)
    relatietype = models.CharField("type", max_length=12, choices=RELATIETYPES, blank=True)
    relatiesoort = models.ForeignKey(Relatiesoort, models.PROTECT, null=True, blank=True, related_name="+")
    relatiegroep = models.ForeignKey(Relatiegroep, models.PROTECT, null=True, blank=True, related_name="+")
    label = models.ForeignKey(Label, models.PROTECT, null=True, blank=True, related_name="+")
    actief = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(Persoon, models.SET_NULL, null=True, blank=True, related_name="+")
    versie = models.PositiveIntegerField(default=1, editable=False)

    objects = StandaardTeamlidRolQuerySet.as_manager()

    class Meta:
        verbose_name = "standaard teamlidrol"
        verbose_name_plural = "standaard teamlidrollen"
        default_permissions = ()
        ordering = ["teamlid__persoon__sorteernaam", "rol__volgorde", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(niveau__in=Niveau.values), name="standaardrol_niveau_bekend"),
            models.CheckConstraint(
                condition=Q(relatietype__in=["", *(value for value, _ in RELATIETYPES)]),
                name="standaardrol_type_bekend",
            ),
        ]

    def __str__(self):
        return f"{self.teamlid} als {self.rol} ({self.niveau}) bij {self.voorwaarden}"

    @property
    def voorwaarden(self):
        """At which Relaties, in words."""
        parts = [("type", self.get_relatietype_display()), ("soort", self.relatiesoort)]
        parts += [("groep", self.relatiegroep), ("label", self.label)]
        said = [f"{what} {value}" for what, value in parts if value]
        return ", ".join(said) or "alle relaties"

    @property
    def condition(self):
        """The Relaties that fit, as a filter; `fits` says the same of one."""
        fits = ~Q(type=RelatieType.INTERN)
        if self.relatietype:
            fits &= Q(type=self.relatietype)
        if self.relatiesoort_id:
            fits &= Q(relatiesoort=self.relatiesoort_id)
        if self.relatiegroep_id:
            fits &= Q(relatiegroep=self.relatiegroep_id)
        if self.label_id:
            fits &= Q(pk__in=Relatie.labels.through.objects.filter(label=self.label_id).values("relatie"))
        return fits

    def fits(self, relatie, labels):
        """`labels` are the keys of the labels of this Relatie."""
        return (
            relatie.type != RelatieType.INTERN
            and self.relatietype in ("", relatie.type)
            and self.relatiesoort_id in (None, relatie.relatiesoort_id)
            and self.relatiegroep_id in (None, relatie.relatiegroep_id)
            and (self.label_id is None or self.label_id in labels)
        )

    @property
    def gives(self):
        """Is it applied at all? Not for who left, nor with a Rol that is out of use."""
        return self.actief and self.rol.actief and not self.teamlid.is_uit_dienst
