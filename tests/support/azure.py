"""Live Azure for tests: an estate of bodies behind the real SDK's pipeline, and what a scan reads of it."""

from __future__ import annotations

import importlib
import io
import json
import pkgutil
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qs, unquote, urlsplit

import msgspec
import requests
from azure.core.credentials import AccessToken
from azure.core.pipeline.transport import RequestsTransport
from requests.adapters import BaseAdapter
from urllib3 import HTTPResponse

from hipaacheck import Asset, Inventory, Phi, Request
from hipaacheck_azure.client import Client
from hipaacheck_azure.operations import OPERATIONS
from hipaacheck_azure.services.table import COLLECTORS
from hipaacheck_azure.source import read
from tests.support import live
from tests.support.plans import NOW

SUBSCRIPTION = "11111111-2222-3333-4444-555555555555"
TENANT = "99999999-8888-7777-6666-555555555555"
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/clinic"
HTML = b"<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><p>Your session has ended.</p></body></html>"
MODES = ("unauthorized", "forbidden", "missing", "throttled", "failed", "html", "truncated")
_STATUS = {"unauthorized": 401, "forbidden": 403, "missing": 404, "throttled": 429, "failed": 500}
_CODES = {
    "unauthorized": "InvalidAuthenticationToken",
    "forbidden": "AuthorizationFailed",
    "missing": "ResourceNotFound",
    "throttled": "TooManyRequests",
    "failed": "InternalServerError",
}


def resource_id(type_: str, *names: str) -> str:
    """The id of a resource in the group: `resource_id("Microsoft.Sql/servers/databases", "main", "records")`."""
    provider, *types = type_.split("/")
    return f"{GROUP}/providers/{provider}/" + "/".join(f"{kind}/{name}" for kind, name in zip(types, names, strict=True))


