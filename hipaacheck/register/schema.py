"""The form of a register's files as JSON Schema (draft 2020-12). Editors use it; `shape` checks files by the same words.

What depends on the law (which lines there are, which are addressable) is added by `register_schema`. What no schema can tell
(dates in order, ids that exist, limits) is in `rules`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hipaacheck.model.controls import Safeguard

Schema = dict[str, Any]

PLACEHOLDER = r"^\s*<[^<>]*>\s*$"
"""`<what to write here>`, as in the files that `hipaacheck register new` writes."""
_CONTROL_SIGNS = r"\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069"
_NO_TEXT = f"{PLACEHOLDER}|[{_CONTROL_SIGNS}]"
_NO_LINE = rf"{PLACEHOLDER}|[\t\n{_CONTROL_SIGNS}]"


def _text(description: str, pattern: str = r"\S", refused: str | None = None, **more: Any) -> Schema:
    never = {} if refused is None else {"not": {"pattern": refused}}
    return {"type": "string", "description": description, "pattern": pattern, **never, **more}


def _object(description: str, required: Schema, optional: Schema | None = None, **more: Any) -> Schema:
    return {
        "type": "object",
        "description": description,
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
        **more,
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _list(name: str, description: str, least: int = 1) -> Schema:
    return {"type": "array", "description": description, "items": _ref(name), "minItems": least, "uniqueItems": True}


def _if(outcome: str, **then: Any) -> Schema:
    return {"if": {"properties": {"outcome": {"const": outcome}}, "required": ["outcome"]}, "then": then}


_STRINGS: Schema = {
    "line": _text("text of one line, without control characters", refused=_NO_LINE),
    "text": _text("text, without control characters", refused=_NO_TEXT),
    "reasoning": _text("at least 20 characters of text, without control characters", refused=_NO_TEXT, minLength=20),
    "id": _text("lower-case letters, digits and dashes", "^[a-z0-9][a-z0-9-]*$"),
    "day": _text("a day as YYYY-MM-DD", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
    "sha256": _text("64 hexadecimal digits", "^[0-9a-fA-F]{64}$"),
    "control": _text("a control's id", "^[a-z][a-z0-9-]*$"),
    "controls": _text("a control's id, or a pattern of ids", r"^[a-z0-9*?\[][a-z0-9*?\[\]!-]*$"),
    "citation": _text('a citation such as "164.312(b)"', r"^164\.3[0-9]{2}(\([A-Za-z0-9]+\))*$"),
    "addressable": _text("the citation of an addressable specification", r"^164\.3[0-9]{2}(\([A-Za-z0-9]+\))*$"),
    "account": _text("an AWS account or Azure subscription id", "^[0-9A-Za-z*?][0-9A-Za-z._*?-]*$"),
    "region": _text('a region as the cloud writes it, such as "us-east-1" or "eastus"', "^[a-z*?][a-z0-9*?-]*$"),
}

_ALLOW_GLOB: Schema = {
    "type": "boolean",
    "description": "Whether * and ? stand for other characters, in the ids of controls [ too.",
}

_SCOPE = _object(
    "which assets a record is about: those that every list names",
    {},
    {
        "accounts": _list("account", "AWS account or Azure subscription ids, quoted"),
        "regions": _list("region", "regions"),
        "assets": _list("line", "ids as findings show them: addresses, ARNs, ARM ids"),
        "tags": {
            "type": "object",
            "description": "tags that an asset must all have",
            "additionalProperties": _ref("line"),
            "propertyNames": _ref("line"),
            "minProperties": 1,
        },
    },
    minProperties=1,
)

_REASON = _object(
    "why a risk is accepted",
    {
        "code": {"enum": ["accepted_risk", "compensating_control", "false_positive", "migration", "vendor_limit"]},
        "text": _ref("reasoning"),
    },
)

_WAIVER = _object(
    "a waiver: failures that are known and accepted until a day",
    {
        "id": _ref("id"),
        "controls": _list("controls", "ids of the controls whose failures are accepted"),
        "scope": _ref("scope"),
        "reason": _REASON,
        "owner": _ref("line"),
        "approved_by": _ref("line"),
        "created": _ref("day"),
        "effective": _ref("day"),
        "expires": _ref("day"),
    },
    {
        "ticket": _ref("line"),
        "compensating_controls": _list("line", "what lowers the risk meanwhile", 0),
        "allow_glob": _ALLOW_GLOB,
    },
)

_ASSESSMENT = _object(
    "who weighed the specification, when, and what was weighed (45 CFR 164.306(b)(2))",
    {
        "date": _ref("day"),
        "by": _ref("line"),
        "factors": _object(
            "size, infrastructure, cost and risk, as 45 CFR 164.306(b)(2) names them",
            {name: _ref("text") for name in ("size", "infrastructure", "cost", "risk")},
        ),
    },
)

_ALTERNATIVE = _object(
    "an equivalent alternative measure, and what shows that it is in place",
    {
        "text": _ref("reasoning"),
        "evidence": _object(
            "controls that pass in the decision's scope, attestations in force",
            {},
            {"controls": _list("control", "ids of controls", 0), "attestations": _list("id", "ids of attestations", 0)},
        ),
    },
)

_DECISION = _object(
    "a decision about an addressable implementation specification (45 CFR 164.306(d)(3))",
    {
        "id": _ref("id"),
        "safeguard": _ref("addressable"),
        "scope": _ref("scope"),
        "assessment": _ASSESSMENT,
        "outcome": {"enum": ["implement", "alternative", "not_reasonable"]},
        "expires": _ref("day"),
    },
    {"why_not_reasonable": _ref("reasoning"), "alternative": _ALTERNATIVE, "allow_glob": _ALLOW_GLOB},
    allOf=[
        _if("alternative", required=["why_not_reasonable", "alternative"]),
        _if("not_reasonable", required=["why_not_reasonable"], properties={"alternative": False}),
        _if("implement", properties={"alternative": False}),
    ],
)

_TYPES = ["policy", "procedure", "risk_analysis", "training", "contract", "test", "review", "inherited", "other"]
_ATTESTATION = _object(
    "an attestation: what no interface can show, in the organisation's own words",
    {
        "id": _ref("id"),
        "safeguard": _ref("citation"),
        "type": {"enum": _TYPES},
        "statement": _ref("reasoning"),
        "subject": _ref("line"),
        "performed_on": _ref("day"),
        "valid_until": _ref("day"),
        "attested_by": _ref("line"),
    },
    {
        "population": _ref("line"),
        "documents": {
            "type": "array",
            "description": "documents that prove it",
            "items": _object("a document", {"title": _ref("line"), "sha256": _ref("sha256"), "location": _ref("line")}),
        },
    },
)

SCHEMA: Schema = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "hipaacheck register",
    **_object(
        "a file of the register: waivers, decisions and attestations",
        {},
        {
            name: {"type": "array", "description": f"{name} of the organisation", "items": _ref(name[:-1])}
            for name in ("waivers", "decisions", "attestations")
        },
    ),
    "$defs": {**_STRINGS, "scope": _SCOPE, "waiver": _WAIVER, "decision": _DECISION, "attestation": _ATTESTATION},
}
"""Without the lines of the law."""


def register_schema(safeguards: Iterable[Safeguard]) -> Schema:
    """The JSON Schema of a register's files, with the lines of the law that can be cited and those that can be decided."""
    lines = tuple(safeguards)
    citations = {"enum": [line.citation for line in lines]}
    addressable = {"enum": [line.citation for line in lines if not line.required]}
    definitions = {
        **SCHEMA["$defs"],
        "citation": SCHEMA["$defs"]["citation"] | citations,
        "addressable": SCHEMA["$defs"]["addressable"] | addressable,
    }
    return SCHEMA | {"$defs": definitions}
