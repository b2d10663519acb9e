"""A report and what was recorded for it → the files of a snapshot, its statement, its signature, the snapshot itself."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from hipaacheck._version import __version__
from hipaacheck.errors import OutputError, UsageError
from hipaacheck.evidence import envelope, records
from hipaacheck.evidence.archive import Part, digest_and_crc, write_folder, write_zip
from hipaacheck.evidence.canonical import canonical, digest_of
from hipaacheck.evidence.records import REGISTER
from hipaacheck.evidence.staging import Staging
from hipaacheck.evidence.timestamps import Stamp, manifest
from hipaacheck.evidence.verify_guide import GUIDE
from hipaacheck.model.assets import CHOSEN
from hipaacheck.model.controls import Control
from hipaacheck.model.findings import Report

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_LIBRARIES = ("boto3", "botocore", "azure-core", "azure-identity", "cryptography", "msgspec", "rfc8785")
_YEARS = 6
"""45 CFR 164.316(b)(2)(i)."""


def check_target(target: Path) -> None:
    """Refuse, before anything is read, a place where no snapshot can be written. Raises UsageError."""
    if target.exists() or target.is_symlink():
        raise UsageError(f"{target} exists, and evidence is never replaced. Name another file with -o.")
    if not target.parent.is_dir():
        raise UsageError(f"{target}: there is no folder {target.parent}. Make it, or name another file with -o.")


def seal(
    report: Report,
    basis: records.Basis,
    staging: Staging,
    target: Path,
    *,
    key: Ed25519PrivateKey | None,
    chain: records.Chain,
    stamp: Stamp | None = None,
) -> str:
    """Write the snapshot: a ZIP file, or a folder where the target's name does not end in `.zip`; gives the digest of its
    statement. It appears whole or not at all. Raises OutputError, and what `stamp` raises."""
    digests = _add_contents(report, basis, staging)
    staging.add("chain.json", [_json(chain)])
    staging.add("meta.json", [_json(_meta(report, basis, staging, digests, target.name))])
    staging.add("VERIFY.md", [GUIDE.encode()])
    if stamp is not None:
        staging.add("timestamps/1.tsr", [stamp(manifest((part.name, part.digest) for part in staging.parts()))])
    parts = staging.parts()
    predicate = {
        "created": report.ended,
        "source": report.source,
        "targets": [run.inventory.target for run in report.runs],
        "tool": {"name": "hipaacheck", "version": __version__},
        "chain": msgspec.to_builtins(chain),
    }
    payload = envelope.statement(envelope.SNAPSHOT, ((part.name, part.digest) for part in parts), _clean(predicate))
    sealed = envelope.seal(payload, key)
    _place(target, staging.folder, sorted([*parts, _part_of(envelope.NAME, sealed)], key=lambda part: part.name))
    return digest_of(sealed)


def _part_of(name: str, data: bytes) -> Part:
    digest, crc = digest_and_crc([data])
    return Part(name, len(data), crc, digest, partial(iter, [data]))


def _place(target: Path, folder: Path, parts: Iterable[Part]) -> None:
    """Write the snapshot in the staging folder, and move it to its place when everything is on disk."""
    whole = folder / "snapshot.partial"
    try:
        if target.suffix == ".zip":
            with whole.open("xb", buffering=1 << 20) as out:
                write_zip(out, parts)
                out.flush()
                os.fsync(out.fileno())
        else:
            whole.mkdir()
            write_folder(whole, parts)
        check_target(target)
        whole.rename(target)
    except OSError as error:
        advice = "Check the folder, its permissions and its space."
        raise OutputError(f"{target}: cannot be written: {error.strerror}. {advice}") from None


# -- Contents -----------------------------------------------------------------------------------------------------


def _add_contents(report: Report, basis: records.Basis, staging: Staging) -> dict[str, str]:
    """Everything but what tells of the whole; gives the digests of what made the snapshot."""
    staging.add("inventory.jsonl", _inventory(report))
    staging.add("findings.json", findings_json(report))
    staging.add("completeness.json", [_json(_completeness(report))])
    staging.add("api-calls.jsonl", staging.call_lines())
    profile = staging.add("profile.yaml", [_yaml(basis.settings)])
    every = sorted((*basis.judged, *basis.undecided, *basis.deselected, *basis.elsewhere), key=lambda control: control.id)
    controls = [(control.id, staging.add(f"controls/{control.id}.json", [_control(control)])) for control in every]
    register = [
        (file.name, staging.add(f"register/{safe_name(file.name)}", [file.text.encode()])) for file in basis.register.files
    ]
    redaction = {run.inventory.redaction for run in report.runs} - {""}
    return {
        "controls": digest_of(manifest(controls)),
        "register": digest_of(manifest(register)),
        "profile": profile,
        "config": digest_of(canonical(_clean(msgspec.to_builtins(basis.settings)))),
        "redaction": digest_of(canonical(sorted(redaction))),
    }


def safe_name(name: str) -> str:
    """The name of a register's file as a snapshot can hold it: other signs as `%XX`."""
    from urllib.parse import quote

    return quote(name, safe="/").replace("~", "%7E")


