"""Snapshots for tests: taken of small plans, taken apart, changed, and sealed again."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hipaacheck.evidence import envelope
from hipaacheck.evidence.archive import Part, digest_and_crc, write_folder, write_zip
from tests.support.cli import ONE_CONTROL, Ran, hipaacheck
from tests.support.plans import plan, resource

if TYPE_CHECKING:
    from hipaacheck.evidence.envelope import Subject

Files = dict[str, bytes]
"""The files of a snapshot by name, without the statement."""
STATEMENT = envelope.NAME
SIGNER = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
"""Whom the verifier trusts."""
STRANGER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
ONE = ("--no-builtin-rules", "--rules", str(ONE_CONTROL))
"""One control about S3 buckets."""


def write_keys(folder: Path, key: Ed25519PrivateKey = SIGNER, name: str = "key") -> tuple[str, str]:
    """The private and the public key as files; gives their paths."""
    private, public = folder / name, folder / f"{name}.pub"
    private.touch(0o600)
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    private.write_bytes(key.private_bytes(encoding, form, serialization.NoEncryption()))
    public.write_bytes(key.public_key().public_bytes(encoding, serialization.PublicFormat.SubjectPublicKeyInfo))
    return str(private), str(public)


def bucket(name: str = "a", **settings: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    """A bucket and its public access block, all on unless said otherwise."""
    names = ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")
    block = {**dict.fromkeys(names, True), **settings}
    return (
        resource(f"aws_s3_bucket.{name}", {"bucket": name}),
        resource(f"aws_s3_bucket_public_access_block.{name}", block, refs={"bucket": f"aws_s3_bucket.{name}.id"}),
    )


def write_plan(file: Path, *resources: Mapping[str, Any], **more: Any) -> str:
    """A plan of these resources in a file; gives its path."""
    file.write_text(json.dumps(plan(*resources, **more)), "utf-8")
    return str(file)


def snapshot(target: Path, *arguments: str, source: str = "plan", rules: Iterable[str] = ONE) -> Path:
    """Run `hipaacheck snapshot`; gives the snapshot."""
    ran = hipaacheck("snapshot", source, *arguments, *rules, "-o", str(target), "--no-progress")
    assert (ran.code, ran.err) == (0, ""), ran
    return target


def read_files(path: Path) -> Files:
    """The files of a snapshot, by other means than hipaacheck's, without the statement."""
    if path.is_dir():
        found = {item.relative_to(path).as_posix(): item.read_bytes() for item in path.rglob("*") if item.is_file()}
    else:
        with zipfile.ZipFile(path) as archive:
            found = {name: archive.read(name) for name in archive.namelist()}
    return {name: data for name, data in found.items() if name != STATEMENT}


def statement_of(path: Path) -> bytes:
    """The envelope of a snapshot, as it is."""
    if path.is_dir():
        return (path / STATEMENT).read_bytes()
    with zipfile.ZipFile(path) as archive:
        return archive.read(STATEMENT)


def part(name: str, data: bytes) -> Part:
    """A file to be written."""
    digest, crc = digest_and_crc([data])
    return Part(name, len(data), crc, digest, partial(iter, [data]))


def envelope_of(
    files: Mapping[str, bytes], key: Ed25519PrivateKey | None = SIGNER, *, kind: str = envelope.SNAPSHOT, twice: str = ""
) -> bytes:
    """A statement about these files, signed. `twice` names one that it names once more."""
    subjects: list[Subject] = [(name, sha256(data).hexdigest()) for name, data in sorted(files.items())]
    subjects += [subject for subject in subjects if subject[0] == twice]
    return envelope.seal(envelope.statement(kind, subjects, {}), key)


def pack(target: Path, files: Mapping[str, bytes], sealed: bytes | None) -> Path:
    """Files and an envelope in a container of the right form, whatever they are: a ZIP file where the name ends in `.zip`."""
    everything = dict(files) if sealed is None else {**files, STATEMENT: sealed}
    parts = [part(name, data) for name, data in sorted(everything.items())]
    if target.suffix == ".zip":
        with target.open("wb") as out:
            write_zip(out, parts)
    else:
        target.mkdir()
        write_folder(target, parts)
    return target


def reseal(target: Path, files: Mapping[str, bytes], key: Ed25519PrivateKey | None = SIGNER) -> Path:
    """A snapshot of these files that holds as far as its signature goes."""
    return pack(target, files, envelope_of(files, key))


def with_json(files: Files, name: str, change: Callable[[Any], Any]) -> Files:
    """The files with another value in a JSON file. Of lines, the first one is changed."""
    first, separator, rest = files[name].partition(b"\n") if name.endswith("l") else (files[name], b"", b"")
    value = json.loads(first)
    changed = change(value)
    return {**files, name: json.dumps(value if changed is None else changed).encode() + separator + rest}


def refused(ran: Ran, *names: str) -> None:
    """Exit 3, and one line that names these."""
    assert ran.code == 3, ran
    assert ran.out == "", ran
    assert ran.err.count("\n") == 1, ran
    assert "internal error" not in ran.err, ran
    assert "Traceback" not in ran.err, ran
    for name in names:
        assert name in ran.err, (name, ran.err)


def without_deselected(files: Files) -> Files:
    """A snapshot as if there had been no controls but those that judged."""
    meta = json.loads(files["meta.json"])
    judged, gone = meta["controls"]["judged"], meta["controls"]["deselected"]
    meta["controls"] |= {"deselected": [], "known": judged}
    kept = {name: data for name, data in files.items() if name not in {f"controls/{control}.json" for control in gone}}
    return {**kept, "meta.json": json.dumps(meta, indent=1).encode() + b"\n"}


def tiny(files: Files) -> Files:
    """A snapshot of the same form with as little in it as there can be: one call and its answer."""
    meta = json.loads(files["meta.json"])
    meta |= {"controls": dict.fromkeys(meta["controls"], ()), "digests": {}, "collectors": [], "retention": {}, "clock": {}}
    contents = {
        "meta.json": {**meta, "tool": {"name": "", "version": ""}, "evaluated": None},
        "findings.json": {"schema_version": 1, "as_of": meta["as_of"], "exit_code": 0, "findings": [], "safeguards": []},
        "completeness.json": {"schema_version": 1, "complete": True, "runs": []},
        "chain.json": {"number": 1, "previous": None},
        "profile.yaml": {"profile": {}},
    }
    kept = {name: data for name, data in files.items() if name == "api-calls.jsonl" or name.startswith("objects/")}
    small = {name: json.dumps(value, separators=(",", ":")).encode() for name, value in contents.items()}
    return {**kept, **small, "VERIFY.md": b"#\n", "inventory.jsonl": b""}
