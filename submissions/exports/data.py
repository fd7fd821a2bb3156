"""A plan as plain data, for a council's own tools."""

import json
from dataclasses import asdict
from typing import Any

from iip.canonical import canonical
from submissions.document import PlanDocument, Provenance
from submissions.exports.formats import MARKING


def plan_json(document: PlanDocument, provenance: Provenance) -> bytes:
    """The document and where it comes from as JSON, in UTF-8: ISO dates, moments in UTC, whole pounds.

    `docs/plan.schema.json` says what it holds.
    """
    plain: dict[str, Any] = {
        "provenance": asdict(provenance) | {"document_code": provenance.code, "marking": MARKING},
        "plan": document.plain(),
    }
    return json.dumps(json.loads(canonical(plain)), ensure_ascii=False, indent=2).encode()
