"""What the page of each step says before it is taken: what happens, and what if the receiver is away."""

from dataclasses import dataclass

FINAL = "I declare that the report and the plan are final and complete, and that the council can submit them to MHCLG."
APPROVES = (
    "I approve this improvement and implementation plan for the council. My approval is of the plan as it is shown "
    "under the document code above. It does not approve spending for which there is no budget yet: each such amount "
    "still needs its own decision."
)
SUBMITS = (
    "On behalf of the council I submit the assurance report and this improvement and implementation plan to MHCLG. "
    "They are the report that our assurer issued and the plan that our approver signed."
)
DECLARATIONS = {"confirm": FINAL, "sign_off": APPROVES, "submit": SUBMITS}


@dataclass(frozen=True)
class Words:
    """The words of one step's page."""

    happens: str
    away: str = ""  # what to do when whoever receives the plan is away
    button: str = ""  # where the step's own label would read oddly on a button


TEAM = "The council’s team gets the plan back and can change it again."
FROZEN = "Nobody can change it meanwhile."

WORDS = {
    "share": Words(
        f"Your independent assurer can read the plan as it stands now and give you feedback. {FROZEN}",
        "You can take the plan back at any time, or record feedback that somebody of the firm gave you elsewhere. "
        "If nobody is left at the firm, ask MHCLG to link another.",
    ),
    "return_feedback": Words(
        f"{TEAM} They read your summary, and the comments that you kept until now are sent to them.",
        "Every CAF lead of the council is told. If all of them are away, MHCLG can appoint another.",
    ),
    "record_feedback": Words(
        "This puts on record that your assurer gave feedback outside this service, for example in a meeting. It counts "
        "as feedback returned. Your assurer is told and can dispute it in a comment.",
        "Your assurer does not have to answer for the plan to go on.",
    ),
    "send_to_qa": Words(
        f"Your internal quality assurer checks the plan. They pass it to your approver or return it. {FROZEN}",
        "Any other internal quality assurer of your council can check it. You can appoint one on the page of your "
        "team, and you can take the plan back at any time.",
    ),
    "qa_return": Words(
        f"{TEAM} You say whether it has to come back to you before it goes to the approver.",
        "Every CAF lead of the council is told. If all of them are away, MHCLG can appoint another.",
        "Return the plan",
    ),
    "qa_pass": Words(
        f"Your approver reads the plan and signs it off or returns it. {FROZEN}",
        "Any other approver of your council can sign. The CAF lead can appoint one on the page of the team.",
    ),
    "resend": Words(
        "The plan goes back to your approver without another check, because nothing of substance changed or your "
        f"quality assurer said that it need not come back. {FROZEN}",
        "Any other approver of your council can sign. You can appoint one on the page of your team, and you can take "
        "the plan back at any time.",
    ),
    "approver_return": Words(
        TEAM,
        "Every CAF lead of the council is told. If all of them are away, MHCLG can appoint another.",
        "Return the plan",
    ),
    "sign_off": Words(
        "You sign the plan for the council. Your assurer then confirms that it can be submitted, and the CAF lead "
        "submits it to MHCLG. You can withdraw your signature until then.",
        "Where a firm leaves no assurer behind, MHCLG confirms in its place.",
    ),
    "withdraw_signature": Words(
        "The plan comes back to you and every other approver, to be signed again or returned.",
        "Any other approver of your council can sign it again or return it.",
    ),
    "cannot_confirm": Words(
        f"{TEAM} They read why you cannot confirm, mend it, and send the plan through its checks again.",
        "Every CAF lead of the council is told. If all of them are away, MHCLG can appoint another.",
    ),
    "confirm": Words(
        "The council can submit the report and the plan to MHCLG. You can withdraw your confirmation until it does.",
        "Every CAF lead of the council is told, and any of them can submit. If all are away, MHCLG can appoint one.",
    ),
    "withdraw_confirmation": Words(
        "The plan waits for your confirmation again. The approver’s signature stands.",
        "Every CAF lead of the council is told.",
    ),
    "submit": Words(
        "MHCLG receives the report and the plan, exactly as they were signed. The submission stays as it is. To change "
        "the plan later, you open it for an update and submit again.",
        "MHCLG receives the submission at once, whoever is there.",
    ),
    "recall": Words(
        "The plan comes back to your team, who can change it again. What reviewers have written is kept.",
        "Nobody has to agree to this.",
    ),
    "update": Words(
        "Your team can change the plan again, and it goes through every check again. What MHCLG holds stays in force "
        "until you submit the next version.",
        "Nobody has to agree to this.",
    ),
    "return_submission": Words(
        "The council gets its plan back as a draft. The submission stays readable and in force until the next one.",
        "Every CAF lead of the council is told. If all of them are away, you can appoint another.",
    ),
    "acknowledge": Words(
        "The council reads that MHCLG has received its plan. Nothing else changes.",
        "Nobody has to do anything.",
    ),
    "close": Words(
        "Nobody can change or submit the plan any more. Everything in it, and its record, can still be read.",
        "A closed plan can be reopened.",
        "Close the plan",
    ),
    "reopen": Words(
        "The plan becomes a draft of the council’s again.",
        "Every CAF lead of the council is told. If all of them are away, you can appoint another.",
        "Reopen the plan",
    ),
}
