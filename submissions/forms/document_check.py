"""What a document says of itself: its reference and its code."""

from iip.forms import GovukForm, TextField


class DocumentCheckForm(GovukForm):
    """Asks for both, however they are typed."""

    reference = TextField(
        label="Plan or submission reference",
        help_text="It begins with P or S. For example, P-7KHM-2XQD",
        error_messages={"required": "Enter the reference that stands on the document"},
    )
    code = TextField(
        label="Document code",
        help_text="12 letters and numbers, for example 3F2A-90BC-11D4. The whole code of 64 can be entered too.",
        error_messages={"required": "Enter the code that stands on the document"},
    )
