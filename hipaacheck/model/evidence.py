"""Recorded calls, and what is known of a snapshot."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal

import msgspec


class ApiCall(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One request and how it ended; for a listing, one page of it.

    `operation` is as in gaps: `s3:GetBucketPolicy`, `Microsoft.Storage/storageAccounts`. `parameters` are redacted. `status` is
    the HTTP status where there was an answer, `code` the service's error code, null for success. `date` is the answer's Date
    header as sent. `digest` is the sha256 of the stored answer, null when there is none.
    """

    service: str
    operation: str
    account: str | None
    region: str | None
    parameters: dict[str, Any] = {}
    page: int = 1
    status: int | None = None
    code: str | None = None
    request_id: str | None = None
    date: str | None = None
    digest: str | None = None


def _no_calls() -> Iterator[ApiCall]:
    return iter(())


class SnapshotFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a report says of the snapshot that it is made from.

    `digest` is the sha256 of its statement, `previous` that of the snapshot before it. `signature` tells what was checked:
    `verified` with a key that the reader gave, `not_checked` without one, `unsigned`. `key_id` names the key that signed.
    `collector` is who collected, `retain_until` the day up to which it has to be kept (45 CFR 164.316(b)(2)(i)). `calls()` reads
    the log of calls anew each time.
    """

    name: str
    digest: str
    created: str
    signature: Literal["verified", "not_checked", "unsigned"]
    key_id: str | None
    collector: dict[str, str]
    previous: str | None
    retain_until: str
    digests: dict[str, str]
    """What made it → its digest: `controls`, `register`, `profile`, `redaction`, `config`."""
    calls: Callable[[], Iterator[ApiCall]] = _no_calls
