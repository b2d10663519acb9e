"""A register with one record of each kind, and what it is loaded against."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

from hipaacheck.app import builtin_safeguards
from hipaacheck.errors import RegisterError
from hipaacheck.model.controls import Control
from hipaacheck.model.register import Register, RegisterFile
from hipaacheck.register.load import load_register, parse_register
from tests.reports.records import control

SAFEGUARDS = builtin_safeguards()
CONTROLS: Mapping[str, Control] = {
    item.id: item
    for item in (
        control("aws-ebs-volume-encrypted", safeguards=("164.312(a)(2)(iv)",), replaces=("ebs-encrypted",)),
        control("aws-ebs-snapshot-encrypted", safeguards=("164.312(a)(2)(iv)",)),
        control("aws-s3-bucket-versioned", safeguards=("164.308(a)(7)(ii)(A)", "164.312(c)(1)")),
    )
}

WAIVER: dict[str, Any] = {
    "id": "scratch",
    "controls": ["aws-ebs-volume-encrypted"],
    "scope": {"assets": ["aws_ebs_volume.scratch[0]"]},
    "reason": {"code": "accepted_risk", "text": "Scratch space of the build servers; it never holds ePHI."},
    "owner": "platform team",
    "approved_by": "security official",
    "created": "2026-01-01",
    "effective": "2026-01-02",
    "expires": "2027-01-02",
}
DECISION: dict[str, Any] = {
    "id": "encrypted-elsewhere",
    "safeguard": "164.312(a)(2)(iv)",
    "scope": {"accounts": ["111122223333"]},
    "assessment": {
        "date": "2026-01-10",
        "by": "security official",
        "factors": {
            "size": "Two sites and forty people.",
            "infrastructure": "One legacy imaging archive.",
            "cost": "A new archive costs more than a year's budget for technology.",
            "risk": "Low: the archive stands in a locked room without a network.",
        },
    },
    "outcome": "alternative",
    "why_not_reasonable": "The archive's software cannot encrypt, and its vendor does not support encrypted volumes.",
    "alternative": {
        "text": "Snapshots are encrypted, and the room is locked and watched.",
        "evidence": {"controls": ["aws-ebs-snapshot-encrypted"], "attestations": ["locked-room"]},
    },
    "expires": "2028-01-09",
}
ATTESTATION: dict[str, Any] = {
    "id": "locked-room",
    "safeguard": "164.310(a)(1)",
    "type": "procedure",
    "statement": "Only staff on the list have a key to the archive's room.",
    "subject": "archive",
    "performed_on": "2026-01-05",
    "valid_until": "2026-12-31",
    "attested_by": "facility manager",
    "population": "1 of 1 rooms",
    "documents": [{"title": "Key list", "sha256": "AB" * 32, "location": "records/keys.pdf"}],
}
BASE: dict[str, Any] = {"waivers": [WAIVER], "decisions": [DECISION], "attestations": [ATTESTATION]}
GONE = object()
"""In the place of a value: take the key out."""


def edited(*edits: tuple[str, Any]) -> dict[str, Any]:
    """The register with other values at dotted paths: `waivers.0.owner`."""
    document = deepcopy(BASE)
    for path, value in edits:
        *way, last = path.split(".")
        at: Any = document
        for key in way:
            at = at[int(key)] if isinstance(at, list) else at[key]
        if value is GONE:
            del at[last]
        elif isinstance(at, list):
            at[int(last) :] = [deepcopy(value)]
        else:
            at[last] = deepcopy(value)
    return document


def parse(document: Any) -> Register:
    """The register of a document, or of a text."""
    text = document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)
    return parse_register([RegisterFile("a.yaml", text)], "r", safeguards=SAFEGUARDS, controls=CONTROLS)


def problems(document: Any) -> list[str]:
    """What is wrong with it, without places."""
    try:
        parse(document)
    except RegisterError as error:
        return [problem.text for problem in error.problems]
    return []


def read(folder: Path) -> Register:
    """The register of a folder."""
    return load_register(folder, safeguards=SAFEGUARDS, controls=CONTROLS)


def refused(folder: Path) -> list[str]:
    """What is wrong with a folder, as people see it, paths below it."""
    try:
        read(folder)
    except RegisterError as error:
        return [str(problem).removeprefix(f"{folder.as_posix()}/") for problem in error.problems]
    return []
