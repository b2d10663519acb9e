"""Ed25519 keys as PEM files: the private one PKCS #8, the public one SubjectPublicKeyInfo (RFC 8410)."""

from __future__ import annotations

import hmac
import os
import stat
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hipaacheck.errors import OutputError, UsageError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

MISSING = "signatures need the package cryptography. Install it with: pip install 'hipaacheck[evidence]'"


def new_pair(name: Path) -> tuple[Path, str]:
    """Write a new private key to `name` (readable by its owner only) and its public key to `name`.pub; gives the path of the
    public one and its id. Neither file may exist. Raises OutputError, UsageError."""
    serialization, ed25519 = _libraries()
    public_file = name.with_name(f"{name.name}.pub")
    for file in (name, public_file):
        if file.exists() or file.is_symlink():
            raise UsageError(f"{file} exists, and a key is never replaced. Name another with -o.")
    private = ed25519.Ed25519PrivateKey.generate()
    pem = private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    public = private.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    _write(name, pem, 0o600)
    try:
        _write(public_file, public, 0o644)
    except OutputError:
        name.unlink()
        raise
    return public_file, key_id(private.public_key())


def _write(file: Path, data: bytes, mode: int) -> None:
    try:
        number = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(number, "wb") as out:
            out.write(data)
    except OSError as error:
        raise OutputError(f"{file}: cannot be written: {error.strerror}. Check the folder and its permissions.") from None


def private_key(file: Path) -> Ed25519PrivateKey:
    """The private key in a PEM file. Raises UsageError; refuses a file that others can read."""
    serialization, ed25519 = _libraries()
    from cryptography.exceptions import UnsupportedAlgorithm

    data = _read(file)
    if b"PUBLIC KEY" in data:
        raise UsageError(f"{file}: this is a public key, which cannot sign. Name the private key beside it, without .pub.")
    if os.name == "posix" and stat.S_IMODE(file.stat().st_mode) & 0o077:
        raise UsageError(f"{file}: others can read this private key. Run: chmod 600 {file}")
    try:
        key = serialization.load_pem_private_key(data, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, ed25519.Ed25519PrivateKey):
        raise UsageError(f"{file}: no Ed25519 private key in PEM without a password. Make one with: hipaacheck keys new -o NAME")
    found: Ed25519PrivateKey = key
    return found


def public_key(file: Path) -> Ed25519PublicKey:
    """The public key in a PEM file. Raises UsageError."""
    serialization, ed25519 = _libraries()
    from cryptography.exceptions import UnsupportedAlgorithm

    data = _read(file)
    try:
        key = serialization.load_pem_public_key(data)
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, ed25519.Ed25519PublicKey):
        private = " This is a private key: keep it secret, and name its .pub file." if b"PRIVATE" in data else ""
        raise UsageError(f"{file}: no Ed25519 public key in PEM.{private}")
    found: Ed25519PublicKey = key
    return found


def redaction_key(key: Ed25519PrivateKey) -> bytes:
    """What marks of redacted values are made with in snapshots that this key signs: 32 bytes that tell nothing of the key."""
    return hmac.new(key.private_bytes_raw(), b"hipaacheck redaction v1", sha256).digest()


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(1 << 16)
    except OSError as error:
        advice = "Check its name; a pair is made with: hipaacheck keys new -o NAME"
        raise UsageError(f"{file}: the key cannot be read: {error.strerror}. {advice}") from None


def key_id(key: Ed25519PublicKey) -> str:
    """SHA-256 of the key's SubjectPublicKeyInfo in DER, in hexadecimal: `openssl pkey -pubin -outform DER | sha256sum`."""
    serialization, _ = _libraries()
    der = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return sha256(der).hexdigest()


def _libraries() -> tuple[Any, Any]:
    try:
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError:
        raise UsageError(MISSING) from None
    return serialization, ed25519
