"""What the recorder of evidence is told of calls: JSON values without secrets, and without what leads to further pages."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from hipaacheck import ApiCall, InputError, Recorder
from hipaacheck_live.redaction import Redactor

_LONGEST = 256
"""Characters that are kept of a code, an id of a request or a date: a service says whatever it likes in them."""
_WHOLE = 2**53 - 1
"""Whole numbers above this are written as text, since JSON does not carry them exactly (RFC 8785, section 3.2.2.3)."""


class Ended(NamedTuple):
    """How one request ended, as its answer told; nothing where there was none."""

    status: int | None = None
    request_id: str | None = None
    date: str | None = None
    code: str | None = None
    """The service's error code, where the one who notes it knows it already."""
    version: str | None = None
    """Version of the API that was asked for, where the request names one."""


class Recording:
    """Passes calls on to a recorder; raises InputError when that cannot keep one. Thread-safe as that is.

    `links` are the members of a body that only lead to the next page: `NextToken`, or `List.NextMarker` in a structure of it.
    """

    def __init__(self, recorder: Recorder, redactor: Redactor, links: Iterable[str]) -> None:
        self._recorder, self._redactor = recorder, redactor
        self._links: dict[str, set[str]] = {}
        for link in links:
            outer, _, name = link.rpartition(".")
            self._links.setdefault(outer, set()).add(name)

    def answered(self, call: ApiCall, body: Mapping[str, Any]) -> str:
        """Record a call with its answer, which is redacted already; gives the answer's digest."""
        kept = self._without("", {name: self._without(name, value) for name, value in body.items()})
        try:
            return self._recorder.answered(self._clean(call), plain(kept))
        except OSError as error:
            raise _not_kept(error) from None

    def failed(self, call: ApiCall) -> None:
        """Record a call without an answer."""
        try:
            self._recorder.failed(self._clean(call))
        except OSError as error:
            raise _not_kept(error) from None

    def _without(self, where: str, value: Any) -> Any:
        links = self._links.get(where)
        if links is None or not isinstance(value, dict):
            return value
        return {name: item for name, item in value.items() if name not in links}

    def _clean(self, call: ApiCall) -> ApiCall:
        return msgspec.structs.replace(
            call,
            parameters=plain(self._redactor.walk(call.parameters, None)),
            code=self._text(call.code),
            request_id=self._text(call.request_id),
            date=self._text(call.date),
        )

    def _text(self, value: str | None) -> str | None:
        return None if value is None else str(plain(self._redactor.name(str(value))))[:_LONGEST]


def _not_kept(error: OSError) -> InputError:
    """What ends the run: evidence with a hole that nobody notes is worse than none."""
    return InputError(f"the evidence cannot be kept: {error}. Make room or choose another place, and run it again.")


def plain(value: Any) -> Any:
    """The value in JSON values that RFC 8785 can write; whatever JSON has no form for becomes text."""
    match value:
        case None | bool():
            return value
        case str():
            return value.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
        case int():
            return value if abs(value) <= _WHOLE else str(value)
        case float():
            return value if math.isfinite(value) else str(value)
        case dict():
            return {plain(str(key)): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case bytes():
            return value.decode("utf-8", "replace")
        case datetime():
            return value.isoformat()
        case _:
            return str(value)
