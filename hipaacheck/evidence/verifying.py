"""Is this snapshot what was sealed, whole, and by whom? Every step names the file at fault."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from hipaacheck.errors import EvidenceError, InputError
from hipaacheck.evidence import envelope, records, timestamps
from hipaacheck.evidence.canonical import digest_of
from hipaacheck.evidence.package import Package
from hipaacheck.evidence.staging import object_name
from hipaacheck.model.assets import CHOSEN
from hipaacheck.model.evidence import ApiCall

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.x509 import Certificate

_LARGEST_STATEMENT = 1 << 24
Progress = Callable[[str, int, int], None]


def _silent(what: str, done: int, total: int) -> None:
    """Nobody is told."""


class Verified(NamedTuple):
    """A snapshot that holds. `gaps` counts what was selected and could not be read: whole evidence may tell of an incomplete
    reading. `stamped` is the time that an authority confirmed; `claimed` one that was not checked, for want of
    the authority's certificates."""

    path: Path
    digest: str
    key_id: str
    meta: records.Meta
    chain: records.Chain
    files: int
    size: int
    gaps: int
    stamped: datetime | None
    claimed: datetime | None


def verify(
    path: Path, key: Ed25519PublicKey, *, authorities: Sequence[Certificate] = (), progress: Progress = _silent
) -> Verified:
    """Check the signature, every file, what the files say of each other, and the timestamp where certificates are given. Raises
    EvidenceError, which names what is at fault; InputError."""
    with Package(path, key) as package:
        size = 0
        for number, name in enumerate(package.digests):
            if number % 1000 == 0:
                progress(f"verifying {path.name}", number, len(package.digests))
            package.check(name)
            size += package.size(name)
            if name.startswith("objects/") and name != object_name(package.digests[name]):
                raise EvidenceError(f"{path}: {name} does not have the name of its digest")
        meta = package.meta
        _check_references(package)
        stamped, claimed = _timestamp(package, authorities)
        return Verified(
            path=path,
            digest=package.digest,
            key_id=package.key_id or "",
            meta=meta,
            chain=package.decode("chain.json", records.Chain),
            files=len(package.digests),
            size=size,
            gaps=_gaps(package),
            stamped=stamped,
            claimed=claimed,
        )


def _gaps(package: Package) -> int:
    found = package.decode("completeness.json", records.Completeness)
    every = [*found.unreadable, *(gap for run in found.runs for gap in run.gaps)]
    return sum(gap.state not in CHOSEN for gap in every)


class _Evidence(msgspec.Struct, frozen=True):
    evidence: tuple[str, ...] = ()


def _check_references(package: Package) -> None:
    """Every answer that a call or an asset names is there."""
    present = {bytes.fromhex(name.rpartition("/")[2]) for name in package.below("objects/")}
    for name, rows in (
        ("inventory.jsonl", (row.evidence for row in package.rows("inventory.jsonl", _Evidence))),
        ("api-calls.jsonl", ((row.digest,) if row.digest else () for row in package.rows("api-calls.jsonl", ApiCall))),
    ):
        for digests in rows:
            for digest in digests:
                if _bytes(digest) not in present:
                    raise EvidenceError(f"{package.path}: {name} names an answer that is not there: {digest:.80}")


def _bytes(digest: str) -> bytes:
    try:
        return bytes.fromhex(digest)
    except ValueError:
        return b""


def _timestamp(package: Package, authorities: Sequence[Certificate]) -> tuple[datetime | None, datetime | None]:
    names = package.below(timestamps.FOLDER)
    if not names:
        if authorities:
            raise EvidenceError(f"{package.path}: it has no timestamp that these certificates could confirm")
        return None, None
    if not authorities:
        return None, timestamps.time_of(package.read(names[0]))
    files = ((name, digest) for name, digest in package.digests.items() if not name.startswith(timestamps.FOLDER))
    where = f"{package.path}: {names[0]}"
    return timestamps.check(timestamps.manifest(files), package.read(names[0]), list(authorities), where), None


class Stated(NamedTuple):
    """A signed statement that nothing is on record."""

    path: Path
    digest: str
    key_id: str
    predicate: dict[str, Any]
    searched: dict[str, str]


def verify_statement(path: Path, key: Ed25519PublicKey) -> Stated | None:
    """A signed statement that nothing is on record; null for what is no envelope of its own. Raises EvidenceError."""
    if path.suffix == ".partial" or not path.is_file() or path.stat().st_size > _LARGEST_STATEMENT:
        return None
    data = path.read_bytes()
    if not data.startswith(b"{"):
        return None
    payload, found = envelope.open_envelope(data, str(path))
    envelope.check_signature(payload, found, key, str(path))
    statement = envelope.parse(payload, str(path))
    if statement.predicate_type != envelope.NOTHING_ON_RECORD:
        raise EvidenceError(f"{path}: the statement is about something else: {statement.predicate_type!r:.100}")
    return Stated(path, digest_of(data), found.signatures[0].keyid, statement.predicate, statement.digests)


def snapshots_in(folder: Path) -> list[Path]:
    """The snapshots directly in a folder: ZIP files, and folders with a statement, sorted by name. Raises InputError."""
    try:
        found = [item for item in sorted(folder.iterdir()) if not item.name.startswith(".")]
    except OSError as error:
        raise InputError(f"{folder}: cannot be read: {error.strerror}. Name a folder of snapshots.") from None
    return [item for item in found if item.suffix == ".zip" or (item / "statement.dsse.json").is_file()]


def check_chain(chain: Iterable[Verified], last: Verified) -> list[Verified]:
    """The snapshots from the first to the last of a chain, in its order. Raises EvidenceError when one is missing, stands at
    another place than its number says, or is older than the one before it."""
    by_digest = {item.digest: item for item in chain}
    found = [last]
    while (previous := found[-1].chain.previous) is not None:
        here = found[-1]
        before = by_digest.get(previous)
        if before is None:
            raise EvidenceError(f"{here.path}: the snapshot before it is missing: none in the folder has the digest {previous}")
        if before.chain.number + 1 != here.chain.number:
            numbers = f"{here.chain.number}, and {before.path} before it is number {before.chain.number}"
            raise EvidenceError(f"{here.path}: of its chain it is number {numbers}")
        if datetime.fromisoformat(before.meta.ended) > datetime.fromisoformat(here.meta.started):
            raise EvidenceError(f"{here.path} began before {before.path}, which it names as the snapshot before it, ended")
        found.append(before)
    if found[-1].chain.number != 1:
        raise EvidenceError(f"{found[-1].path} names no snapshot before it, but is number {found[-1].chain.number} of its chain")
    return found[::-1]
