"""The statement of a snapshot, and the envelope that signs it.

An in-toto statement v1 (https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md) in a DSSE envelope
(https://github.com/secure-systems-lab/dsse/blob/master/envelope.md). Both are written line by line in one fixed form, so that
sed and openssl are enough to check them, and so that no other form is accepted.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import msgspec

from hipaacheck.errors import EvidenceError
from hipaacheck.evidence.keys import key_id

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

NAME = "statement.dsse.json"
PAYLOAD_TYPE = "application/vnd.in-toto+json"
STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
SNAPSHOT = "urn:hipaacheck:predicate:snapshot:v1"
NOTHING_ON_RECORD = "urn:hipaacheck:predicate:nothing-on-record:v1"

Subject = tuple[str, str]
"""Name and sha256."""


class Signature(msgspec.Struct, frozen=True):
    """Of an envelope; base64."""

    keyid: str
    sig: str


class Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """DSSE. Without signatures nothing vouches for it."""

    payload: str
    payloadType: str  # noqa: N815 - as DSSE has it
    signatures: tuple[Signature, ...]


class _Digest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sha256: str


class _Subject(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    digest: _Digest


class Statement(msgspec.Struct, frozen=True, rename={"kind": "_type", "predicate_type": "predicateType"}):
    """What is signed: the files (or other things) that it is about, and what is said of them."""

    kind: str
    predicate_type: str
    subject: tuple[_Subject, ...]
    predicate: dict[str, Any]

    @property
    def digests(self) -> dict[str, str]:
        """Name → sha256, in the order of the statement."""
        return {item.name: item.digest.sha256 for item in self.subject}


def statement(predicate_type: str, subjects: Iterable[Subject], predicate: dict[str, Any]) -> bytes:
    """A statement, one subject a line, in the order given."""
    encode = msgspec.json.encode
    lines = (b'{"digest":{"sha256":"%s"},"name":%s}' % (digest.encode(), encode(name)) for name, digest in subjects)
    head = b'{"_type":%s,\n"predicateType":%s,\n"subject":[\n' % (encode(STATEMENT_TYPE), encode(predicate_type))
    return head + b",\n".join(lines) + b'\n],\n"predicate":%s}\n' % encode(predicate, order="deterministic")


def seal(payload: bytes, key: Ed25519PrivateKey | None) -> bytes:
    """The envelope of a statement, signed when there is a key."""
    signatures: tuple[Signature, ...] = ()
    if key is not None:
        signature = base64.b64encode(key.sign(_pae(payload))).decode()
        signatures = (Signature(key_id(key.public_key()), signature),)
    return _form(Envelope(base64.b64encode(payload).decode(), PAYLOAD_TYPE, signatures))


def open_envelope(data: bytes, name: str) -> tuple[bytes, Envelope]:
    """The statement in an envelope, and the envelope. Raises EvidenceError, also for any other form."""
    try:
        envelope = msgspec.json.decode(data, type=Envelope)
        payload = base64.b64decode(envelope.payload, validate=True)
    except (msgspec.DecodeError, binascii.Error, RecursionError, ValueError) as error:
        raise EvidenceError(f"{name} is no DSSE envelope: {error}") from None
    if envelope.payloadType != PAYLOAD_TYPE:
        raise EvidenceError(f"{name} holds {envelope.payloadType!r:.80}, not an in-toto statement")
    if base64.b64encode(payload).decode() != envelope.payload or _form(envelope) != data:
        raise EvidenceError(f"{name} is not in the form that it was written in")
    return payload, envelope


def parse(payload: bytes, name: str) -> Statement:
    """The statement. Raises EvidenceError."""
    try:
        found = msgspec.json.decode(payload, type=Statement)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise EvidenceError(f"{name} holds no in-toto statement: {error}") from None
    if found.kind != STATEMENT_TYPE:
        raise EvidenceError(f"{name} holds no in-toto statement v1")
    return found


def check_signature(payload: bytes, envelope: Envelope, key: Ed25519PublicKey, name: str) -> None:
    """Raises EvidenceError unless this key signed the statement."""
    from cryptography.exceptions import InvalidSignature

    wanted = key_id(key)
    if not envelope.signatures:
        raise EvidenceError(f"{name} is not signed, so nobody vouches for it. Sign when it is taken: --sign-key KEY")
    if len(envelope.signatures) > 1:
        raise EvidenceError(f"{name} has {len(envelope.signatures)} signatures; hipaacheck writes one")
    signature = envelope.signatures[0]
    if signature.keyid != wanted:
        raise EvidenceError(f"{name} is signed with another key: {signature.keyid:.80}, not {wanted}")
    try:
        raw = base64.b64decode(signature.sig, validate=True)
        if base64.b64encode(raw).decode() != signature.sig:
            raise InvalidSignature
        key.verify(raw, _pae(payload))
    except (InvalidSignature, binascii.Error, ValueError):
        raise EvidenceError(f"{name}: the signature is not valid: the statement was changed, or another key signed it") from None


def _pae(payload: bytes) -> bytes:
    """What is signed (DSSE protocol.md, "PAE")."""
    return b"DSSEv1 %d %s %d %s" % (len(PAYLOAD_TYPE), PAYLOAD_TYPE.encode(), len(payload), payload)


def _form(envelope: Envelope) -> bytes:
    """The one form in which an envelope is written and accepted."""
    encode = msgspec.json.encode
    rows = b",\n".join(b'  {"keyid": %s, "sig": %s}' % (encode(item.keyid), encode(item.sig)) for item in envelope.signatures)
    return b'{\n "payload": %s,\n "payloadType": %s,\n "signatures": [\n%s\n ]\n}\n' % (
        encode(envelope.payload),
        encode(envelope.payloadType),
        rows,
    )
