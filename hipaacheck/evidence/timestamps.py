"""RFC 3161 timestamps: somebody else's word that the content of a snapshot existed at a time.

What is stamped is the manifest of all other files, in the form of `sha256sum`. The answer is a file of the snapshot like any
other, so that the signature covers it: nothing can be added to a snapshot later, not even a timestamp.
https://www.rfc-editor.org/rfc/rfc3161
"""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hipaacheck.errors import EvidenceError, InputError, UsageError

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

Stamp = Callable[[bytes], bytes]
"""A manifest → the DER of a timestamp response."""

FOLDER = "timestamps/"
_MISSING = "timestamps need the package rfc3161-client. Install it with: pip install 'hipaacheck[evidence]'"
_LARGEST = 1 << 20
_TIMEOUT = 30.0


def manifest(files: Iterable[tuple[str, str]]) -> bytes:
    """Names and digests as `sha256sum` writes them, sorted by name."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(files)).encode()


def stamp_from(url: str) -> Stamp:
    """A function that asks the authority at a URL. Raises UsageError for another scheme, or without the library."""
    if not url.startswith(("https://", "http://")):
        raise UsageError(f"--timestamp {url}: not the address (https://…) of a timestamping authority")
    _library()

    def stamp(data: bytes) -> bytes:
        library = _library()
        request = library.TimestampRequestBuilder().data(data).hash_algorithm(library.HashAlgorithm.SHA256).build()
        answer = _post(url, request.as_bytes())
        try:
            found = library.decode_timestamp_response(answer)
            granted = int(found.status) in (0, 1)
            told = found.tst_info if granted else None
        except ValueError as error:
            raise InputError(f"--timestamp {url}: the answer is no timestamp: {error}. No snapshot was written.") from None
        if told is None:
            raise InputError(f"--timestamp {url}: the authority refused (status {found.status}). No snapshot was written.")
        if told.message_imprint.message != sha256(data).digest() or told.nonce != request.nonce:
            raise InputError(f"--timestamp {url}: the answer is about something else. No snapshot was written.")
        return answer

    return stamp


def _post(url: str, body: bytes) -> bytes:
    request = urllib.request.Request(url, body, {"Content-Type": "application/timestamp-query"})  # noqa: S310 - checked above
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:  # noqa: S310
            data: bytes = answer.read(_LARGEST)
    except (OSError, ValueError, http.client.HTTPException) as error:
        reason = " ".join(str(getattr(error, "reason", None) or error).split())
        raise InputError(f"--timestamp {url}: no answer: {reason}. No snapshot was written; try again.") from None
    return data


def authorities(file: Path) -> list[Certificate]:
    """The certificates in a PEM file, the roots of what is trusted. Raises UsageError."""
    from cryptography.x509 import load_pem_x509_certificates

    try:
        return load_pem_x509_certificates(file.read_bytes())
    except OSError as error:
        raise UsageError(f"{file}: the certificates cannot be read: {error.strerror}.") from None
    except ValueError as error:
        raise UsageError(f"{file}: no certificates in PEM: {error}") from None


def check(data: bytes, response: bytes, roots: list[Certificate], name: str) -> datetime:
    """The time at which an authority below these roots saw the manifest. Raises EvidenceError."""
    library = _library()
    try:
        found = library.decode_timestamp_response(response)
        builder = library.VerifierBuilder()
        for root in roots:
            builder = builder.add_root_certificate(root)
        builder.build().verify_message(found, data)
    except (ValueError, library.VerificationError) as error:
        raise EvidenceError(f"{name}: the timestamp does not hold: {error}") from None
    moment: datetime = found.tst_info.gen_time
    return moment


def time_of(response: bytes) -> datetime | None:
    """The time that a response claims; null when it cannot be read."""
    try:
        moment: datetime = _library().decode_timestamp_response(response).tst_info.gen_time
    except ValueError:
        return None
    return moment


def _library() -> Any:
    try:
        import rfc3161_client
    except ImportError:
        raise UsageError(_MISSING) from None
    return rfc3161_client
