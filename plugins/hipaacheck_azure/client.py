"""One pipeline of the Azure SDK for the whole scan: GETs of Azure Resource Manager and Microsoft Graph, paced, checked, redacted.

https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import msgspec

from hipaacheck import InputError
from hipaacheck._version import __version__
from hipaacheck_azure.clouds import Cloud
from hipaacheck_azure.failures import Refused, older_version, refused
from hipaacheck_azure.operation import Operation
from hipaacheck_azure.operations import OPERATIONS
from hipaacheck_azure.redaction import Redactor
from hipaacheck_live.gaps import Calls, Stopped, Unreadable
from hipaacheck_live.recording import Ended

REFILL = 25.0
"""Reads that Azure Resource Manager gives back a second, to each identity in each subscription, up to 250."""
_SCARCE = 32
"""With fewer reads left than this, requests wait for their turn."""
_LOST = 10
"""After so many requests in a row that failed for all their retries, an operation is tried once only until it answers again."""
_LONGEST_WAIT = 120.0
"""Seconds that are waited at most before a request is tried again."""
LINKS = ("nextLink", "@odata.nextLink")
"""Members of bodies that only lead to the next page, and may carry a token."""
_REMAINING = ("x-ms-ratelimit-remaining-subscription-reads", "x-ms-ratelimit-remaining-tenant-reads")


def require_sdk() -> None:
    """Raise InputError when the Azure SDK is not installed."""
    try:
        import azure.identity
        import azure.mgmt.resource.resources  # noqa: F401
    except ImportError:
        raise InputError("Azure needs its SDK. Install it with: pip install 'hipaacheck[azure]'") from None


class Pace:
    """When requests of one subscription may be sent. Thread-safe."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._next = 0.0
        self._scarce = False

    def wait(self) -> float:
        """Seconds to wait before the next request; takes a turn."""
        with self._lock:
            now = self._now()
            turn = max(now, self._next)
            if self._scarce:
                self._next = turn + 1 / REFILL
            return turn - now

    def told(self, remaining: int | None, retry_after: float | None) -> None:
        """What an answer told: how many reads are left, and for how long nothing is to be sent."""
        with self._lock:
            if remaining is not None:
                self._scarce = remaining < _SCARCE
            if retry_after is not None:
                self._next = max(self._next, self._now() + min(retry_after, _LONGEST_WAIT))