def resource(type_: str, name: str, properties: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """The body of a resource as Azure Resource Manager writes it; of a child when the name has slashes (`main/records`). `more`
    are members beside `properties`, such as `tags` and `sku`."""
    names = name.split("/")
    place = {} if len(names) > 1 else {"location": "westeurope"}
    return {
        "id": resource_id(type_, *names),
        "name": names[-1],
        "type": type_,
        **place,
        "properties": dict(properties),
        **more,
    }


def listing(type_: str, subscription: str = SUBSCRIPTION) -> str:
    """The path that lists all resources of a type."""
    return f"/subscriptions/{subscription}/providers/{type_}"


def diagnostics(of: str, *categories: str, workspace: str = "audit") -> dict[str, Any]:
    """Path → body of a diagnostic setting that sends categories of logs of a resource to a workspace."""
    logs = [
        {"category": None, "categoryGroup": name, "enabled": True}
        if name in ("allLogs", "audit")
        else {"category": name, "categoryGroup": None, "enabled": True}
        for name in categories
    ]
    inner = {
        "logs": logs,
        "metrics": [],
        "workspaceId": resource_id("Microsoft.OperationalInsights/workspaces", workspace),
        "storageAccountId": None,
        "eventHubAuthorizationRuleId": None,
    }
    path = f"{of}/providers/Microsoft.Insights/diagnosticSettings"
    return {path: [{"id": f"{path}/audit", "name": "audit", "properties": inner}]}


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """Good and bad instances of a service's assets.

    `types`: the asset types that it is about. `estate`: path → body; a list stands for `{"value": [...]}`. Listings and
    diagnostic settings that are not given are empty; whatever else is not given is not found. `expected`: control → name (or end
    of the id) of an asset → verdict; every control about these types is named. `unserved`: operations that the case leaves out on
    purpose, so that verdicts that need them are unknown. `plan`: resources that declare the same, already applied.
    `differences`: asset type and field, or control and asset → why plan and estate rightly differ there.
    """

    types: tuple[str, ...]
    estate: Mapping[str, Any]
    expected: Mapping[str, Mapping[str, str]]
    unserved: frozenset[str] = frozenset()
    plan: tuple[Mapping[str, Any], ...] = ()
    differences: Mapping[tuple[str, str], str] = {}


SUBSCRIPTIONS: Mapping[str, Any] = {
    "/subscriptions": [
        {
            "id": f"/subscriptions/{SUBSCRIPTION}",
            "subscriptionId": SUBSCRIPTION,
            "tenantId": TENANT,
            "displayName": "Clinic",
            "state": "Enabled",
            "tags": {"owner": "it"},
        }
    ]
}


class Estate(BaseAdapter):
    """Answers in place of the network. `failing` is an operation and how it fails."""

    def __init__(self, bodies: Mapping[str, Any]) -> None:
        super().__init__()
        self.bodies = {path.lower(): body for path, body in {**SUBSCRIPTIONS, **bodies}.items()}
        self.failing: tuple[str, str] | None = None
        self.asked: list[tuple[str, str]] = []
        """Method and URL of each request."""
        self._lock = threading.Lock()

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """The answer to a request."""
        with self._lock:
            self.asked.append((str(request.method), str(request.url)))
        status, headers, body = self.answer(str(request.url))
        response = requests.Response()
        response.status_code = status
        response.headers.update(headers)
        response.raw = HTTPResponse(io.BytesIO(body), headers=headers, status=status, preload_content=False)
        response.url, response.request = str(request.url), request
        return response

    def close(self) -> None:
        """Nothing is open."""

    def answer(self, url: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body."""
        path = unquote(urlsplit(url).path).rstrip("/").lower()
        found = self.bodies.get(path)
        if found is None and (path.endswith("/diagnosticsettings") or _lists(path)):
            found = []
        if self.failing is not None and matches(self.failing[0], url):
            return failure(self.failing[1], _encode(found))
        if found is None:
            return failure("missing", b"")
        return 200, {"Content-Type": "application/json; charset=utf-8"}, _encode(found)

    def transport(self) -> RequestsTransport:
        """What the SDK's pipeline ends in."""
        session = requests.Session()
        session.mount("https://", self)
        return RequestsTransport(session=session)


def _lists(path: str) -> bool:
    """Whether a path lists resources of a whole subscription."""
    steps = path.split("/")
    return len(steps) == 6 and steps[1] == "subscriptions" and steps[3] == "providers"


def _encode(body: Any) -> bytes:
    return body if isinstance(body, bytes) else json.dumps({"value": body} if isinstance(body, list) else body).encode()


def failure(mode: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
    """How a request fails in one of the modes."""
    if mode == "html":
        return 200, {"Content-Type": "text/html"}, HTML
    if mode == "truncated":
        return 200, {"Content-Type": "application/json"}, body[: len(body) // 2]
    error = {"error": {"code": _CODES[mode], "message": "no"}}
    return _STATUS[mode], {"Content-Type": "application/json", "Retry-After": "0"}, json.dumps(error).encode()


def matches(operation: str, url: str) -> bool:
    """Whether a URL asks for an operation: the path fits, and the fixed part of the query is there."""
    parts = urlsplit(url)
    wanted, _, query = OPERATIONS[operation].path.partition("?")
    if operation.startswith("graph:") != ("graph" in parts.netloc):
        return False
    asked = parse_qs(parts.query, keep_blank_values=True)
    if not all(asked.get(name) == values for name, values in parse_qs(query, keep_blank_values=True).items()):
        return False
    return _fits(wanted.lower().strip("/").split("/"), unquote(parts.path).lower().strip("/").split("/"))


def _fits(wanted: list[str], steps: list[str]) -> bool:
    if wanted and wanted[0] == "{subscription}":
        return len(steps) >= 2 and steps[0] == "subscriptions" and _fits(wanted[1:], steps[2:])
    if wanted and wanted[0] == "{id}":
        tail = wanted[1:]
        if not tail:  # a resource itself: pairs of types and names after its provider
            below = steps[::-1].index("providers") if "providers" in steps else 0
            return below > 2 and below % 2 == 1
        return len(steps) > len(tail) + 1 and _fits(tail, steps[len(steps) - len(tail) :])
    if not wanted or not steps:
        return not wanted and not steps
    return (wanted[0].startswith("{") or wanted[0] == steps[0]) and _fits(wanted[1:], steps[1:])


class _Credential:
    def get_token(self, *scopes: str, **_: Any) -> AccessToken:
        """A token that never expires."""
        return AccessToken("token", 4102444800)


@contextmanager
def serving(estate: Estate, retries: int = 0) -> Iterator[None]:
    """Scans in this context read the estate."""

    def client(cloud: Any, _: Any, redactor: Any, *, threads: int) -> Client:
        return Client(cloud, _Credential(), redactor, threads=threads, transport=estate.transport(), retries=retries)

    with patch("hipaacheck_azure.source.Client", client), patch("hipaacheck_azure.source._credential", lambda _: None):
        yield


def scan(estate: Estate, needs: Mapping[str, frozenset[str]], phi: Phi | None = None, **options: Any) -> Inventory:
    """What a scan reads of the estate."""
    with serving(estate):
        return read("", Request(reads=needs, now=NOW, stdin=lambda: b"", phi=phi or Phi(), options=options))


def cases() -> dict[str, Case]:
    """Every case, by service."""
    import tests.azure.cases

    names = [info.name for info in pkgutil.iter_modules(tests.azure.cases.__path__)]
    return {name: importlib.import_module(f"tests.azure.cases.{name}").CASE for name in names}


def reads(types: Iterable[str]) -> dict[str, frozenset[str]]:
    """All fields of these types, and what their controls need of others."""
    return live.reads(types, COLLECTORS)


def assets(estate: Mapping[str, Any], *types: str) -> dict[str, Asset]:
    """The assets of these types in an estate, by the last part of their ids."""
    return {asset.id.rpartition("/")[2]: asset for asset in scan(Estate(estate), reads(types)).assets if asset.type in types}


def worlds(found: Mapping[str, Case]) -> list[dict[str, Case]]:
    """The cases, put together as far as they do not disagree about a path."""
    out: list[dict[str, Case]] = []
    for name, case in found.items():
        world = next((world for world in out if not _disagree(case, world.values())), None)
        if world is None:
            out.append(world := {})
        world[name] = case
    return out


def _disagree(case: Case, others: Iterable[Case]) -> bool:
    known = merged(other.estate for other in others)
    mine = {path.lower(): body for path, body in case.estate.items()}
    return any(
        known[path] != mine[path] and not (isinstance(known[path], list) and isinstance(mine[path], list))
        for path in known.keys() & mine.keys()
    )


def merged(estates: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """One estate of several: listings that more than one has are put together, without what is in them twice."""
    out: dict[str, Any] = {}
    for estate in estates:
        for path, body in estate.items():
            key = path.lower()
            if isinstance(out.get(key), list) and isinstance(body, list):
                out[key] = [*out[key], *(item for item in body if item not in out[key])]
            else:
                out[key] = body
    return out
