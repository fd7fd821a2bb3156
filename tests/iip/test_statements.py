"""Queries whose SQL is written once: each key gets its own rows, and the rows as they are now."""

import pytest

from accounts.models import Post
from iip.statements import Statement
from tests import make

pytestmark = pytest.mark.django_db


def test_a_statement_is_written_once_and_answers_about_each_key_what_is_true_now(django_assert_num_queries):
    written = []

    def titles(council):
        written.append(council)
        return Post.objects.filter(council=council).order_by("title").values_list("title")

    statement = Statement(titles)
    one, other = make.council(), make.council()
    make.post(council=one, title="Head of IT")
    assert statement.rows(one.pk) == [("Head of IT",)]
    assert statement.rows(other.pk) == []

    make.post(council=one, title="Head of Legal")
    make.post(council=other, title="Director")
    with django_assert_num_queries(1):
        assert statement.rows(one.pk) == [("Head of IT",), ("Head of Legal",)]
    assert statement.rows(other.pk) == [("Director",)]
    assert len(written) == 1
