"""A snapshot that is read: every file that is asked for is checked against the statement first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from hipaacheck.errors import EvidenceError
from hipaacheck.evidence import envelope, records
from hipaacheck.evidence.archive import check_name, open_container
from hipaacheck.evidence.canonical import digest_of
from hipaacheck.model.evidence import ApiCall, SnapshotFacts

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

_T = TypeVar("_T")
_NEEDED = (
    "VERIFY.md",
    "api-calls.jsonl",
    "chain.json",
    "completeness.json",
    "findings.json",
    "inventory.jsonl",
    "meta.json",
    "profile.yaml",
)
_LONGEST_LINE = 1 << 26
_DEEPEST_YAML = 100


def _check_yaml(events: Iterable[Any]) -> None:
    """Raises ValueError for what would overrun the stack of the loader, or unfold to more than its own size."""
    depth = 0
    for event in events:
        kind = type(event).__name__
        depth += kind.endswith("StartEvent") - kind.endswith("EndEvent")
        if depth > _DEEPEST_YAML:
            raise ValueError(f"nested deeper than {_DEEPEST_YAML} levels")
        if kind == "AliasEvent":
            raise ValueError("aliases (*name) are not written")


class Package:
    """A snapshot whose files are the ones that its statement names. With a key, the statement is the one that was signed.

    Raises EvidenceError, which names the file at fault; InputError when nothing can be read.
    """

    def __init__(self, path: Path, key: Ed25519PublicKey | None = None) -> None:
        self.path = path
        self._container = open_container(path)
        try:
            data = b"".join(self._container.chunks(envelope.NAME)) if envelope.NAME in self._container.entries else None
            if data is None:
                raise EvidenceError(f"{path}: {envelope.NAME} is missing: this is no snapshot")
            self.digest = digest_of(data)
            name = f"{path}: {envelope.NAME}"
            payload, self._envelope = envelope.open_envelope(data, name)
            if key is not None:
                envelope.check_signature(payload, self._envelope, key, name)
            self.signed = key is not None
            self.statement = envelope.parse(payload, name)
            self.digests = self.statement.digests
            self._check_names()
        except BaseException:
            self.close()
            raise

    def _check_names(self) -> None:
        if self.statement.predicate_type != envelope.SNAPSHOT:
            raise EvidenceError(f"{self.path}: {envelope.NAME} is about something else: {self.statement.predicate_type!r:.100}")
        if len(self.statement.subject) != len(self.digests):
            raise EvidenceError(f"{self.path}: {envelope.NAME} names a file twice")
        for name in self.digests:
            check_name(name, self.path)
        present, named = set(self._container.entries) - {envelope.NAME}, set(self.digests)
        for name in sorted(named - present):
            raise EvidenceError(f"{self.path}: {name} is missing")
        for name in sorted(present - named):
            raise EvidenceError(f"{self.path}: {name} was added: the statement does not name it")
        for name in _NEEDED:
            if name not in named:
                raise EvidenceError(f"{self.path}: {name} is missing: this is no whole snapshot")

    def __enter__(self) -> Package:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Nothing is read any more."""
        self._container.close()

    @property
    def key_id(self) -> str | None:
        """The key that is said to have signed."""
        return self._envelope.signatures[0].keyid if self._envelope.signatures else None

    def check(self, name: str) -> None:
        """Raises EvidenceError unless the file is the one that the statement names."""
        self._require(name)
        digest = sha256()
        for chunk in self._container.chunks(name):
            digest.update(chunk)
        if digest.hexdigest() != self.digests[name]:
            raise EvidenceError(f"{self.path}: {name} was changed: its digest is not the one that was signed")

    def _require(self, name: str) -> None:
        if name not in self.digests:
            raise EvidenceError(f"{self.path}: {name} is missing")

    def size(self, name: str) -> int:
        """Bytes of a file."""
        return self._container.entries[name].size

    def read(self, name: str) -> bytes:
        """A whole file. Raises EvidenceError."""
        self._require(name)
        data = b"".join(self._container.chunks(name))
        if digest_of(data) != self.digests[name]:
            raise EvidenceError(f"{self.path}: {name} was changed: its digest is not the one that was signed")
        return data

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a file, checked before the first of them."""
        self.check(name)
        return self._container.chunks(name)

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a file, checked before the first of them."""
        rest = b""
        for chunk in self.chunks(name):
            *whole, rest = (rest + chunk).split(b"\n")
            yield from whole
            if len(rest) > _LONGEST_LINE:
                raise EvidenceError(f"{self.path}: {name} has a line of more than {_LONGEST_LINE:,} bytes")
        if rest:
            yield rest

    def decode(self, name: str, kind: type[_T]) -> _T:
        """A JSON file as a record."""
        return self._typed(name, lambda: msgspec.json.decode(self.read(name), type=kind))

    def _typed(self, name: str, decode: Callable[[], _T]) -> _T:
        try:
            return decode()
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise EvidenceError(f"{self.path}: {name} is not of a form that this version reads: {error}") from None

    def rows(self, name: str, kind: type[_T]) -> Iterator[_T]:
        """The lines of a file as records."""
        decoder = msgspec.json.Decoder(kind)
        for number, line in enumerate(self.lines(name), 1):
            try:
                yield decoder.decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                raise EvidenceError(
                    f"{self.path}: {name}, line {number:,} is not of a form that this version reads: {error}"
                ) from None

    def below(self, folder: str) -> list[str]:
        """The names of the files below a folder, such as `controls/`, sorted."""
        return sorted(name for name in self.digests if name.startswith(folder))

    @property
    def meta(self) -> records.Meta:
        """Who collected, when and with what. Raises EvidenceError, for a newer version of the form too."""
        found = self.decode("meta.json", records.Meta)
        if found.schema_version != records.SCHEMA_VERSION:
            raise EvidenceError(
                f"{self.path}: written in form {found.schema_version}; this version of hipaacheck reads form "
                f"{records.SCHEMA_VERSION}. Use a newer one."
            )
        return found

    @property
    def settings(self) -> records.Settings:
        """What the controls were judged with."""
        import yaml

        loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        name = "profile.yaml"
        data = self.read(name)
        try:
            _check_yaml(yaml.parse(data, loader))
            return msgspec.convert(yaml.load(data, loader), records.Settings)  # noqa: S506 - a safe one
        except (yaml.YAMLError, msgspec.ValidationError, RecursionError, ValueError) as error:
            what = " ".join(str(error).split())
            raise EvidenceError(f"{self.path}: {name} is not of a form that this version reads: {what}") from None

    def facts(self) -> SnapshotFacts:
        """What reports say of the snapshot."""
        meta, chain = self.meta, self.decode("chain.json", records.Chain)
        signed = "verified" if self.signed else "not_checked" if self._envelope.signatures else "unsigned"
        return SnapshotFacts(
            name=self.path.name,
            digest=self.digest,
            created=meta.ended,
            signature=signed,  # type: ignore[arg-type]
            key_id=self.key_id,
            collector={
                name: value for name, value in (meta.collectors[0] if meta.collectors else {}).items() if name != "target"
            },
            previous=chain.previous,
            retain_until=meta.retain_until,
            digests=meta.digests,
            calls=partial(_calls, self.path, self.digest),
        )


def _calls(path: Path, digest: str) -> Iterator[ApiCall]:
    """The log of calls of the snapshot with this digest, opened anew. Raises EvidenceError."""
    with Package(path) as package:
        if package.digest != digest:
            raise EvidenceError(f"{path}: another snapshot has taken its place meanwhile")
        yield from package.rows("api-calls.jsonl", ApiCall)
