"""Queries whose SQL is written once: each key gets its own rows, and the rows as they are now."""

import threading

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Lower

from accounts.models import Council, Post
from iip.statements import written_once
from tests import make

pytestmark = pytest.mark.django_db


def test_a_query_is_written_once_and_answers_about_each_key_what_is_true_now(django_assert_num_queries):
    written = []

    @written_once
    def titles(council: int) -> QuerySet:
        written.append(council)
        return Post.objects.filter(council=council).order_by("title").values_list("title", flat=True)

    one, other = make.council(), make.council()
    make.post(council=one, title="Head of IT")
    assert titles(one.pk) == ["Head of IT"]
    assert titles(other.pk) == []

    make.post(council=one, title="Head of Legal")
    make.post(council=other, title="Director")
    with django_assert_num_queries(1):
        assert titles(one.pk) == ["Head of IT", "Head of Legal"]
    assert titles(council=other.pk) == ["Director"]
    assert len(written) == 1


def test_rows_are_as_django_reads_them_with_what_they_point_to_and_what_is_annotated(django_assert_num_queries):
    @written_once
    def posts(code: str, title: str) -> "QuerySet[Post]":
        others = Exists(Post.objects.filter(council=OuterRef("council")).exclude(title=title))
        return Post.objects.filter(council__code=code).select_related("council").annotate(has_more=others)

    council = make.council()
    post = make.post(council=council, title="Head of IT")
    with django_assert_num_queries(1):
        (found,) = posts(council.code, "Head of IT")
        assert (found, found.council, found.has_more) == (post, council, False)
    (found,) = posts(council.code, "Director")
    assert found.has_more
    assert posts("Director", council.code) == []


def test_keys_may_stand_in_a_union_more_than_once():
    @written_once
    def names(one: int, other: int) -> QuerySet:
        councils = Council.objects.order_by().values_list("name", flat=True)
        return councils.filter(pk=one).union(councils.filter(pk__in=[one, other]), all=True)

    one, other = make.council(name="Aldermouth"), make.council(name="Brackenford")
    assert sorted(names(one.pk, other.pk)) == ["Aldermouth", "Aldermouth", "Brackenford"]
    assert sorted(names(other.pk, one.pk)) == ["Aldermouth", "Brackenford", "Brackenford"]


def test_a_query_that_does_not_compare_with_its_key_as_it_is_is_refused():
    @written_once
    def found(name: str) -> "QuerySet[Council]":
        return Council.objects.filter(name__startswith=name)

    with pytest.raises(AssertionError, match="name"):
        found("Alder")


@pytest.mark.django_db(transaction=True)
def test_another_thread_asks_over_its_own_connection():
    @written_once
    def found(name: str) -> "QuerySet[Council]":
        return Council.objects.annotate(low=Lower("name")).filter(low=name)

    make.council(name="Aldermouth")
    here = found("aldermouth")
    elsewhere = []

    def ask():
        try:
            elsewhere.append((found("aldermouth"), connection.connection is not None))
        finally:
            connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert elsewhere == [(here, True)]
