"""A baseline: failures that are known and no longer count. A file of its own, made to be committed, or an earlier report."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Literal

import msgspec

from hipaacheck.errors import UsageError
from hipaacheck.model.controls import SEVERITIES, Control, Severity
from hipaacheck.model.findings import Finding

VERSION = 1
DEFAULT = "hipaacheck-baseline.json"


class Failure(msgspec.Struct, frozen=True):
    """A control that fails for an asset."""

    control: str
    asset: str
    fingerprint: str
    severity: Severity


class Found(msgspec.Struct, frozen=True):
    """What a report holds. `failures` are those that no waiver covers, in its order; `undecided` are the fingerprints of what is
    neither such a failure nor mended: unknown, in error or waived. `complete` tells that nothing selected was left unread."""

    failures: tuple[Failure, ...]
    undecided: frozenset[str]
    complete: bool


class Baseline(msgspec.Struct, frozen=True):
    """Failures by fingerprint. `from_report` tells that they are those of an earlier report, not of a baseline file; `name` is
    the file's."""

    name: str
    failures: dict[str, Failure]
    from_report: bool


class Change(msgspec.Struct, frozen=True):
    """What becomes of a baseline: the `failures` it holds from now on, how many `left` it, how many of those that stay are
    `undecided` now, and how many failures are `new` and stay outside. The last three are 0 for one that is made anew."""

    failures: tuple[Failure, ...]
    left: int = 0
    undecided: int = 0
    new: int = 0


class _File(msgspec.Struct):
    hipaacheck_baseline: Literal[1]
    failures: list[Failure]


def read_baseline(raw: bytes, name: str) -> Baseline:
    """The failures in a baseline file, or in a report of ours (JSON version 1, or SARIF). Raises UsageError."""
    from hipaacheck.register.reports import kind, read_report

    match kind(raw):
        case "baseline":
            return Baseline(name, _by_fingerprint(_file(raw, name)), from_report=False)
        case "json" | "sarif":
            return Baseline(name, _by_fingerprint(read_report(raw, name).failures), from_report=True)
    raise UsageError(f"{name}: neither a baseline nor a report. Make a baseline with: hipaacheck baseline REPORT -o {name}")


def _by_fingerprint(failures: Iterable[Failure]) -> dict[str, Failure]:
    return {item.fingerprint: item for item in failures}


def _file(raw: bytes, name: str) -> list[Failure]:
    try:
        return msgspec.json.decode(raw, type=_File).failures
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{name}: not a baseline of version {VERSION}: {error}. Make it anew with: hipaacheck baseline REPORT -o {name}"
        ) from None


def accept(reports: Iterable[Found]) -> Change:
    """A baseline of all failures in the reports, each once."""
    return Change(tuple(_by_fingerprint(item for report in reports for item in report.failures).values()))


def shrink(old: Baseline, reports: Sequence[Found]) -> Change:
    """The baseline without what the reports do not hold any more. Nothing is added; what is undecided now, stays.
    Raises UsageError for a report, which is not to be replaced."""
    if old.from_report:
        raise UsageError(f"{old.name}: a report, not a baseline. Make a baseline of it with: hipaacheck baseline {old.name}")
    failing = {item.fingerprint for report in reports for item in report.failures}
    undecided = frozenset[str]().union(*(report.undecided for report in reports)) - failing
    kept = tuple(item for item in old.failures.values() if item.fingerprint in failing or item.fingerprint in undecided)
    return Change(
        kept,
        left=len(old.failures) - len(kept),
        undecided=sum(item.fingerprint in undecided for item in kept),
        new=len(failing - old.failures.keys()),
    )


def baseline_text(failures: Iterable[Failure]) -> str:
    """A baseline file of the failures, in their order: one line each, all ASCII, so that a reviewer sees every character."""
    import json

    lines = ",".join("\n" + json.dumps(msgspec.to_builtins(item)) for item in failures)
    return f'{{"hipaacheck_baseline": {VERSION}, "failures": [{lines}\n]}}\n'


def told(change: Change, name: str) -> str:
    """What happened to the baseline of that name, for a person."""
    severities = [item.severity for item in change.failures]
    counts = ", ".join(f"{severities.count(severity):,} {severity}" for severity in SEVERITIES if severity in severities)
    text = f"{name}: {_failures(len(severities))} accepted" + (f" ({counts})" if counts else "")
    if change.left:
        text += f"; {change.left:,} removed that no report holds any more"
    if change.undecided:
        text += f"; {change.undecided:,} of them unknown or waived now, and kept"
    if change.new:
        text += f"; {_failures(change.new)} not accepted, which count as new"
    return text


def _failures(number: int) -> str:
    return f"{number:,} failure{'' if number == 1 else 's'}"


def apply_baseline(findings: Iterable[Finding], known: Baseline) -> tuple[Finding, ...]:
    """Findings with failures marked `unchanged` (in the baseline) or `new`."""
    return tuple(
        msgspec.structs.replace(finding, baseline="unchanged" if finding.fingerprint in known.failures else "new")
        if finding.verdict == "fail"
        else finding
        for finding in findings
    )


def gone(known: Baseline, findings: Collection[Finding], controls: Iterable[Control]) -> tuple[str, ...]:
    """A note of how many failures of the baseline a complete run of these controls did not find again, or nothing. What is
    unknown or in error now is not gone."""
    evaluated = {control.id for control in controls}
    there = {finding.fingerprint for finding in findings if finding.verdict in ("fail", "unknown", "error")}
    number = sum(item.control in evaluated for print_, item in known.failures.items() if print_ not in there)
    if not number:
        return ()
    remedy = (
        f"make one that can shrink with: hipaacheck baseline {known.name}"
        if known.from_report
        else f"shrink it, with reports of all that it is for: hipaacheck baseline --update REPORT -o {known.name}"
    )
    return (f"{_failures(number)} of the baseline not found again; {remedy}",)
