"""The process as a diagram in Mermaid's words, drawn from the table of steps."""

from submissions.models import Status
from submissions.workflow import STEPS, UNDER_REVIEW, Step

BEGIN, END = "<!-- process: begin -->", "<!-- process: end -->"


def diagram() -> str:
    """The diagram: every status, and every step between two of them by name and who takes it.

    What leads from every status of the review, or from every open one, is drawn once, from the frame around them.
    """
    lines = ["stateDiagram-v2", f"  [*] --> {Status.DRAFT}: the first report is issued"]
    lines += [f"  {status.value}: {status.label}" for status in Status if status not in UNDER_REVIEW]
    lines += ["  state review {", *[f"    {status.value}: {status.label}" for status in UNDER_REVIEW], "  }"]
    lines += ["  review: With somebody to read, check, sign, confirm or submit"]
    lines += [f"  {source} --> {step.target.value}: {_words(step)}" for step in STEPS for source in _sources(step)]
    return "\n".join(["```mermaid", *lines, "```"])


def drawn_into(text: str) -> str:
    """A document with the diagram between its two marks. Raises ValueError where it has none."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"The document has no place for the diagram: add {BEGIN} and {END}.")
    return f"{before}{BEGIN}\n{diagram()}\n{END}{after}"


def _sources(step: Step) -> list[str]:
    if set(UNDER_REVIEW) <= set(step.sources):
        return ["review", *[source.value for source in step.sources if source not in UNDER_REVIEW]]
    return [source.value for source in step.sources]


def _words(step: Step) -> str:
    return f"{step.label} ({' or '.join(role.label for role in step.roles)})"
