"""One function per command about evidence: take a snapshot, verify one, read one back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from hipaacheck.choice import SNAPSHOT, ScanOptions, open_snapshot
from hipaacheck.config import Config
from hipaacheck.errors import EvidenceError, InputError, UsageError
from hipaacheck.evidence import records
from hipaacheck.evidence.canonical import digest_of
from hipaacheck.evidence.diff import Difference, compare
from hipaacheck.evidence.envelope import NAME, NOTHING_ON_RECORD, statement
from hipaacheck.evidence.envelope import seal as seal_envelope
from hipaacheck.evidence.extract import about_safeguard, check_safeguard, nothing_on_record, sample
from hipaacheck.evidence.history import History, Seen, history, moment, seen
from hipaacheck.evidence.keys import MISSING, key_id, private_key, public_key, redaction_key
from hipaacheck.evidence.loading import stored_report
from hipaacheck.evidence.package import Package
from hipaacheck.evidence.sealing import check_target, retain_until, seal
from hipaacheck.evidence.staging import Staging
from hipaacheck.evidence.timestamps import authorities, stamp_from
from hipaacheck.evidence.verifying import Stated, Verified, check_chain, snapshots_in, verify, verify_statement
from hipaacheck.model.findings import Report
from hipaacheck.output import destination
from hipaacheck.packs import builtin_safeguards
from hipaacheck.pluginhost import PluginHost
from hipaacheck.scanning import Progress, scan_with_choice, utc_now
from hipaacheck.secrets import secret_in


class SealOptions(NamedTuple):
    """Where a snapshot goes, who signs it, what it follows, who stamps it. Paths and an address, as they were given."""

    target: Path
    sign_key: Path | None = None
    previous: Path | None = None
    timestamp: str | None = None


class Taken(NamedTuple):
    """A snapshot that was written: its report, the digest of its statement, its size in bytes, its place in its chain."""

    report: Report
    digest: str
    size: int
    chain: records.Chain
    retain_until: str


def take_snapshot(
    host: PluginHost,
    options: ScanOptions,
    config: Config,
    into: SealOptions,
    *,
    clock: Callable[[], datetime] = utc_now,
    stdin: Callable[[], bytes],
    progress: Progress | None = None,
) -> Taken:
    """Scan, record what is answered, and seal it. Nothing is written at the target unless all of it is. Raises what a scan and
    `seal` raise, and UsageError."""
    require_libraries()
    check_target(into.target)
    now = clock()
    key = None if into.sign_key is None else private_key(into.sign_key)
    stamp = None if into.timestamp is None else stamp_from(into.timestamp)
    _check_evidence(options, key)
    chain = _follow(into.previous, None if key is None else key.public_key(), now)
    with Staging(into.target, clock=options.source != SNAPSHOT, key=None if key is None else redaction_key(key)) as staging:
        report, choice = scan_with_choice(
            host, options, config, now=now, stdin=stdin, progress=progress, recorder=staging, clock=clock
        )
        _check_settings(choice.settings)
        if progress is not None:
            progress(f"sealing {into.target.name}", 0, 1)
        digest = seal(report, choice.basis(), staging, into.target, key=key, chain=chain, stamp=stamp)
    size = sum(item.stat().st_size for item in (into.target.rglob("*") if into.target.is_dir() else (into.target,)))
    return Taken(report, digest, size, chain, retain_until(report.ended).isoformat())


def _check_evidence(options: ScanOptions, key: Any) -> None:
    """Refuse to date what is read now, and to sign anew what nobody vouches for. Raises UsageError, EvidenceError."""
    if options.source != SNAPSHOT:
        if options.as_of is not None:
            raise UsageError(
                "--as-of: what is read now is evidence of now. Leave it out, and judge the snapshot as of another day with: "
                "hipaacheck scan snapshot FILE --as-of DATE"
            )
        return
    if key is None or options.source_options.get("key") is not None:
        return
    for target in options.targets:
        try:
            Package(Path(target), key.public_key()).close()
        except EvidenceError as error:
            raise EvidenceError(
                f"{error}. What is signed anew has to be vouched for: name the key that signed it with --key"
            ) from None


def _check_settings(settings: records.Settings) -> None:
    """Raise UsageError when the profile or the configuration hold what looks like a secret: both are kept as they are."""
    found = secret_in(msgspec.json.encode(settings).decode())
    if found is not None:
        raise UsageError(
            f"the profile or the configuration hold what looks like a secret ({found}), and evidence keeps them for years. "
            "Remove it, and change it if it was real; or reword it"
        )


def require_libraries() -> None:
    """Raise UsageError when what evidence needs is not installed."""
    try:
        import cryptography
        import rfc8785  # noqa: F401

        del cryptography
    except ImportError:
        raise UsageError(MISSING) from None


def _follow(previous: Path | None, key: Any, now: datetime) -> records.Chain:
    """The place in the chain behind a snapshot. Its signature is checked when this run signs, so that a chain has one key."""
    if previous is None:
        return records.Chain(number=1, previous=None)
    with Package(previous, key) as package:
        before, meta = package.decode("chain.json", records.Chain), package.meta
        if datetime.fromisoformat(meta.ended) > now:
            raise InputError(f"--previous {previous}: it was taken after now ({meta.ended}). Check the clock of this machine.")
        return records.Chain(number=before.number + 1, previous=package.digest, previous_ended=meta.ended)


class Checked(NamedTuple):
    """A snapshot that holds, its chain from the first to itself, and snapshots beside it that are no part of that."""

    verified: Verified
    chain: tuple[Verified, ...]
    others: tuple[Path, ...]


def verify_snapshot(
    file: Path, key: Path, *, chain: Path | None = None, certificates: Path | None = None, progress: Progress | None = None
) -> Checked | Stated:
    """Check a snapshot, and with a folder the chain that leads to it; or a statement that nothing is on record. Raises
    EvidenceError, InputError, UsageError."""
    require_libraries()
    public, roots = public_key(key), [] if certificates is None else authorities(certificates)
    if (stated := verify_statement(file, public)) is not None:
        return stated
    told: dict[str, Any] = {} if progress is None else {"progress": progress}
    last = verify(file, public, authorities=roots, **told)
    if chain is None:
        return Checked(last, (), ())
    beside = [path for path in snapshots_in(chain) if path.resolve() != file.resolve()]
    own = [path for path in beside if _signed_with(path) == key_id(public)]
    every = [verify(path, public, **told) for path in own]
    links = check_chain(every, last)
    inside = {item.digest for item in links}
    strangers = [*(path for path in beside if path not in own), *(item.path for item in every if item.digest not in inside)]
    return Checked(last, tuple(links), tuple(sorted(strangers)))


def _signed_with(path: Path) -> str | None:
    """The id of the key that is said to have signed a snapshot. Raises EvidenceError, InputError."""
    with Package(path) as package:
        return package.key_id


class ReportRequest(NamedTuple):
    """What a report is made of, as the command line says it. `place` is a snapshot, or a folder of them."""

    place: str
    key: str | None = None
    safeguard: str | None = None
    as_of: datetime | None = None
    sample: str | None = None
    seed: str | None = None
    statement: str | None = None
    sign_key: str | None = None


class Made(NamedTuple):
    """A report; null where no snapshot tells of that day. `nothing` says why nothing is on record, for people; `statement` is the
    file of the signed statement that says so."""

    report: Report | None
    nothing: tuple[str, ...] = ()
    statement: str | None = None


def make_report(host: PluginHost, asked: ReportRequest) -> Made:
    """The report that a snapshot holds, narrowed as asked; nothing is judged anew. Raises EvidenceError, InputError,
    UsageError."""
    if (asked.statement is None) != (asked.sign_key is None):
        raise UsageError("--statement and --sign-key go together: a statement that nobody signs says nothing")
    size = _sample_size(asked.sample)
    lines = builtin_safeguards()
    if asked.safeguard is not None:
        check_safeguard(asked.safeguard, lines)
    place, options = Path(asked.place), {"key": asked.key}
    found, searched = _snapshot_of(place, asked.as_of, options)
    if found is None:
        day = "" if asked.as_of is None else f" that was taken by the end of {asked.as_of:%Y-%m-%d}"
        return _nothing(asked, searched, f"{place}: there is no snapshot in it{day}", None)
    with open_snapshot(str(found), options) as package:
        report = stored_report(package, host.vocabulary, lines)
    if asked.safeguard is not None:
        report = about_safeguard(report, asked.safeguard)
        if nothing_on_record(report):
            searched = [item for item in searched if item[1] == report.snapshot.digest] if report.snapshot else searched
            return _nothing(asked, searched, f"{found}: nothing is on record about {asked.safeguard}", report)
    if asked.sample is not None and report.snapshot is not None:
        report = sample(report, size, asked.seed or report.snapshot.digest)
    return Made(report)


def _sample_size(text: str | None) -> int | None:
    if text is None or text == "auto":
        return None
    if not text.isascii() or not text.isdecimal() or int(text) == 0:
        raise UsageError(f"--sample {text}: neither 'auto' nor a number of assets")
    return int(text)


_Seen = tuple[str, str, str]
"""Name, digest and time of a snapshot."""


def _snapshot_of(place: Path, as_of: datetime | None, options: dict[str, Any]) -> tuple[Path | None, list[_Seen]]:
    """The snapshot that tells of a day, and those that were looked at. In a folder, those that judge others anew are not."""
    single = not place.is_dir() or (place / NAME).is_file()
    found: list[tuple[datetime, Path]] = []
    seen: list[_Seen] = []
    for path in [place] if single else snapshots_in(place):
        with open_snapshot(str(path), options) as package:
            if package.meta.evaluated is not None and not single:
                continue  # another snapshot judged anew: nothing was read on its day
            ended = package.meta.as_of
            seen.append((path.name, package.digest, ended))
            found.append((datetime.fromisoformat(ended), path))
    if single and as_of is not None and found[0][0] > as_of:
        raise UsageError(f"{place} was taken as of {seen[0][2]}, so it cannot tell of {as_of:%Y-%m-%d}. Name an earlier one.")
    fitting = [item for item in found if as_of is None or item[0] <= as_of]
    return (max(fitting)[1] if fitting else None), seen


def _nothing(asked: ReportRequest, searched: list[_Seen], why: str, report: Report | None) -> Made:
    """What is said when nothing is on record."""
    if asked.statement is None or asked.sign_key is None:
        advice = "A signed statement that says so: --statement FILE --sign-key KEY"
        return Made(report, (f"{why}. {advice}",))
    subjects = [(name, digest) for name, digest, _ in searched] or [(Path(asked.place).name, digest_of(b""))]
    predicate = {
        "statement": why,
        "safeguard": asked.safeguard,
        "as_of": None if asked.as_of is None else asked.as_of.isoformat(),
        "searched": [{"name": name, "as_of": ended} for name, _, ended in searched],
        "created": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    payload = statement(NOTHING_ON_RECORD, subjects, predicate)
    if Path(asked.statement).exists():
        raise UsageError(f"{asked.statement} exists, and evidence is never replaced. Name another file with --statement.")
    with destination(asked.statement) as out:
        out.write(seal_envelope(payload, private_key(Path(asked.sign_key))))
    return Made(report, (why,), asked.statement)


def compare_snapshots(old: str, new: str, key: str | None) -> Difference:
    """What changed from one snapshot to another. Raises EvidenceError, InputError, UsageError."""
    with open_snapshot(old, {"key": key}) as before, open_snapshot(new, {"key": key}) as after:
        if datetime.fromisoformat(before.meta.as_of) > datetime.fromisoformat(after.meta.as_of):
            raise UsageError(f"{old} was taken after {new}: name the older snapshot first")
        return compare(before, after)


def _opened(folder: str, key: str | None) -> Iterator[Package]:
    found = snapshots_in(Path(folder))
    if not found:
        raise InputError(f"{folder}: no snapshots are in it. Name a folder of snapshots (.zip).")
    for path in found:
        with open_snapshot(str(path), {"key": key}) as package:
            yield package


def history_of(folder: str, key: str | None) -> History:
    """The history that the snapshots in a folder tell. Raises EvidenceError, InputError, UsageError."""
    moments = [moment(package) for package in _opened(folder, key)]
    if all(item.evaluated is not None for item in moments):
        raise InputError(f"{folder}: its snapshots judge others anew, which are not in it. Name the folder of those.")
    return history(moments)


class OnRecord(NamedTuple):
    """What is on record of an asset on a day: in the last snapshot up to the end of it, and in the first one after it."""

    before: Seen | None
    after: Seen | None


def asset_on(folder: str, asset: str, *, control: str | None, day: datetime, key: str | None) -> OnRecord:
    """What was on record of an asset on a day. Raises EvidenceError, InputError, UsageError."""
    metas = [(package.meta, package.path) for package in _opened(folder, key)]
    times = [(datetime.fromisoformat(meta.as_of), path) for meta, path in metas if meta.evaluated is None]
    earlier = max((item for item in times if item[0] <= day), default=None)
    later = min((item for item in times if item[0] > day), default=None)
    found: list[Seen | None] = []
    for item in (earlier, later):
        if item is None:
            found.append(None)
            continue
        with open_snapshot(str(item[1]), {"key": key}) as package:
            found.append(seen(package, asset, control))
    return OnRecord(*found)
