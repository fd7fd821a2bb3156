"""Every other spelling of a value that people really send is read as what they mean, whatever its case and marks."""

import pytest

from assurance import synonyms
from assurance.synonyms import fold
from assurance.template import SHEETS, Kind
from assurance.workbook.cells import read_choice, read_choices

# The value, and how else it is written: the promise of the template, by hand.
SPELLINGS = {
    "Achieved": ("fully achieved", "Fully", "MET"),
    "Partially achieved": ("Partial", "partly achieved", "Partially", "Part-achieved"),
    "Not achieved": ("unachieved", "Not met"),
    "Not assessed": ("unassessed", "not reviewed"),
    "High": ("H", "hi"),
    "Medium": ("M", "Med", "med.", "Moderate"),
    "Low": ("L", "lo"),
    "Organisation": ("Org", "Organization", "organisational", "Whole organisation", "Council"),
    "Critical system": ("System", "sys", "Critical", "Essential system"),
    "People": ("Person", "Ppl", "persons"),
    "Process": ("Processes", "Proc", "Procedure", "procedural"),
    "Technology": ("Tech", "TECHNICAL", "Technologies"),
    "Implement": ("Accept", "accepted", "Agree", "Agreed", "Implement in full"),
    "Implement in part": ("Partially implement", "part-implement", "Implement partly", "In part"),
    "Already done": ("Done", "Complete", "completed", "Already complete"),
    "Covered by another": ("Covered", "covered elsewhere"),
    "No action": ("Do nothing", "No further action"),
    "Quoted": ("Quote", "quotation"),
    "Estimated": ("Estimate", "est."),
    "Not known yet": ("Not known", "unknown", "Not yet known", "TBC", "To be confirmed"),
    "Funded": ("fully-funded",),
    "Part funded": ("Partly funded", "partially funded"),
    "Bid submitted": ("Bid", "bid made"),
    "Unfunded": ("Not funded", "no funding"),
    "Skills or capacity": ("Skills", "capacity", "Skills & capacity"),
    "Risk accepted": ("Accept risk", "Accepted risk", "accept the risk"),
    "Disagree": ("Disagreed", "not agreed"),
    "Money": ("Funding", "finance"),
    "Skills": ("Skill",),
    "Supplier": ("Suppliers", "vendor"),
    "Peer advice": ("Peer", "Peer support", "advice"),
}
PLACES = [  # every column that takes one of them, with the code that is meant
    (heading, code, label)
    for sheet in SHEETS
    for heading in sheet.headings
    if heading.choices
    for code, label in heading.choices.labels.items()
    if label in SPELLINGS
]


@pytest.mark.parametrize(("heading", "code", "label"), PLACES, ids=lambda value: getattr(value, "label", value))
def test_each_common_spelling_of_a_value_is_read_as_it_in_every_column(heading, code, label):
    many = heading.kind is Kind.CHOICES
    for spelling in (label, *SPELLINGS[label]):
        for written in (spelling, spelling.upper(), f"  {spelling} "):
            assert (read_choices if many else read_choice)(written, heading) == ((code,) if many else code), written


def test_the_table_holds_these_spellings_and_no_others():
    def folded(table):
        return {label: {fold(each) for each in others} for label, others in table.items()}

    assert folded(synonyms.VALUES) == folded(SPELLINGS)


def test_each_value_with_other_spellings_is_one_of_a_column():
    assert {label for _, _, label in PLACES} == set(SPELLINGS)
