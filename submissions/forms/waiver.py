"""The form of a waiver: why a warning may stand."""

from iip.forms import GovukForm, TextField


class WaiverForm(GovukForm):
    """The reason, which travels with the plan."""

    reason = TextField(
        label="Reason",
        rows=5,
        help_text="Your quality assurer, approver and assurer read this, and MHCLG after submission.",
        error_messages={"required": "Enter the reason why this warning may stand"},
    )
