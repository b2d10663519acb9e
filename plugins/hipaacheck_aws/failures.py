"""Why an operation gave no answer, in the words of a gap."""

from __future__ import annotations

import re
from typing import Any

from hipaacheck_live.gaps import Failure, Stopped, Unreadable

__all__ = ["Failure", "Stopped", "Unreadable", "classify", "error_code"]

_DENIED = re.compile(
    "AccessDenied(Exception|Fault)?|AuthFailure|AuthorizationError(Exception)?|ExpiredToken(Exception)?|Forbidden(Exception)?"
    "|IncompleteSignature|InsufficientPrivilegesException|InvalidAccessKeyId|InvalidClientTokenId|InvalidSignatureException"
    "|MissingAuthenticationToken(Exception)?|NotAuthorized(Exception)?|RequestExpired|SignatureDoesNotMatch|Unauthorized(Access|"
    "Exception|Operation)|UnrecognizedClientException|401|403"
)
_THROTTLED = re.compile(
    "BandwidthLimitExceeded|EC2ThrottledException|PriorRequestNotComplete|ProvisionedThroughputExceededException"
    "|RequestLimitExceeded|RequestThrottled(Exception)?|SlowDown|Throttl(ed|ing)(Exception)?|TooManyRequests(Exception)?|429"
)
_UNSUPPORTED = re.compile("NotSignedUp|OptInRequired|SubscriptionRequiredException")


def classify(error: Exception, *, offered: bool) -> Failure:
    """The failure that an exception of botocore tells of. `offered`: whether the service is known to exist in the region."""
    from botocore import exceptions
    from botocore.parsers import ResponseParserError

    if isinstance(error, exceptions.ClientError):
        return _of_answer(error.response)
    if isinstance(error, Unreadable | ResponseParserError | exceptions.PaginationError):
        return Failure(state="unreadable", reason="the answer could not be read", code=type(error).__name__)
    if isinstance(error, exceptions.EndpointConnectionError) and not offered:
        return Failure(state="unsupported", reason="the service is not offered in this region", code="NoEndpoint")
    renewing = (exceptions.CredentialRetrievalError, exceptions.TokenRetrievalError, exceptions.SSOError)
    if isinstance(error, (exceptions.NoCredentialsError, *renewing)):
        return Failure(state="denied", reason="no credentials", code=type(error).__name__)
    return Failure(state="failed", reason="the service could not be reached or failed", code=type(error).__name__)


def _of_answer(response: dict[str, Any]) -> Failure:
    code = str(response.get("Error", {}).get("Code", "") or "Unknown").removeprefix("Client.").rsplit("#", 1)[-1].split(":", 1)[0]
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if _THROTTLED.fullmatch(code) or status == 429:
        return Failure(state="throttled", reason="too many requests", code=code)
    if _DENIED.fullmatch(code):
        return Failure(state="denied", reason="access denied", code=code)
    if _UNSUPPORTED.fullmatch(code):
        return Failure(
            state="unsupported", reason="the service is not offered here, or the account is not subscribed to it", code=code
        )
    if status in (401, 403):
        return Failure(state="denied", reason="access denied", code=str(status) if code == "Unknown" else code)
    return Failure(state="failed", reason=f"the service answered with an error (HTTP {status})", code=code)


def error_code(error: Exception, operation: str) -> str | None:
    """The error code that the operation answered with; null when it gave none, or when another operation failed on the way,
    such as the one that renews credentials."""
    from botocore.exceptions import ClientError

    if not isinstance(error, ClientError) or error.operation_name != operation.partition(":")[2]:
        return None
    return str(error.response.get("Error", {}).get("Code", ""))
