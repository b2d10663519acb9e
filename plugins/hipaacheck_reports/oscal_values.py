"""Values of OSCAL documents: identifiers, properties, times. Whatever comes from the data passes through one of these."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from hipaacheck_reports.clean import printable, shortened
from hipaacheck_reports.markdown_text import blocks, prose

OSCAL = "http://csrc.nist.gov/ns/oscal"
OURS = "urn:hipaacheck:oscal:v1"
"""Namespace of the properties that OSCAL does not define."""
_SPACE = uuid5(NAMESPACE_URL, OURS)
_MAX_VALUE = 4000

Object = dict[str, Any]


def uid(*parts: str) -> str:
    """The identifier (RFC 4122, version 5) of what these texts name: the same texts, the same identifier."""
    return str(uuid5(_SPACE, json.dumps(parts)))


def token(text: str) -> str:
    """A token that begins with a letter or `_`: everything but ASCII letters, digits, `.`, `-` and `_` becomes `-`."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip("-")
    return plain if re.match(r"[A-Za-z_]", plain) else f"_{plain}"


def control_id(citation: str) -> str:
    """`164.312(a)(2)(iv)` → `hipaa-164.312-a-2-iv`: what a safeguard is called, as control and as objective."""
    return token(f"hipaa-{citation}")


def string(text: str) -> str:
    """A string as OSCAL has it: one line, printable, neither empty nor with blanks at its ends, which are escaped."""
    text = shortened(printable(text), _MAX_VALUE)
    return re.sub(r"^ +| +$", lambda blanks: "\\x20" * len(blanks[0]), text) or "(empty)"


def line(text: str, otherwise: str = "(empty)") -> str:
    """Text on one line as Markdown that shows exactly that text; never empty."""
    return prose(text) or otherwise


def paragraphs(text: str, otherwise: str = "") -> str:
    """Paragraphs and fenced code as Markdown that shows exactly that text."""
    return "\n".join(blocks(text)).strip() or otherwise


def prop(name: str, value: object, *, of: str | None = None, ns: str = OURS) -> Object:
    """A property. `of` becomes its class, which tells properties of one name apart."""
    out: Object = {"name": name, "ns": ns, "value": string(str(value))}
    if of is not None:
        out["class"] = token(of)
    return out


def known(**values: object) -> list[Object]:
    """Properties of the values that are not null: `tool_version="1"` → `tool-version`."""
    return [prop(name.replace("_", "-"), value) for name, value in values.items() if value is not None]


def without_empty(values: Object) -> Object:
    """The members that hold something: OSCAL has no empty arrays and objects."""
    return {name: value for name, value in values.items() if value not in ([], {}, "", None)}


def moment(text: str) -> str | None:
    """An ISO 8601 time as UTC with its zone; one without a zone is UTC. Null when it is no time."""
    try:
        time = datetime.fromisoformat(text)
        time = time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return time.isoformat().replace("+00:00", "Z") if 1900 <= time.year < 3000 else None


def end_of_day(day: str) -> str | None:
    """The last second of a day, UTC. Null when it is no day."""
    try:
        return moment(f"{date.fromisoformat(day).isoformat()}T23:59:59Z")
    except ValueError:
        return None
