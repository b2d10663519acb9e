"""boto3's clients, shared by all accounts and threads, and one call through them: checked, classified, redacted.

A client costs tens of milliseconds and megabytes, so there is one for each service and region; the credentials it signs with
are those of the account that the calling thread works for.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

import msgspec

from hipaacheck import InputError
from hipaacheck_aws.failures import Stopped, Unreadable
from hipaacheck_aws.redaction import Redactor
from hipaacheck_live.gaps import Calls
from hipaacheck_live.recording import Ended

_TOKENS = {
    "NextToken": "NextToken",
    "nextToken": "nextToken",
    "NextMarker": "NextMarker",
    "Marker": "Marker",
    "position": "position",
}
"""Member of the answer that tells of a next page → member of the request that asks for it."""
LINKS = (
    *_TOKENS,
    "PaginationToken",
    "ContinuationToken",
    *(f"{outer}.{name}" for outer in ("DistributionList", "OriginAccessControlList") for name in ("Marker", "NextMarker")),
)
"""Members of answers that only lead to the next page; those that name the last item of the page stay."""
_XML = ("query", "ec2", "rest-xml")
_JSON = ("json", "rest-json")
_ROOT = re.compile(rb"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*+<([A-Za-z!][\w:.-]*)", re.DOTALL)
_NO_ANSWER = (b"html", b"!doctype", b"head", b"body", b"error", b"errorresponse")
_ERROR_MEMBERS = frozenset({"__type", "Output"})
"""What JSON services answer an operation with that they do not know."""


def require_sdk() -> None:
    """Raise InputError when boto3 is not installed."""
    try:
        import boto3  # noqa: F401
    except ImportError:
        raise InputError("AWS needs boto3. Install it with: pip install 'hipaacheck[aws]'") from None


class Credentials(Protocol):
    """What botocore signs with; refreshes itself when it has to."""

    def get_frozen_credentials(self) -> Any:
        """Access key, secret key and token that are valid now."""


class _OfThread:
    """Credentials that follow the account of the calling thread."""

    method = "hipaacheck"
    account_id = None

    def __init__(self) -> None:
        self.local = threading.local()

    def get_frozen_credentials(self) -> Any:
        """Those of the account that the thread works for."""
        return self.local.credentials.get_frozen_credentials()

    def get_deferred_property(self, name: str) -> Any:
        """botocore asks for the account's id in this way; requests do not need it."""
        return lambda: None


class _Provider:
    """Stands where botocore looks for credentials."""

    def __init__(self, credentials: _OfThread) -> None:
        self._credentials = credentials

    def load_credentials(self) -> _OfThread:
        """Never resolves anything: the thread's account does."""
        return self._credentials