def _inventory(report: Report) -> Iterator[bytes]:
    for number, run in enumerate(report.runs):
        evidence = run.inventory.evidence
        for asset in run.inventory.assets:
            row = {"run": number, "asset": asset, "evidence": evidence.get((asset.type, asset.id), ())}
            yield _line(row) + b"\n"


def findings_json(report: Report) -> Iterator[bytes]:
    """`findings.json`: findings one a line, so that a search for an asset gives whole findings."""
    head = {"schema_version": records.SCHEMA_VERSION, "as_of": report.as_of, "exit_code": report.exit_code}
    yield _line(head)[:-1] + b',\n"findings":['
    separator = b"\n"
    for number, run in enumerate(report.runs):
        for finding in run.findings:
            yield separator + _line(records.stored_finding(finding, number))
            separator = b",\n"
    statuses = [
        records.StoredStatus(
            citation=item.safeguard.citation,
            status=item.status,
            required=item.safeguard.required,
            reasons=item.reasons,
            verdicts=item.verdicts,
            waived=item.waived,
            decisions=item.decisions,
            attestations=item.attestations,
        )
        for item in report.safeguards
    ]
    lists = {"safeguards": statuses, "register": report.register, "notes": report.notes, "problems": report.problems}
    for name, rows in lists.items():
        yield b'\n],\n"%s":[\n' % name.encode() + b",\n".join(_line(row) for row in rows)
    yield b"\n]}\n"


def _completeness(report: Report) -> records.Completeness:
    return records.Completeness(
        schema_version=records.SCHEMA_VERSION,
        complete=all(gap.state in CHOSEN for gap in report.gaps),
        runs=tuple(records.stored_run(run.inventory) for run in report.runs),
        unreadable=report.unreadable,
    )


def _meta(report: Report, basis: records.Basis, staging: Staging, digests: dict[str, str], name: str) -> records.Meta:
    until = retain_until(report.ended)
    return records.Meta(
        schema_version=records.SCHEMA_VERSION,
        tool={"name": "hipaacheck", "version": __version__, **_libraries()},
        source=report.source,
        runtime=basis.runtime,
        assets=basis.assets,
        started=report.started,
        ended=report.ended,
        as_of=report.as_of,
        profile=report.profile,
        collectors=tuple(
            {"target": run.inventory.target, **run.inventory.collector} for run in report.runs if run.inventory.source != REGISTER
        ),
        controls={
            "judged": _ids(basis.judged),
            "undecided": _ids(basis.undecided),
            "deselected": _ids(basis.deselected),
            "elsewhere": _ids(basis.elsewhere),
            "known": tuple(sorted(basis.known)),
        },
        digests=digests,
        clock={"answers_with_date": staging.dated, "largest_skew_seconds": round(staging.skew, 1)},
        retain_until=until.isoformat(),
        retention=_retention(name, until),
        evaluated=basis.evaluated,
    )


def _ids(controls: Iterable[Control]) -> tuple[str, ...]:
    return tuple(sorted(control.id for control in controls))


def _libraries() -> dict[str, str]:
    found = {}
    for name in _LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def retain_until(ended: str) -> date:
    """Six years after the day of a time in ISO 8601 (45 CFR 164.316(b)(2)(i))."""
    day = datetime.fromisoformat(ended).date()
    return day.replace(year=day.year + _YEARS) if (day.month, day.day) != (2, 29) else date(day.year + _YEARS, 3, 1)


def _retention(name: str, until: date) -> dict[str, str]:
    """Commands that keep the stored file unchanged until that day.
    https://docs.aws.amazon.com/cli/latest/reference/s3api/put-object-retention.html,
    https://learn.microsoft.com/cli/azure/storage/blob/immutability-policy"""
    return {
        "aws": f"aws s3api put-object-retention --bucket BUCKET --key {name} "
        f"--retention Mode=COMPLIANCE,RetainUntilDate={until.isoformat()}T23:59:59Z",
        "azure": f"az storage blob immutability-policy set --account-name ACCOUNT --container-name CONTAINER --name {name} "
        f"--policy-mode Locked --expiry-time {until.isoformat()}T23:59:59Z",
    }


def _control(control: Control) -> bytes:
    return canonical(_clean(msgspec.to_builtins(msgspec.structs.replace(control, file="")))) + b"\n"


def _yaml(settings: records.Settings) -> bytes:
    import yaml

    return yaml.safe_dump(_clean(msgspec.to_builtins(settings)), sort_keys=False, allow_unicode=True).encode()


def _json(value: Any) -> bytes:
    return msgspec.json.format(_line(value), indent=1) + b"\n"


def _line(value: Any) -> bytes:
    """JSON in the order of the fields, on one line."""
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return msgspec.json.encode(_clean(msgspec.to_builtins(value)))


def _clean(value: Any) -> Any:
    """The same without what UTF-8 cannot hold, such as names of files that are no text."""
    if isinstance(value, str):
        return value.encode(errors="backslashreplace").decode()
    if isinstance(value, dict):
        return {_clean(key): _clean(item) for key, item in value.items()}
    return [_clean(item) for item in value] if isinstance(value, list | tuple) else value