class Client:
    """Thread-safe. `transport` and `retries` are for tests."""

    def __init__(
        self, cloud: Cloud, credential: Any, redactor: Redactor, *, threads: int, transport: Any = None, retries: int = 4
    ) -> None:
        from azure.core import PipelineClient
        from azure.core.pipeline import policies
        from azure.mgmt.core.policies import ARMChallengeAuthenticationPolicy
        from azure.mgmt.resource.resources import ResourceManagementClient

        self.calls = Calls()
        self.stopped = threading.Event()
        self.cloud = cloud
        self._redactor = redactor
        self._slots = threading.BoundedSemaphore(threads)
        self._transport = transport if transport is not None else _transport(threads)
        self._retries = retries
        self._lock = threading.Lock()
        self._paces: dict[str, Pace] = {}
        self._versions: dict[str, str] = {}
        self._lost: Counter[str] = Counter()
        """Operation → requests in a row that failed for all their retries."""
        self._told = threading.local()
        self.authorization = ""
        """The header that the last request was sent with."""

        def common() -> list[Any]:
            # neither redirects, which could lead a token elsewhere, nor the policy that registers resource providers
            return [policies.UserAgentPolicy(base_user_agent=f"hipaacheck/{__version__}"), policies.ProxyPolicy()]

        manager = ARMChallengeAuthenticationPolicy(credential, cloud.manager_scope)
        self._manager = ResourceManagementClient(
            credential,
            "00000000-0000-0000-0000-000000000000",
            base_url=cloud.manager,
            credential_scopes=[cloud.manager_scope],
            policies=[*common(), manager],
            transport=self._transport,
        )
        token = policies.BearerTokenCredentialPolicy(credential, cloud.graph_scope)
        self._graph: PipelineClient[Any, Any] = PipelineClient(
            cloud.graph, policies=[*common(), token], transport=self._transport
        )

    def get(self, operation: str, subscription: str, arguments: dict[str, str]) -> tuple[dict[str, Any], bool]:
        """The redacted body, and whether an older version of the API gave it. Raises what the SDK raises, Refused, Unreadable,
        and Stopped after an interruption."""
        found = OPERATIONS[operation]
        self._told.ended = []
        return self._versioned(found, lambda version: self._url(found, subscription, arguments, version), subscription)

    def pages(self, operation: str, subscription: str, arguments: dict[str, str]) -> Iterator[tuple[dict[str, Any], bool]]:
        """The bodies of all pages. Raises as `get` does."""
        body, old = self.get(operation, subscription, arguments)
        yield body, old
        seen: set[str] = set()
        while (link := body.get(LINKS[0]) or body.get(LINKS[1])) is not None:
            if not isinstance(link, str) or link in seen or not self._own(operation, link):
                raise Unreadable(f"{operation}: its next page cannot be asked for")
            seen.add(link)
            body = self._body(operation, link, subscription)
            yield body, old

    def ended(self) -> list[Ended]:
        """How the requests ended that the calling thread's last `get`, or last page, took: those before the last were refused for
        their version of the API. Each is told once; one without an answer is not told of."""
        found: list[tuple[str, int, Any, str | None]] = getattr(self._told, "ended", [])
        self._told.ended = []
        return [_ended(*one) for one in found]

    def _own(self, operation: str, link: str) -> bool:
        """Whether a link leads to the host that was asked. A token is sent nowhere else."""
        host = self.cloud.graph if operation.startswith("graph:") else self.cloud.manager
        return link.startswith("https://") and urlsplit(link).netloc.lower() == urlsplit(host).netloc.lower()

    def _versioned(
        self, operation: Operation, url: Callable[[str | None], str], subscription: str
    ) -> tuple[dict[str, Any], bool]:
        """Asks in the pinned version, else in the newest one before it that this cloud has."""
        version = self._versions.get(operation.name, operation.version)
        try:
            return self._body(operation.name, url(version), subscription), version != operation.version
        except Refused as error:
            older = older_version(error, operation.version) if operation.version is not None else None
            if older is None or older == version:
                raise
            body = self._body(operation.name, url(older), subscription)
            self._versions[operation.name] = older
            return body, True

    def _url(self, operation: Operation, subscription: str, arguments: dict[str, str], version: str | None) -> str:
        names = {name: quote(value, safe="/" if name == "id" else "") for name, value in arguments.items()}
        path = operation.path.format(subscription=f"/subscriptions/{quote(subscription, safe='')}", **names)
        if version is None:
            return self.cloud.graph + path
        return f"{self.cloud.manager}{path}{'&' if '?' in path else '?'}api-version={version}"

    def _body(self, operation: str, url: str, subscription: str) -> dict[str, Any]:
        raw = self._send(operation, url, subscription)
        try:
            body = msgspec.json.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Unreadable(f"{operation}: not JSON: {error}") from None
        if not isinstance(body, dict) or ("error" in body and not body.keys() & {"id", "value"}):
            raise Unreadable(f"{operation}: not an object, or an error in place of it")
        self.calls.count("answered")
        found: dict[str, Any] = self._redactor.redact(operation, body)
        # links of pages may carry a token of their own kind; they stay in the client
        return {**found, **{name: body[name] for name in LINKS if name in body}}

    def _send(self, operation: str, url: str, subscription: str) -> bytes:
        """The body of a successful answer. Tries again what may pass."""
        from azure.core.exceptions import ServiceRequestError, ServiceResponseError

        graph = operation.startswith("graph:")
        pace = self._pace("graph" if graph else subscription)
        retries = self._retries if self._lost[operation] < _LOST else 0
        for attempt in range(retries + 1):
            self._wait(pace.wait())
            try:
                status, headers, body = self._once(url, graph=graph)
            except (ServiceRequestError, ServiceResponseError):
                if attempt == retries:
                    self._lost[operation] += 1
                    raise
                self._wait(_backoff(attempt))
                continue
            if status == 200:
                self._told.ended.append((url, status, headers, None))
                pace.told(_remaining(headers), None)
                self._lost[operation] = 0
                return body
            again = status in (408, 429) or status >= 500
            if not again or attempt == retries:
                self._lost[operation] += again and status != 429
                error = refused(status, body)
                self._told.ended.append((url, status, headers, error.code))
                raise error
            after = _retry_after(headers)
            if status == 429:
                pace.told(0, after if after is not None else _backoff(attempt))
            else:
                self._wait(min(after, _LONGEST_WAIT) if after is not None else _backoff(attempt))
        raise AssertionError("unreachable")

    def _once(self, url: str, *, graph: bool) -> tuple[int, Any, bytes]:
        from azure.core.rest import HttpRequest

        request = HttpRequest("GET", url, headers={"Accept": "application/json"})
        with self._slots:
            if self.stopped.is_set():
                raise Stopped
            response = self._graph.send_request(request) if graph else self._manager.send_request(request)
            self.authorization = response.request.headers.get("Authorization", "")
            return response.status_code, response.headers, response.content

    def _pace(self, key: str) -> Pace:
        with self._lock:
            return self._paces.setdefault(key, Pace())

    def _wait(self, seconds: float) -> None:
        if seconds > 0:
            self.stopped.wait(seconds)
        if self.stopped.is_set():
            raise Stopped


def _transport(threads: int) -> Any:
    """Keeps a connection open for each thread."""
    import requests
    from azure.core.pipeline.transport import RequestsTransport
    from requests.adapters import HTTPAdapter

    session = requests.Session()
    session.mount("https://", HTTPAdapter(pool_maxsize=threads, max_retries=0))
    return RequestsTransport(session=session, connection_timeout=10, read_timeout=60)


def _backoff(attempt: int) -> float:
    return float(min(2**attempt, _LONGEST_WAIT))


def _number(text: Any) -> float | None:
    try:
        return max(0.0, float(text))
    except (TypeError, ValueError):
        return None


def _retry_after(headers: Any) -> float | None:
    """Seconds. A date in place of them, which Azure does not send, counts as none."""
    milliseconds = _number(headers.get("x-ms-retry-after-ms") or headers.get("retry-after-ms"))
    return milliseconds / 1000 if milliseconds is not None else _number(headers.get("Retry-After"))


def _ended(url: str, status: int, headers: Any, code: str | None) -> Ended:
    version = parse_qs(urlsplit(url).query).get("api-version")
    own = headers.get("x-ms-request-id") or headers.get("request-id")
    return Ended(status=status, request_id=own, date=headers.get("Date"), code=code, version=version[0] if version else None)


def _remaining(headers: Any) -> int | None:
    found = [number for name in _REMAINING if (number := _number(headers.get(name))) is not None]
    return int(min(found)) if found else None
