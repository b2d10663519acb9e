"""A statement vouches for the files that it names, when the signer's key signed it, and in the one form that is written."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hipaacheck.evidence import envelope
from hipaacheck.evidence.verifying import verify
from tests.evidence.test_tamper import PUBLIC, held
from tests.support.cli import hipaacheck
from tests.support.evidence import (
    STRANGER,
    Files,
    envelope_of,
    pack,
    read_files,
    refused,
    reseal,
    statement_of,
    with_json,
    write_keys,
)


def _members(sealed: bytes) -> Iterator[bytes]:
    """Payload, key id and signature of an envelope."""
    found = json.loads(sealed)
    yield from (found["payload"].encode(), *(text.encode() for text in found["signatures"][0].values()))


def _other_snapshot(files: Files, other: Files) -> bytes:
    return envelope_of(other)


def _swapped_signature(files: Files, other: Files) -> bytes:
    (_, _, mine), (_, _, theirs) = _members(envelope_of(files)), _members(envelope_of(other))
    return envelope_of(files).replace(mine, theirs)


def _swapped_payload(files: Files, other: Files) -> bytes:
    (mine, _, _), (theirs, _, _) = _members(envelope_of(files)), _members(envelope_of(other))
    return envelope_of(other).replace(theirs, mine)


def _stranger(files: Files, other: Files) -> bytes:
    return envelope_of(files, STRANGER)


def _stranger_in_disguise(files: Files, other: Files) -> bytes:
    (_, theirs, _), (_, mine, _) = _members(envelope_of(files, STRANGER)), _members(envelope_of(files))
    return envelope_of(files, STRANGER).replace(theirs, mine)


def _renamed_key(files: Files, other: Files) -> bytes:
    _, mine, _ = _members(envelope_of(files))
    return envelope_of(files).replace(mine, b"0" * 64)


def _two_signatures(files: Files, other: Files) -> bytes:
    row = envelope_of(files).split(b"\n")[4]
    return envelope_of(files).replace(row, row + b",\n" + row)


def _unsigned(files: Files, other: Files) -> bytes:
    return envelope_of(files, None)


def _nothing_on_record(files: Files, other: Files) -> bytes:
    return envelope_of(files, kind=envelope.NOTHING_ON_RECORD)


def _twice_named(files: Files, other: Files) -> bytes:
    return envelope_of(files, twice="meta.json")


def _spaced(files: Files, other: Files) -> bytes:
    return envelope_of(files).replace(b'"payload": ', b'"payload":  ')


def _more_members(files: Files, other: Files) -> bytes:
    return envelope_of(files).replace(b'{\n "payload"', b'{\n "note": 1,\n "payload"')


def _two_payloads(files: Files, other: Files) -> bytes:
    first = envelope_of(other).split(b"\n")[1]
    return envelope_of(files).replace(b"{\n", b"{\n" + first + b"\n", 1)


def _escaped(files: Files, other: Files) -> bytes:
    return envelope_of(files).replace(b"application/vnd", rb"application\/vnd")


def _other_type(files: Files, other: Files) -> bytes:
    return envelope_of(files).replace(b"application/vnd.in-toto+json", b"text/plain")


def _no_base64(files: Files, other: Files) -> bytes:
    payload, _, _ = _members(envelope_of(files))
    return envelope_of(files).replace(payload, b"*" + payload[1:])


def _long_base64(files: Files, other: Files) -> bytes:
    """A signature that decodes to the right bytes, with other bits behind them."""
    _, _, mine = _members(envelope_of(files))
    letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    assert mine.endswith(b"==")
    other_last = letters[letters.index(mine[-3:-2]) ^ 1 : (letters.index(mine[-3:-2]) ^ 1) + 1]
    return envelope_of(files).replace(mine, mine[:-3] + other_last + b"==")


def _deep_envelope(files: Files, other: Files) -> bytes:
    return b"[" * 200_000 + b"]" * 200_000


def _no_text_at_all(files: Files, other: Files) -> bytes:
    return envelope_of(files).replace(b"vnd", b"v\xffd")


ENVELOPES: dict[str, tuple[Callable[[Files, Files], bytes], str]] = {
    "of another snapshot": (_other_snapshot, "chain.json was changed"),
    "the signature of another": (_swapped_signature, "the signature is not valid"),
    "the payload of another": (_swapped_payload, "the signature is not valid"),
    "another key": (_stranger, "is signed with another key"),
    "another key that says it is this one": (_stranger_in_disguise, "the signature is not valid"),
    "another key id": (_renamed_key, "is signed with another key"),
    "two signatures": (_two_signatures, "has 2 signatures"),
    "none": (_unsigned, "is not signed"),
    "another predicate": (_nothing_on_record, "is about something else"),
    "a file named twice": (_twice_named, "names a file twice"),
    "other spaces": (_spaced, "is not in the form"),
    "more members": (_more_members, "is no DSSE envelope"),
    "two payloads": (_two_payloads, "is not in the form"),
    "other escapes": (_escaped, "is not in the form"),
    "another payload type": (_other_type, "not an in-toto statement"),
    "no base64": (_no_base64, "is no DSSE envelope"),
    "unused bits of base64": (_long_base64, "the signature is not valid"),
    "deep": (_deep_envelope, "is no DSSE envelope"),
    "no UTF-8": (_no_text_at_all, "is no DSSE envelope"),
    "empty": (lambda files, other: b"", "is no DSSE envelope"),
}


@pytest.mark.parametrize("form", ["x.zip", "x"])
@pytest.mark.parametrize("change", ENVELOPES)
def test_a_statement_that_does_not_fit_is_refused(few: Files, tmp_path: Path, change: str, form: str) -> None:
    other = with_json(few, "chain.json", lambda chain: chain.update(number=2))
    make, why = ENVELOPES[change]
    path = pack(tmp_path / form, few, make(few, other))
    refused(hipaacheck("verify", str(path), "--key", write_keys(tmp_path)[1]), str(path), why)


@pytest.mark.parametrize("name", ["meta.json", "findings.json", "inventory.jsonl", "VERIFY.md"])
def test_what_a_stranger_replaced_and_signed_is_refused(few: Files, tmp_path: Path, name: str) -> None:
    path = reseal(tmp_path / "x.zip", {**few, name: few[name] + b" "}, STRANGER)
    assert "is signed with another key" in (held(path) or "")


def test_what_a_run_left_behind_is_no_snapshot(few: Files, tmp_path: Path) -> None:
    path = reseal(tmp_path / "whole", few).rename(tmp_path / ".x.zip.abc.partial")
    assert f"{path} is what an interrupted run left behind" in (held(path) or "")


def test_the_same_bytes_hold_wherever_they_lie(signed: Path, tmp_path: Path) -> None:
    """The counterpart of all refusals: a copy and an unpacked copy hold, and have one digest."""
    copy = Path(shutil.copy(signed, tmp_path / "copy.zip"))
    folder = pack(tmp_path / "folder", read_files(signed), statement_of(signed))
    assert verify(copy, PUBLIC).digest == verify(folder, PUBLIC).digest == verify(signed, PUBLIC).digest
