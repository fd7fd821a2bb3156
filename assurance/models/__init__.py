"""What was found: the framework, profiles, cycles, assessments and their scopes, reports, findings, recommendations."""

from assurance.models.assessment import (
    Assessment,
    AssessmentQuerySet,
    Engagement,
    EngagementQuerySet,
    EngagementRole,
    Scope,
    engagement_roles,
    is_known_to,
)
from assurance.models.framework import (
    Achievement,
    Cycle,
    Deadline,
    Decision,
    Framework,
    Level,
    Objective,
    Outcome,
    Principle,
    Profile,
    Target,
)
from assurance.models.letters import Letter
from assurance.models.refs import RetiredRef
from assurance.models.report import (
    OF_ISSUED_REPORT,
    AcceptedWarning,
    AlsoAddresses,
    FactualComment,
    Finding,
    Narrative,
    Recommendation,
    Report,
    ReportQuerySet,
)
from assurance.models.uploads import Attachment, Intake, intake_expiry, private_name
from assurance.models.wording import Wording

__all__ = [
    "AcceptedWarning",
    "Achievement",
    "AlsoAddresses",
    "Assessment",
    "AssessmentQuerySet",
    "Attachment",
    "Cycle",
    "Deadline",
    "Decision",
    "Engagement",
    "EngagementQuerySet",
    "EngagementRole",
    "FactualComment",
    "Finding",
    "Framework",
    "Intake",
    "Letter",
    "Level",
    "Narrative",
    "OF_ISSUED_REPORT",
    "Objective",
    "Outcome",
    "Principle",
    "Profile",
    "Recommendation",
    "Report",
    "ReportQuerySet",
    "RetiredRef",
    "Scope",
    "Target",
    "Wording",
    "engagement_roles",
    "intake_expiry",
    "is_known_to",
    "private_name",
]
