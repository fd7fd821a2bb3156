"""What the council does about it: the plan, the talk about it, its record and what MHCLG holds."""

from submissions.models.colleagues import Nudge, Offer, Seen
from submissions.models.conversation import Comment, Decision, Minutes, Reading, Session, Thread
from submissions.models.extensions import Extension
from submissions.models.papers import PaperReview, PaperWithholding
from submissions.models.plan import (
    Answered,
    Change,
    Delegation,
    Dependency,
    FurtherOutcome,
    Milestone,
    Plan,
    Response,
    Status,
    SupportingPost,
    Waiver,
    WorkingCopy,
    Workstream,
)
from submissions.models.quality import Check, Checklist
from submissions.models.record import Digest, Disposal, Document, Event, Notification, Reminder, Version
from submissions.models.sector import Look, Submission, SubmittedAction, SubmittedFinding
from submissions.models.suggestions import Suggestion

__all__ = [
    "Answered",
    "Change",
    "Check",
    "Checklist",
    "Comment",
    "Decision",
    "Delegation",
    "Dependency",
    "Digest",
    "Disposal",
    "Document",
    "Event",
    "Extension",
    "FurtherOutcome",
    "Look",
    "Milestone",
    "Minutes",
    "Notification",
    "Nudge",
    "Offer",
    "PaperReview",
    "PaperWithholding",
    "Plan",
    "Reading",
    "Reminder",
    "Response",
    "Seen",
    "Session",
    "Status",
    "Submission",
    "SubmittedAction",
    "SubmittedFinding",
    "Suggestion",
    "SupportingPost",
    "Thread",
    "Version",
    "Waiver",
    "WorkingCopy",
    "Workstream",
]
