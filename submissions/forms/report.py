"""The forms that issue a report again and that withdraw one."""

from iip.forms import GovukForm, TextField


class ReissueForm(GovukForm):
    """What changed and why: the council reads it in the history of its plan."""

    why = TextField(
        label="What changed and why",
        help_text="The council reads this beside the list of what changed.",
        rows=5,
        limit=2000,
    )


class WithdrawForm(GovukForm):
    """Why a report is withdrawn: the council reads it in the history of its plan."""

    reason = TextField(
        label="Reason",
        help_text="For example, it was issued for the wrong council or scope. The council reads this.",
        rows=4,
        limit=2000,
    )
