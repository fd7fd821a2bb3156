"""Whole pounds as a column: nothing entered is not nought, and the database itself holds the limits."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from iip.money import MOST
from submissions.models import Response
from tests import make_plan

COLUMNS = ("capital", "revenue", "annual", "funded_capital", "funded_revenue", "funded_annual")


@pytest.fixture
def response(db):
    return make_plan.plan(recommendations=1).responses[0]


@pytest.mark.parametrize("name", COLUMNS)
def test_nothing_entered_nought_and_the_most_are_three_different_things(response, name):
    for value in (None, 0, MOST):
        Response.objects.filter(pk=response.pk).update(**{name: value})
        response.refresh_from_db()
        assert getattr(response, name) == value


@pytest.mark.parametrize("name", COLUMNS)
@pytest.mark.parametrize("value", [-1, MOST + 1])
def test_the_database_refuses_what_is_outside_the_limits(response, name, value):
    with pytest.raises(IntegrityError), transaction.atomic():
        Response.objects.filter(pk=response.pk).update(**{name: value})


def test_a_form_refuses_more_than_the_most():
    with pytest.raises(ValidationError):
        Response._meta.get_field("capital").clean(MOST + 1, None)
