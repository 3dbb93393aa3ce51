"""What happens in this app when a Relatie is made."""

from activiteitenlog.services import record_many
from crm.hooks import after_create_relaties


def give_creator_rol(actor, relaties):
    """Whoever has bereik gekoppeld would not see the new Relatie without a row; they become its first Rol."""
    from permissions import gate
    from teamleden.models import Herkomst, Niveau, Rol, Teamlid, TeamlidRol

    subject = gate.subject(actor)
    if subject.persoon_id is None or subject.bereik_alle:
        return
    rol = Rol.objects.active().first()
    if rol is None:
        return
    TeamlidRol.objects.bulk_create(
        [
            TeamlidRol(
                teamlid_id=actor.pk, relatie=relatie, rol=rol, niveau=Niveau.MUTATOR, herkomst=Herkomst.HAND,
                created_by_id=actor.pk,
            )
            for relatie in relaties
        ]
    )  # fmt: skip
    teamlid = Teamlid.objects.select_related("persoon").get(pk=actor.pk)
    changes = {"rol": ["", str(rol)], "niveau": ["", Niveau.MUTATOR], "herkomst": ["", Herkomst.HAND]}
    record_many(actor, "rol gegeven", [(teamlid, relatie, changes) for relatie in relaties])


def register():
    after_create_relaties(give_creator_rol)
