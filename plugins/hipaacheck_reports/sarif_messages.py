"""SARIF messages, and the invocation: how the run ended, and notifications for everything that was not read or not evaluated."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import msgspec

from hipaacheck import CHOSEN, Finding, Gap, Report, Run
from hipaacheck_reports.clean import plural, printable, shortened
from hipaacheck_reports.facts import collectors, snapshot_facts

MAX_TEXT = 1024
"""Characters that GitHub takes of a text."""

_CAMEL = re.compile("_([a-z])")
_EXIT_CODES = {
    0: "No failure that counts.",
    1: "Failures that count.",
    2: "Something the organisation wrote down is wrong: see the notifications about the configuration.",
    3: "Incomplete: something selected could not be read or evaluated.",
}
NOTIFICATIONS: tuple[tuple[str, str, str], ...] = (
    ("gap", "NotRead", "Something selected was not read completely, so that its absence from the results means nothing."),
    ("control-error", "NotEvaluated", "A control could not be evaluated for some assets; their results are open."),
    ("problem", "Problem", "Something that the organisation itself wrote down is wrong, such as a waiver without a reason."),
    ("left-out", "LeftOut", "The consumer's limit was reached, so that the mildest failures were left out."),
)
"""Id, name and description of what a notification can be about."""


def sentence(text: str) -> str:
    """One line of at most 1,024 characters that ends with a full stop, with nothing in it that a viewer would take for a
    link or for a placeholder (SARIF 3.11.5, 3.11.6)."""
    return ended(plain_text(text))


def ended(text: str) -> str:
    """The text, already plain, at its length and with its full stop."""
    return shortened(text.rstrip("."), MAX_TEXT - 1) + "."


@lru_cache(maxsize=8192)
def plain_text(text: str) -> str:
    """The text on one line, without links and placeholders."""
    if not text.isprintable():
        text = printable(" ".join(text.split()))
    text = text.replace("](", "] (")
    if "{" in text:
        text = re.sub(r"\{(\d+)\}", r"{{\1}}", text)
    return text


def notification_descriptors() -> list[dict[str, Any]]:
    """The descriptors that notifications refer to by index."""
    return [
        {
            "id": f"hipaacheck/{name}",
            "name": title,
            "shortDescription": {"text": text},
            "fullDescription": {"text": text},
            "help": {"text": text},
        }
        for name, title, text in NOTIFICATIONS
    ]


def provenance(report: Report, batch: Sequence[Run]) -> dict[str, Any]:
    """Where the evidence is from: the snapshot, and who collected what these runs hold. Empty when neither is known."""
    out: dict[str, Any] = {}
    if report.snapshot is not None:
        facts = snapshot_facts(report.snapshot)
        out["snapshot"] = {_CAMEL.sub(lambda found: found[1].upper(), name): value for name, value in facts.items()}
    who = collectors(msgspec.structs.replace(report, runs=tuple(batch)))
    return out | ({"collectors": who} if who else {})


def invocation(report: Report, batch: Sequence[Run], rules: Sequence[str], *, first: bool, left_out: int) -> dict[str, Any]:
    """The invocation of one SARIF run. `rules` are the rule ids in the driver's order; the first run also tells of targets
    that could not be read; `left_out` is the number of failures beyond the consumer's limit, or less than one."""
    gaps = (*(report.unreadable if first else ()), *(gap for run in batch for gap in run.inventory.gaps))
    errors: dict[str, list[Finding]] = {}
    for run in batch:
        for finding in run.findings:
            if finding.verdict == "error":
                errors.setdefault(finding.control.id, []).append(finding)
    notes = [_gap(gap) for gap in gaps]
    notes += [_error(found, rules.index(control)) for control, found in errors.items()]
    if left_out > 0:
        notes.append(
            _note(3, "warning", f"{plural(left_out, 'failure')} left out: the consumer takes no more results in one run.")
        )
    incomplete = bool(errors or any(gap.state not in CHOSEN for gap in report.gaps))
    out: dict[str, Any] = {
        "executionSuccessful": not incomplete,
        "exitCode": report.exit_code,
        "exitCodeDescription": _EXIT_CODES.get(report.exit_code, "See the documentation."),
        "startTimeUtc": report.started,
        "endTimeUtc": report.ended,
        "toolExecutionNotifications": notes,
    }
    if first and report.problems:
        out["toolConfigurationNotifications"] = [_note(2, "error", problem) for problem in report.problems]
    return out


def _gap(gap: Gap) -> dict[str, Any]:
    where = [text for text in (gap.asset_type, gap.account, gap.region, gap.operation, gap.code) if text]
    text = gap.reason.rstrip(".") + (f" ({', '.join(where)})" if where else "")
    if gap.fields:
        text += f": {', '.join(gap.fields)} of {plural(gap.assets, 'asset')}"
    return _note(0, "note" if gap.state in CHOSEN else "error" if gap.state == "unreadable" else "warning", text, state=gap.state)


def _error(findings: list[Finding], rule: int) -> dict[str, Any]:
    first = findings[0]
    what = f"{first.control.id} could not be evaluated for {plural(len(findings), 'asset')}"
    text = f"{what}, first for {first.asset.id}: {first.message}"
    return _note(1, "error", text) | {"associatedRule": {"id": first.control.id, "index": rule}}


def _note(kind: int, level: str, text: str, **properties: str) -> dict[str, Any]:
    out: dict[str, Any] = {
        "level": level,
        "descriptor": {"id": f"hipaacheck/{NOTIFICATIONS[kind][0]}", "index": kind},
        "message": {"text": sentence(text)},
    }
    if properties:
        out["properties"] = properties
    return out
