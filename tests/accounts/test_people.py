"""Making people."""

import pytest
from allauth.account.models import EmailAddress

from accounts.people import make_person
from accounts.roles import Role
from assurance.access import roles_at
from tests import make

pytestmark = pytest.mark.django_db


def test_a_new_person_has_the_address_that_sign_in_looks_for():
    user = make_person("Sam.Lee@Ashby.gov.uk", "Sam Lee", password=make.PASSWORD)
    address = EmailAddress.objects.get(user=user)
    assert (address.email, address.verified, address.primary) == ("sam.lee@ashby.gov.uk", True, True)


def test_a_person_without_a_password_cannot_sign_in():
    assert not make_person("sam.lee@ashby.gov.uk", "Sam Lee").has_usable_password()


def test_the_factories_make_a_whole_engagement():
    engagement = make.engagement()
    lead = make.assurer(engagement, role=Role.FIRM_LEAD)
    assert roles_at(lead, engagement.assessment) == {Role.FIRM_LEAD, Role.ASSURER}
    assert engagement.assessment.framework.outcomes.count() == 39
    assert make.scope(engagement=engagement, code="SYS1").system.council == engagement.council
