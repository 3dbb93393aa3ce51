"""What happens in this app when a Relatie is made."""

from activiteitenlog.services import record_many
from crm.hooks import after_create_relaties


def give_creator_rol(actor, relaties):
    """Whoever would not see the new Relatie without a row gets its first Rol.

    That is everybody with bereik gekoppeld, and with bereik alle whoever makes one that is afgeschermd.
    """
    from permissions import gate
    from teamleden.models import Herkomst, Niveau, Rol, Teamlid, TeamlidRol

    subject = gate.subject(actor)
    if subject.persoon_id is None:
        return
    unseen = [relatie for relatie in relaties if relatie.afgeschermd or not subject.bereik_alle]
    rol = Rol.objects.active().first()
    if rol is None or not unseen:
        return
    TeamlidRol.objects.bulk_create(
        [
            TeamlidRol(
                teamlid_id=actor.pk, relatie=relatie, rol=rol, niveau=Niveau.MUTATOR, herkomst=Herkomst.HAND,
                created_by_id=actor.pk,
            )
            for relatie in unseen
        ]
    )  # fmt: skip
    teamlid = Teamlid.objects.select_related("persoon").get(pk=actor.pk)
    changes = {"rol": ["", str(rol)], "niveau": ["", Niveau.MUTATOR], "herkomst": ["", Herkomst.HAND]}
    record_many(actor, "rol gegeven", [(teamlid, relatie, changes) for relatie in unseen])


def register():
    after_create_relaties(give_creator_rol)
