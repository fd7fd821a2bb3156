"""load_councils and first_administrator."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Council, Invitation
from accounts.roles import Role
from tests import make

pytestmark = pytest.mark.django_db
HEADER = "gss_code,name,short_name,council_type,region,population_2020\n"
GOOD = HEADER + (
    "E07000223,Adur District Council,Adur,district,South East,64187\n"
    '"E09000001","Ashby, Barton\nand Corfe Council",Ashby,london_borough,London,\n'
)


@pytest.fixture
def load(tmp_path):
    def run(text: str) -> str:
        (tmp_path / "councils.csv").write_text(text)
        out = StringIO()
        call_command("load_councils", tmp_path / "councils.csv", stdout=out)
        return out.getvalue()

    return run


def test_councils_are_added_even_with_commas_and_line_breaks_in_a_name(load):
    assert load(GOOD) == "2 councils added, 0 brought up to date.\n"
    ashby = Council.objects.get(code="E09000001")
    assert (ashby.name, ashby.kind, ashby.population) == ("Ashby, Barton and Corfe Council", "london_borough", None)


def test_loading_again_updates_and_deletes_nothing(load):
    load(GOOD)
    there = make.council(name="Elsewhere")
    assert load(GOOD.replace("64187", "65000")) == "0 councils added, 2 brought up to date.\n"
    assert Council.objects.get(code="E07000223").population == 65000
    assert Council.objects.filter(pk=there.pk).exists()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("E07000224,,Arun,district,South East,1\n", "row 4: name"),
        ("E07000224,Arun,Arun,kingdom,South East,1\n", "row 4: council_type"),
        ("E07000224,Arun,Arun,district,South East,many\n", "row 4: the population must be a whole number"),
        ("E07000224,Arun,Arun\n", "row 4: it has not as many values as the header"),
        ("E07000223,Another,A,district,South East,1\n", "E07000223 stands in more than one row"),
        ("E07000224,Adur District Council,A,district,South East,1\n", "Adur District Council stands in more than one"),
        ("E070002245,Arun,Arun,district,South East,1\n", "row 4: gss_code"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_written(load, row, said):
    with pytest.raises(CommandError, match=re.escape(said)):
        load(GOOD + row)
    assert not Council.objects.exists()


def test_all_that_is_wrong_is_said_at_once(load):
    with pytest.raises(CommandError, match=r"(?s)row 2: name.*row 3: council_type"):
        load(HEADER + "E07000224,,A,district,South East,1\nE07000225,Arun,A,kingdom,South East,1\n")


def test_a_missing_column_is_named(load):
    with pytest.raises(CommandError, match="columns are missing: region"):
        load(GOOD.replace("region", "area"))


def test_a_name_that_another_council_bears_is_refused(load):
    make.council(name="Adur District Council", code="E99999999")
    with pytest.raises(CommandError, match="another code has one of these names"):
        load(GOOD)
    assert Council.objects.count() == 1


def test_a_file_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(CommandError, match="could not be read"):
        call_command("load_councils", tmp_path / "nothing.csv")


def test_the_first_administrator_gets_a_link_that_makes_a_manager(client):
    out = StringIO()
    call_command("first_administrator", "First@communities.gov.uk", name="First Manager", stdout=out)
    [path] = re.findall(r"http://127\.0\.0\.1:8000(/invitation/\S+/)", out.getvalue())
    lasts = Invitation.objects.get().expires - Invitation.objects.get().at
    assert 23.9 < lasts.total_seconds() / 3600 < 24.1
    client.post(path, {"name": "First Manager", "password": make.PASSWORD})
    assert Invitation.objects.get().accepted_by.national_roles == {Role.MHCLG_MANAGER}


def test_there_is_only_one_first_administrator():
    make.mhclg()
    with pytest.raises(CommandError, match="There is an MHCLG manager already"):
        call_command("first_administrator", "second@communities.gov.uk", name="Second")
    assert not Invitation.objects.exists()


def test_an_address_that_is_none_is_refused():
    with pytest.raises(CommandError, match="valid email"):
        call_command("first_administrator", "nobody", name="Nobody")
