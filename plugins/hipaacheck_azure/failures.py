"""Why a request gave no answer, in the words of a gap."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from hipaacheck_live.gaps import Failure, Unreadable

_NOT_REGISTERED = frozenset({"MissingSubscriptionRegistration", "SubscriptionNotRegistered"})
"""The subscription cannot have resources of that provider."""
_NO_VERSION = frozenset({"NoRegisteredProviderFound", "InvalidApiVersionParameter", "InvalidResourceType"})
_VERSIONS = re.compile(r"\b(\d{4}-\d{2}-\d{2})(-preview)?\b")
_SUPPORTED = re.compile(r"supported (?:api-)?versions? (?:is|are) (.*)", re.IGNORECASE | re.DOTALL)


class Refused(Exception):
    """An answer with an HTTP status that is no success."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message


def refused(status: int, body: bytes) -> Refused:
    """What an error's body says. https://learn.microsoft.com/rest/api/azure/#error-response; some providers leave out the outer
    `error`."""
    try:
        found: Any = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        found = None
    inner = found.get("error", found) if isinstance(found, dict) else None
    code = inner.get("code") if isinstance(inner, dict) else None
    message = inner.get("message") if isinstance(inner, dict) else None
    return Refused(status, code if isinstance(code, str) and code else str(status), message if isinstance(message, str) else "")


def older_version(error: Exception, wanted: str) -> str | None:
    """The newest version before the wanted one that the service says it has, when it refused the wanted one; a preview only when
    there is no other."""
    if not isinstance(error, Refused) or error.status not in (400, 404) or error.code not in _NO_VERSION:
        return None
    found = [(day, preview) for day, preview in _supported(error) if day < wanted[:10]]
    stable = [day for day, preview in found if not preview]
    return max(stable) if stable else max((day + preview for day, preview in found), default=None)


def _supported(error: Refused) -> list[tuple[str, str]]:
    listed = _SUPPORTED.search(error.message)
    return _VERSIONS.findall(listed[1]) if listed else []


def absence(error: Exception, codes: tuple[str, ...]) -> bool:
    """Whether the service says by one of these codes that there is nothing. What it has in other versions of its API is there."""
    return isinstance(error, Refused) and error.code in codes and not _supported(error)


def classify(error: Exception) -> Failure:
    """The failure that an exception of a request tells of."""
    from azure.core import exceptions

    if isinstance(error, Refused):
        return _of_answer(error)
    if isinstance(error, Unreadable | exceptions.DecodeError):
        return Failure(state="unreadable", reason="the answer could not be read", code=type(error).__name__)
    if isinstance(error, exceptions.ClientAuthenticationError):
        return Failure(state="denied", reason="no token was given", code=type(error).__name__)
    return Failure(state="failed", reason="the service could not be reached or failed", code=type(error).__name__)


def _of_answer(error: Refused) -> Failure:
    if error.status == 429:
        return Failure(state="throttled", reason="too many requests", code=error.code)
    if error.status in (401, 403):
        return Failure(state="denied", reason="access denied", code=error.code)
    if error.code in _NOT_REGISTERED:
        return Failure(state="unsupported", reason="the subscription has not registered the resource provider", code=error.code)
    return Failure(state="failed", reason=f"the service answered with an error (HTTP {error.status})", code=error.code)
