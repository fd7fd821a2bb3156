"""The committee paper as a list of blocks: each declares its kind, and the figures are the plan's own."""

from dataclasses import replace

import pytest

from iip.slide_charts import Chart
from submissions.briefing import Briefing
from submissions.briefing_tables import Grid
from submissions.document import PlanDocument
from submissions.facts import ResponseFacts
from submissions.papers import kinds
from submissions.papers.blocks import Drawing, Heading, Points, Prompt, Table, Words
from submissions.papers.kinds import RULES, Ground, Kind, UndeclaredKind
from submissions.papers.paper import Paper
from tests.submissions import documents as d
from tests.submissions import sample_documents as samples

GRID = Grid("Figures", ("One", "Other"), [("1", "2")])
SECTIONS = [
    "Purpose of this report",
    "Recommendations to the committee",
    "Background",
    "Where we stand",
    "The biggest risks",
    "What we will do, and when",
    "Financial implications",
    "What we accept",
    "What it gets us",
    "Next steps",
    "Legal implications",
    "Risk management implications",
    "Equality implications",
    "Background papers",
    "Appendix: recommendations and responses",
]


def paper(plan: PlanDocument, **facts) -> Paper:
    return Paper(Briefing(plan, d.provenance(plan, **facts)))


def block(made: Paper, name: str):
    return next(each for each in made.blocks if each.name == name)


# --- kinds


@pytest.mark.parametrize(
    "undeclared",
    [
        lambda: Words("A sentence", "Words.", None),  # type: ignore[arg-type]
        lambda: Words("A sentence", "Words.", "figures"),  # type: ignore[arg-type]
        lambda: Heading("Heading", "Words", None),  # type: ignore[arg-type]
        lambda: Points("Points", ("One", "Other"), (Kind.FIGURES,)),
        lambda: Points("Points", (), ()),
        lambda: Table("A table", GRID, (Kind.FIGURES,)),
        lambda: Table("A table", GRID, (Kind.FIGURES, None)),  # type: ignore[arg-type]
        lambda: Drawing("A chart", Chart("A chart", ("a",), [("b", (1,))]), kind=None),  # type: ignore[arg-type]
    ],
    ids=["none", "a word", "heading", "one point of two", "no point", "one column of two", "column", "chart"],
)
def test_a_piece_that_does_not_declare_its_kind_is_refused(undeclared):
    with pytest.raises(UndeclaredKind):
        undeclared()


def test_a_kind_without_a_rule_is_refused(monkeypatch):
    monkeypatch.setattr(kinds, "RULES", {kind: rule for kind, rule in RULES.items() if kind != Kind.FIGURES})
    with pytest.raises(UndeclaredKind, match="no kind of information with a rule"):
        Words("A sentence", "Words.", Kind.FIGURES)


def test_each_kind_has_a_rule_and_each_ground_its_paragraph_of_the_law():
    assert set(RULES) == set(Kind)
    assert [ground.paragraph for ground in Ground] == [1, 3, 7]
    assert "prevention, investigation or prosecution of crime" in Ground.CRIME.text


def test_only_these_kinds_are_published():
    assert {kind for kind, ground in RULES.items() if ground is None} == {
        Kind.OWN_WORDS,
        Kind.ASSURANCE,
        Kind.FIGURES,
    }


# --- what it says


@pytest.mark.parametrize("plan", [samples.tarnside(), samples.large()], ids=["tarnside", "150"])
def test_it_has_the_parts_of_a_report_to_a_committee_in_their_order(plan):
    blocks = paper(plan).blocks
    assert [each.text for each in blocks if isinstance(each, Heading)] == SECTIONS
    assert sum(isinstance(each, Prompt) for each in blocks) == 5


def test_no_two_pieces_of_a_section_have_one_name_and_no_name_says_anything_of_the_plan():
    named = [[each.name for each in paper(plan).blocks] for plan in (samples.tarnside(), samples.large())]
    for names in named:
        assert len(names) - names.count("Heading") == len({*names} - {"Heading"})
    text = "marker qzx"
    assert not [each.name for each in paper(samples.hostile(text)).blocks if text in each.name]


def test_its_own_words_are_the_same_in_every_paper():
    def own(plan: PlanDocument) -> set[str]:
        return {text for each in paper(plan).blocks if set(each.kinds) == {Kind.OWN_WORDS} for text in each.texts}

    assert own(samples.large()) == own(samples.hostile("marker"))


@pytest.mark.parametrize(
    "plan",
    [
        d.document(scopes=(d.scope(0),)),
        d.document(ResponseFacts()),
        replace(d.document(d.implement()), scopes=(), responses={}),
        d.document(d.implement(cost_basis="not_known", capital=None, revenue=None, annual=None, start=None, end=None)),
    ],
    ids=["no recommendation", "no response", "no scope", "nothing known"],
)
def test_a_plan_that_says_little_has_a_paper_too(plan):
    assert [each.text for each in paper(plan).blocks if isinstance(each, Heading)] == SECTIONS


def test_money_that_is_in_no_year_is_told_behind_the_sum_of_the_years():
    plan = d.document(*[d.implement()] * 2, d.implement(start=None, end=None))
    grid = block(paper(plan), "One-off capital by financial year").grid
    assert grid.rows[-2:] == [
        ("All years", "£24,000", "£24,000", "£0"),
        ("Not scheduled in these years", "£12,000", "£12,000", "£0"),
    ]


def test_totals_of_fewer_than_three_actions_tell_what_an_action_costs():
    few = paper(d.document(d.implement(), d.implement(), d.implement(capital=0)))
    assert few.money == Kind.ITEM_COST
    assert block(few, "What is funded, by kind of money").kinds == (Kind.ITEM_COST,) * 4
    assert Kind.ITEM_COST in block(few, "What the actions cost").kinds
    enough = paper(d.document(*[d.implement()] * 3))
    assert enough.money == Kind.FIGURES
    assert paper(d.document(*[d.implement(capital=0)] * 3)).money == Kind.FIGURES
    unfunded = paper(d.document(*[d.implement(funding="unfunded")] * 2))
    asked = block(unfunded, "What the committee is asked to decide")
    assert [kind for point, kind in zip(asked.points, asked.kinds, strict=True) if "£" in point] == [Kind.ITEM_COST]
