"""The one table of other spellings that a workbook may use for sheets, headings and values.

Case, spacing, line breaks, punctuation and smart quotes never matter: see `fold`.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

SHEETS: Mapping[str, tuple[str, ...]] = {
    "About": ("About this report", "Report", "Cover", "Cover sheet", "Details"),
    "Scopes": ("Scope", "Systems", "Scope list", "Scopes and systems"),
    "Outcomes": ("Findings", "Contributing outcomes", "Assurer decisions", "Outcome"),
    "Plan": (
        "IIP", "Improvement plan", "Improvement and implementation plan", "Recommendations",
        "Action plan", "The plan",
    ),
    "Workstreams": ("Workstream", "Work streams"),
    "Milestones": ("Milestone",),
}  # fmt: skip

HEADINGS: Mapping[str, tuple[str, ...]] = {
    # About
    "Template version": ("Template", "Version of template"),
    "Council": ("Council name", "Local authority", "Authority", "Organisation"),
    "Council code": ("ONS code", "GSS code", "Local authority code", "Authority code"),
    "Assessment cycle": ("Cycle", "Assessment year", "CAF cycle", "Year"),
    "CAF version": ("CAF", "Framework version", "Framework", "Version of CAF"),
    "Assurer firm": ("Assurer", "Assurance firm", "Firm", "Independent assurer", "Assurance provider"),
    "Lead assurer": ("Lead", "Lead assessor", "Assurer lead"),
    "Review started": ("Review start", "Start of review", "Review start date"),
    "Review ended": ("Review end", "End of review", "Review end date", "Review finished"),
    "Issued on": ("Issued", "Issue date", "Date issued", "Date of issue", "Report date"),
    "Executive summary": ("Summary", "Exec summary"),
    "Good practice": ("Areas of good practice", "Strengths"),
    "Areas for improvement": ("Improvement areas", "Areas of improvement", "Weaknesses"),
    "Quality of evidence": ("Evidence quality", "Evidence"),
    "Review method": ("Method", "Methodology", "Approach"),
    "Plan version or working copy": ("Plan version", "Working copy"),
    # Scopes
    "Scope": ("Scope code", "Scope ID", "In scope of"),
    "Type": ("Scope type", "Kind"),
    "Name": ("Scope name", "System name", "Workstream name"),
    "Description": ("Scope description", "System description"),
    "Supplier": ("Vendor", "Supplier name"),
    "Hosting": ("Hosted", "Hosting type", "Hosted by"),
    "Shared with": ("Shared", "Shared by"),
    # Outcomes
    "Contributing outcome": ("Outcome", "CO", "CAF outcome", "Outcome code", "Contributing outcomes"),
    "Self-assessment": ("Self assessed", "Council self-assessment", "Council assessment"),
    "Assurer decision": ("Decision", "Assurer assessment", "Assurer outcome", "Assurer's decision"),
    "Comment": ("Comments", "Assurer comment", "Assurer comments"),
    # Plan, the assurer's columns
    "Ref": ("Reference", "Rec ref", "Recommendation ref", "Recommendation reference", "ID", "Rec no", "No"),
    "Also addresses": ("Other outcomes", "Also applies to", "Other outcomes addressed"),
    "Title": ("Recommendation title", "Short title", "Heading"),
    "Recommendation": ("Recommended action", "Recommendation text", "Recommendations", "Rec"),
    "Risk level": ("Risk rating", "Risk", "Level of risk", "Risk score"),
    "Risk description": ("Description of risk", "Description of the risk", "Risk and impact", "Risk detail"),
    "Control types": ("Control type", "Type of control", "Controls", "Control"),
    "Expected result": ("Expected outcome", "Expected achievement", "Expected status", "Result expected"),
    # Plan, the council's columns
    "Response": ("Council response", "Council's response", "Decision on recommendation"),
    "What we will do": ("Action", "Our action", "Planned action", "Council action"),
    "Justification": ("Reason", "Reasons", "Justification for response"),
    "Priority": ("Priority level", "Council priority"),
    "Accountable owner": ("Owner", "Action owner", "Responsible owner", "Accountable"),
    "Supporting roles": ("Support roles", "Supporting posts", "Supported by"),
    "Effort days": ("Days", "Days of effort", "Effort in days"),
    "One-off capital": ("Capital", "Capital cost", "One off capital cost"),
    "One-off revenue": ("Revenue", "Revenue cost", "One off revenue cost"),
    "Annual cost": ("Annual", "Running cost", "Annual running cost", "Ongoing cost"),
    "Cost basis": ("Basis of cost", "Basis of costs"),
    "Funding": ("Funding status", "Funded"),
    "Funded one-off revenue": ("Funded revenue",),
    "Funded annual": ("Funded annual cost",),
    "Funding source": ("Source of funding", "Funded from"),
    "Budget sign-off by": ("Budget sign-off", "Budget signed off by", "Budget holder"),
    "Start quarter": ("Start", "Start date", "Starts"),
    "End quarter": ("End", "End date", "Finish quarter", "Ends"),
    "Workstream": ("Work stream",),
    "Depends on": ("Dependencies", "Dependency", "Waits for"),
    "Further outcomes": ("Further outcomes addressed", "Additional outcomes"),
    "Aligns with": ("Alignment", "Aligned with", "Links to"),
    "Why no action": ("Reason for no action", "No action reason"),
    "Look again on": ("Review date", "Look again", "Review on"),
    "Support wanted": ("Support needed", "Support"),
    "Notes": ("Note", "Council notes"),
    "Comments": ("Comment", "Feedback", "Reviewer comments", "Assurer comments", "Assurer feedback"),
    # Workstreams and Milestones
    "Lead": ("Workstream lead", "Led by"),
    "Milestone": ("Milestones", "Milestone name"),
    "Quarter": ("Due", "When", "Milestone quarter"),
}  # fmt: skip

VALUES: Mapping[str, tuple[str, ...]] = {
    "Achieved": ("Fully achieved", "Fully", "Met"),
    "Partially achieved": ("Partial", "Partly achieved", "Partially", "Part achieved"),
    "Not achieved": ("Unachieved", "Not met"),
    "Not assessed": ("Unassessed", "Not reviewed"),
    "High": ("H", "Hi"),
    "Medium": ("M", "Med", "Moderate"),
    "Low": ("L", "Lo"),
    "Organisation": ("Org", "Organization", "Organisational", "Whole organisation", "Council"),
    "Critical system": ("System", "Sys", "Critical", "Essential system"),
    "People": ("Person", "Ppl", "Persons"),
    "Process": ("Processes", "Proc", "Procedure", "Procedural"),
    "Technology": ("Tech", "Technical", "Technologies"),
    "Implement": ("Accept", "Accepted", "Agree", "Agreed", "Implement in full"),
    "Implement in part": ("Partially implement", "Part implement", "Implement partly", "In part"),
    "Already done": ("Done", "Complete", "Completed", "Already complete"),
    "Covered by another": ("Covered", "Covered elsewhere"),
    "No action": ("Do nothing", "No further action"),
    "Quoted": ("Quote", "Quotation"),
    "Estimated": ("Estimate", "Est"),
    "Not known yet": ("Not known", "Unknown", "Not yet known", "TBC", "To be confirmed"),
    "Funded": ("Fully funded",),
    "Part funded": ("Partly funded", "Partially funded"),
    "Bid submitted": ("Bid", "Bid made"),
    "Unfunded": ("Not funded", "No funding"),
    "Skills or capacity": ("Skills", "Capacity", "Skills and capacity"),
    "Risk accepted": ("Accept risk", "Accepted risk", "Accept the risk"),
    "Disagree": ("Disagreed", "Not agreed"),
    "Money": ("Funding", "Finance"),
    "Skills": ("Skill",),
    "Supplier": ("Suppliers", "Vendor"),
    "Peer advice": ("Peer", "Peer support", "Advice"),
}  # fmt: skip

ORGANISATION = ("ORG", "Organisation", "Organization", "Whole organisation", "Corporate", "Council")
SYSTEM = ("SYS", "System", "Critical system")
LONGEST_SPELLING = 300  # characters; a longer text is no spelling of anything
BLANKS = ("n/a", "not applicable", "none")  # in an optional column that is not free text


def fold(text: str) -> str:
    """Text with case, spacing, punctuation, smart quotes and width taken away, for comparing."""
    return _fold(text) if len(text) <= LONGEST_SPELLING else text


@lru_cache(maxsize=10_000)
def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "").replace("'", "")
    return re.sub(r"[\W_]+", " ", plain.replace("&", " and ")).strip()


def fold_heading(text: str) -> str:
    """A heading folded, without what stands in brackets."""
    return fold(re.sub(r"[(\[][^)\]]*[)\]]", " ", text))


def spellings(label: str, table: Mapping[str, tuple[str, ...]]) -> set[str]:
    """Every folded spelling of a label."""
    return {fold(text) for text in (label, *table.get(label, ()))}
