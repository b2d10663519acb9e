"""A snapshot → the report that was made when it was taken, and the inventories to judge anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from hipaacheck.errors import EvidenceError
from hipaacheck.evidence import records
from hipaacheck.evidence.canonical import decode
from hipaacheck.evidence.package import Package
from hipaacheck.evidence.restore import check_asset, restore
from hipaacheck.evidence.staging import object_name
from hipaacheck.hookspecs import Recorder
from hipaacheck.language.types import Vocabulary
from hipaacheck.model.assets import Asset, Gap, Inventory
from hipaacheck.model.controls import Control, Safeguard
from hipaacheck.model.evidence import ApiCall
from hipaacheck.model.findings import Evidence, Finding, Report, Run, SafeguardStatus
from hipaacheck.model.register import RegisterFile
from hipaacheck.model.values import Unknown


def inventories(package: Package, vocabulary: Vocabulary) -> list[Inventory]:
    """Every inventory of the snapshot, in order."""
    completeness = package.decode("completeness.json", records.Completeness)
    assets: list[list[Asset]] = [[] for _ in completeness.runs]
    evidence: list[dict[tuple[str, str], tuple[str, ...]]] = [{} for _ in completeness.runs]
    lost: list[dict[str, int]] = [{} for _ in completeness.runs]
    for row in package.rows("inventory.jsonl", records.StoredAsset):
        if not 0 <= row.run < len(assets):
            raise EvidenceError(f"{package.path}: inventory.jsonl names a run that completeness.json does not have: {row.run}")
        asset, known = restore(row.asset, vocabulary, package.path)
        if not known:
            lost[row.run][asset.type] = lost[row.run].get(asset.type, 0) + 1
        assets[row.run].append(asset)
        if row.evidence:
            evidence[row.run][asset.type, asset.id] = row.evidence
    return [
        _inventory(run, tuple(assets[number]), evidence[number], lost[number]) for number, run in enumerate(completeness.runs)
    ]


def _inventory(
    run: records.StoredRun,
    assets: tuple[Asset, ...],
    evidence: dict[tuple[str, str], tuple[str, ...]],
    lost: Mapping[str, int],
) -> Inventory:
    names = set(records.StoredRun.__struct_fields__) - {"population", "gaps"}
    gaps = tuple(
        Gap(
            state="unsupported",
            reason=f"{number:,} recorded assets are of a type that this version does not know",
            asset_type=name,
        )
        for name, number in sorted(lost.items())
    )
    same = {name: getattr(run, name) for name in names}
    return Inventory(assets=assets, evidence=evidence, gaps=(*run.gaps, *gaps), **same)


def unreadable(package: Package) -> list[Gap]:
    """The targets that could not be read when the snapshot was taken. Raises EvidenceError."""
    return list(package.decode("completeness.json", records.Completeness).unreadable)


def controls(package: Package) -> dict[str, Control]:
    """The stored controls by id. Raises EvidenceError when this version cannot read them."""
    found = (package.decode(name, Control) for name in package.below("controls/"))
    by_id = {control.id: control for control in found}
    groups = package.meta.controls
    for name in (*groups["judged"], *groups["undecided"], *groups["deselected"]):
        if name not in by_id:
            raise EvidenceError(f"{package.path}: meta.json names the control {name:.200}, which controls/ does not hold")
    return by_id


def register_files(package: Package) -> tuple[RegisterFile, ...]:
    """The files of the register, by the names that they had."""
    from urllib.parse import unquote

    return tuple(
        RegisterFile(unquote(name.partition("/")[2]), package.read(name).decode()) for name in package.below("register/")
    )


def stored_report(package: Package, vocabulary: Vocabulary, safeguards: Sequence[Safeguard]) -> Report:
    """The report as it was when the snapshot was taken: nothing is judged anew."""
    meta, known = package.meta, controls(package)
    found = package.decode("findings.json", records.Findings)
    stored = inventories(package, vocabulary)
    runs = [Run(inventory=inventory, findings=()) for inventory in stored]
    by_run: list[list[Finding]] = [[] for _ in runs]
    assets = [{(asset.type, asset.id): asset for asset in run.inventory.assets} for run in runs]
    for row in found.findings:
        if not 0 <= row.run < len(runs):
            raise EvidenceError(f"{package.path}: findings.json names a run that completeness.json does not have: {row.run}")
        by_run[row.run].append(_finding(row, known, assets[row.run], package))
    lines = {line.citation: line for line in safeguards}
    return Report(
        version=meta.tool["version"],
        source=meta.source,
        profile=meta.profile,
        as_of=meta.as_of,
        started=meta.started,
        ended=meta.ended,
        exit_code=found.exit_code,
        controls=tuple(known[name] for name in meta.controls["judged"]),
        live_only=tuple(known[name] for name in meta.controls["undecided"]),
        runs=tuple(msgspec.structs.replace(run, findings=tuple(by_run[number])) for number, run in enumerate(runs)),
        safeguards=tuple(_status(row, lines) for row in found.safeguards if row.citation in lines),
        unreadable=tuple(unreadable(package)),
        notes=(*_judged_anew(meta), *found.notes),
        problems=found.problems,
        register=found.register,
        snapshot=package.facts(),
    )


def _judged_anew(meta: records.Meta) -> tuple[str, ...]:
    """What a report says of a snapshot for which nothing was read."""
    if meta.evaluated is None:
        return ()
    return (f"nothing was read for this snapshot: it judges the one with the digest {meta.evaluated} anew",)


def _finding(
    row: records.StoredFinding, known: Mapping[str, Control], assets: Mapping[tuple[str, str], Asset], package: Package
) -> Finding:
    control, asset = known.get(row.control), assets.get((row.asset_type, row.asset))
    if control is None or asset is None:
        what = f"the control {row.control}" if control is None else f"the asset {row.asset}"
        raise EvidenceError(f"{package.path}: findings.json names {what}, which this version does not find in the snapshot")
    return Finding(
        control=msgspec.structs.replace(control, severity=row.severity),
        asset=asset,
        verdict=row.verdict,
        evidence=tuple(_evidence(item) for item in row.evidence),
        message=row.message,
        fingerprint=row.fingerprint,
        baseline=row.baseline,  # type: ignore[arg-type]
        waiver=row.waiver,
        place=row.place,
    )


def _evidence(row: Evidence) -> Evidence:
    return msgspec.structs.replace(row, expected=_value(row.expected), actual=_value(row.actual))


def _value(value: Any) -> Any:
    if isinstance(value, dict):
        if value.get("$") == "unknown":
            return msgspec.convert(value, Unknown)
        return {key: _value(item) for key, item in value.items()}
    return [_value(item) for item in value] if isinstance(value, list) else value


def _status(row: records.StoredStatus, lines: Mapping[str, Safeguard]) -> SafeguardStatus:
    return SafeguardStatus(
        safeguard=msgspec.structs.replace(lines[row.citation], required=row.required),
        status=row.status,
        reasons=row.reasons,
        verdicts=row.verdicts,
        waived=row.waived,
        decisions=row.decisions,
        attestations=row.attestations,
    )


def replay(package: Package, recorder: Recorder) -> None:
    """Give a recorder every call and answer of the snapshot again. Raises EvidenceError."""
    for call in package.rows("api-calls.jsonl", ApiCall):
        if call.digest is None:
            recorder.failed(call)
            continue
        try:
            body = decode(package.read(object_name(call.digest)))
        except (ValueError, RecursionError) as error:
            raise EvidenceError(f"{package.path}: {object_name(call.digest)} is no answer: {error}") from None
        if recorder.answered(call, body) != call.digest:
            raise EvidenceError(f"{package.path}: {object_name(call.digest)} is not in canonical form")


def asset_lines(package: Package) -> Iterator[records.StoredAsset]:
    """The stored assets one by one, as they were written. Raises EvidenceError."""
    for row in package.rows("inventory.jsonl", records.StoredAsset):
        check_asset(row.asset, package.path)
        yield row