class Clients:
    """One botocore session for the whole scan. Thread-safe."""

    def __init__(self, redactor: Redactor, *, threads: int, profile: str | None = None) -> None:
        from botocore.config import Config
        from botocore.session import Session

        self.redactor = redactor
        self.calls = Calls()
        self.stopped = threading.Event()
        self._slots = threading.BoundedSemaphore(threads)
        self._credentials = _OfThread()
        self._session = Session(profile=profile)
        self._session.register_component("credential_provider", _Provider(self._credentials))
        self._session.get_component("response_parser_factory").set_parser_defaults(timestamp_parser=lambda value: value)
        self._session.register("before-parse.*.*", self._arrived)
        self._session.register("before-parse.*.*", _check_body)
        self._last = threading.local()
        self._lock = threading.Lock()
        self._clients: dict[tuple[str, str], Any] = {}
        self._paginators: dict[tuple[str, str], Any] = {}
        self._offered: dict[str, frozenset[str]] = {}
        retries = {"mode": "adaptive", **self._attempts()}
        self._config = Config(
            retries=retries,
            max_pool_connections=threads,
            connect_timeout=10,
            read_timeout=60,
            account_id_endpoint_mode="disabled",
            user_agent_extra="hipaacheck",
        )

    def _attempts(self) -> dict[str, int]:
        """Attempts for each call: as configured for AWS tools, else five."""
        found = self._session.get_config_variable("max_attempts")
        return {"total_max_attempts": int(found) if found else 5}

    def client(self, service: str, region: str) -> Any:
        """The client for a service in a region."""
        key = (service, region)
        found = self._clients.get(key)
        if found is None:
            with self._lock:
                found = self._clients.get(key)
                if found is None:
                    found = self._session.create_client(service, region_name=region, config=self._config)
                    self._clients[key] = found
        return found

    def offered(self, service: str, region: str, partition: str) -> bool:
        """Whether a service is known to exist in a region. Of a service without any known region: yes."""
        key = f"{partition}:{service}"
        found = self._offered.get(key)
        if found is None:
            found = frozenset(self._session.get_available_regions(service, partition, allow_non_regional=True))
            self._offered[key] = found
        return not found or region in found or any("global" in name for name in found)

    def call(self, credentials: Credentials, region: str, operation: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """The redacted answer of one call. Raises what botocore raises, Unreadable, and Stopped after an interruption."""
        client, method, shape = self._method(operation, region)
        answer = self._send(credentials, getattr(client, method), arguments)
        return self.redactor.redact(operation, shape, answer)

    def pages(self, credentials: Credentials, region: str, operation: str, arguments: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """The redacted answers of a paginated operation, page by page. Raises as `call` does."""
        client, method, shape = self._method(operation, region)
        if not client.can_paginate(method):
            yield from self._tokens(credentials, client, operation, method, shape, arguments)
            return
        paginator = self._paginators.get((operation, region))
        if paginator is None:  # botocore makes a class for each
            paginator = self._paginators[operation, region] = client.get_paginator(method)
        pages = iter(paginator.paginate(**arguments))
        while True:
            try:
                page = self._send(credentials, pages.__next__, {})
            except StopIteration:
                return
            yield self.redactor.redact(operation, shape, page)

    def _tokens(
        self, credentials: Credentials, client: Any, operation: str, method: str, shape: Any, arguments: dict[str, Any]
    ) -> Iterator[dict[str, Any]]:
        """Pages of an operation that botocore knows no paginator for, by the members that AWS uses for this."""
        inputs = client.meta.service_model.operation_model(operation.partition(":")[2]).input_shape
        seen: set[str] = set()
        while True:
            page = self._send(credentials, getattr(client, method), arguments)
            token = next((name for name in _TOKENS if page.get(name)), None)
            yield self.redactor.redact(operation, shape, page)
            if token is None:
                return
            name, value = _TOKENS[token], page[token]
            if inputs is None or name not in inputs.members or not isinstance(value, str) or value in seen:
                raise Unreadable(f"{operation}: its next page cannot be asked for")
            seen.add(value)
            arguments = {**arguments, name: value}

    def protocol(self, service: str, region: str) -> str:
        """The wire protocol, `json`, `rest-json`, `query`, `ec2` or `rest-xml`."""
        return str(self.client(service, region).meta.service_model.resolved_protocol)

    def _method(self, operation: str, region: str) -> tuple[Any, str, Any]:
        service, _, name = operation.partition(":")
        client = self.client(service, region)
        from botocore import xform_name

        return client, xform_name(name), client.meta.service_model.operation_model(name).output_shape

    def _send(self, credentials: Credentials, function: Any, arguments: dict[str, Any]) -> dict[str, Any]:
        if self.stopped.is_set():
            raise Stopped
        self._credentials.local.credentials = credentials
        with self._slots:
            answer: dict[str, Any] = function(**arguments)
        self.calls.count("answered")
        self._last.answer, self._last.metadata = None, answer.pop("ResponseMetadata", {})
        return answer

    def _arrived(self, response_dict: dict[str, Any], **_: Any) -> None:
        """Note an answer that is about to be parsed, in case it cannot be."""
        self._last.answer = {"HTTPStatusCode": response_dict["status_code"], "HTTPHeaders": response_dict["headers"]}

    def ended(self, operation: str, error: Exception | None = None) -> Ended | None:
        """How the last request of the calling thread ended: with this error, or well. Null when the error is not one of a
        request."""
        from botocore.exceptions import ClientError, PaginationError
        from botocore.parsers import ResponseParserError

        if error is None:
            return of_metadata(getattr(self._last, "metadata", {}))
        if isinstance(error, ClientError):
            own = error.operation_name == operation.partition(":")[2]  # else the request was not sent
            return of_metadata(error.response.get("ResponseMetadata", {})) if own else Ended()
        if isinstance(error, Unreadable | ResponseParserError):
            found = getattr(self._last, "answer", None)
            return None if found is None else of_metadata(found)
        return None if isinstance(error, PaginationError) else Ended()


def of_metadata(found: Mapping[str, Any]) -> Ended:
    """What botocore tells beside an answer."""
    headers = found.get("HTTPHeaders") or {}
    own = found.get("RequestId") or headers.get("x-amzn-requestid") or headers.get("x-amz-request-id")
    return Ended(status=found.get("HTTPStatusCode"), request_id=own, date=headers.get("date"))


def _check_body(operation_model: Any, response_dict: dict[str, Any], **_: Any) -> None:
    """Refuse a successful answer whose body is not of the operation's protocol: botocore reads a page of HTML, or nothing at
    all, as an answer in which every member is absent."""
    shape, body = operation_model.output_shape, response_dict.get("body")
    if (
        response_dict["status_code"] >= 300
        or shape is None
        or operation_model.has_streaming_output
        or not isinstance(body, bytes)
    ):
        return
    protocol = operation_model.service_model.resolved_protocol
    payload = shape.serialization.get("payload")
    if payload is not None and shape.members[payload].type_name in ("string", "blob"):
        if operation_model.name != "GetBucketPolicy":
            return
        protocol = "json"
    if not any(member.serialization.get("location") in (None, "body") for member in shape.members.values()):
        return
    if protocol in _JSON:
        try:
            found = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Unreadable(f"{operation_model.name}: not a JSON object: {error}") from None
        if found.keys() & _ERROR_MEMBERS - shape.members.keys():
            raise Unreadable(f"{operation_model.name}: an error in place of its answer")
    elif protocol in _XML:
        root = _ROOT.match(body)
        name = root[1].lower() if root else b""
        wanted = name if protocol == "rest-xml" else f"{operation_model.name}Response".lower().encode()
        if not name or name in _NO_ANSWER or name != wanted:
            raise Unreadable(f"{operation_model.name}: not the XML of its answer")
    elif not body:
        raise Unreadable(f"{operation_model.name}: an empty answer")
