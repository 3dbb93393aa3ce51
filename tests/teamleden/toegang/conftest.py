"""What the tests about access share."""

from datetime import timedelta

import pytest
from django.utils import timezone

from crm.models import Relatie
from teamleden.models import TeamlidRol, Waarneming
from tests.historie import Opname
from tests.teamleden.toegang import pages


@pytest.fixture
def before(cast, settings):
    """The moment at which the cast still had its access; now it is gone, but for Anna's."""
    settings.ROOT_URLCONF = pages.__name__
    moment = timezone.now().replace(second=0, microsecond=0) - timedelta(days=1)
    Relatie.objects.update(created_at=moment - timedelta(days=1))
    Waarneming.objects.update(van=moment - timedelta(hours=1))
    pages.OPNAME[:] = [Opname(vanaf=moment - timedelta(days=1))]
    TeamlidRol.objects.all().delete()
    return timezone.localtime(moment)
