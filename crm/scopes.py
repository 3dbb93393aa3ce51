"""How the objects in the CRM's URLs are found and judged; see permissions/enforcement.py."""

from permissions import gate
from permissions.enforcement import Scope, register_scope


def find_relatie(user, pk):
    from crm.models import Relatie

    return Relatie.objects.visible_to(user).for_list().filter(pk=pk).first()


def find_any_relatie(pk):
    from crm.models import Relatie

    return Relatie.objects.filter(pk=pk).first()


def find_contact(user, pk):
    from crm.models import Persoon

    return Persoon.objects.visible_to(user).filter(pk=pk).first()


def find_any_contact(pk):
    from crm.models import Persoon

    return Persoon.objects.contacten().filter(pk=pk).first()


def decide_contact(user, permissie, contact):
    """What may be done with a Contact follows its Relaties: one where it is allowed is enough."""
    from crm.models import Persoon

    if permissie.is_office_wide:
        return gate.may(user, permissie)
    if Persoon.objects.visible_to(user, permissie).filter(pk=contact.pk).exists():
        return gate.Decision(True, permissie)
    return gate.refusal(user, permissie, find_first_relatie(user, contact))


def find_first_relatie(user, contact):
    from crm.models import Relatie

    here = Relatie.objects.visible_to(user)
    return here.filter(koppelingen__contact=contact, koppelingen__ontkoppeld_op=None).first()


def register():
    register_scope("relatie_pk", Scope("relatie", find_relatie, gate.may, find_any_relatie))
    register_scope("contact_pk", Scope("contact", find_contact, decide_contact, find_any_contact))
