"""A scan against answers that were recorded: the real SDK down to where bytes would leave the machine, with chosen operations
failing in chosen ways."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import msgspec
from botocore.config import Config

from hipaacheck import Inventory
from hipaacheck_aws.clients import Clients
from hipaacheck_aws.redaction import Redactor
from hipaacheck_aws.source import THREADS
from tests.support import aws

HTML = b"<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><p>Your session has ended.</p></body></html>"
MODES = ("denied", "throttled", "failed", "html", "truncated")
_CODES = {"denied": "AccessDenied", "throttled": "ThrottlingException", "failed": "InternalFailure"}
_STATUS = {"denied": 403, "throttled": 400, "failed": 500}


class Recorded(msgspec.Struct, frozen=True):
    """An answer as it came over the wire."""

    status: int
    headers: dict[str, str]
    body: bytes


class _Raw:
    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, **_: Any) -> Iterator[bytes]:
        """The body, in one piece."""
        yield self._body


class Tape(Clients):
    """Clients that record what the simulator answers, and later give it back without the simulator."""

    def __init__(self, canned: Mapping[str, Any]) -> None:
        super().__init__(Redactor(b"test"), threads=THREADS)
        self._config = self._config.merge(Config(retries={"mode": "standard", "total_max_attempts": 1}))  # waits for nothing
        self.answers: dict[tuple[str, str, str, bytes], Recorded] = {}
        self.called: set[str] = set()
        self.failing: tuple[str, str] | None = None
        """Operation and mode."""
        self.recording = True
        self.canned = canned
        self._local = threading.local()
        self._session.register("before-send.*.*", self._before_send)
        self._session.register("before-parse.*.*", self._before_parse)
        self._names: dict[str, str] = {}

    def _method(self, operation: str, region: str) -> tuple[Any, str, Any]:
        self._local.operation = operation
        return super()._method(operation, region)

    def _before_send(self, request: Any, event_name: str, **_: Any) -> Any:
        from botocore.awsrequest import AWSResponse

        body = request.body if isinstance(request.body, bytes) else str(request.body or "").encode()
        name = event_name.rpartition(".")[2]
        key = (name, request.method, request.url, body)
        operation = self._local.operation
        self.called.add(operation)
        self._local.key = key
        if self.recording:
            return None
        found = _can(self.canned.get(operation), self.answers.get(key) or Recorded(500, {}, b""))
        if self.failing is not None and self.failing[0] == operation:
            found = failure(self.protocol(operation.partition(":")[0], "us-east-1"), self.failing[1], found)
        return AWSResponse(request.url, found.status, found.headers, _Raw(found.body))

    def _before_parse(self, response_dict: dict[str, Any], **_: Any) -> None:
        if self.recording:
            headers = {name: value for name, value in response_dict["headers"].items() if name.lower() != "content-length"}
            self.answers[self._local.key] = Recorded(response_dict["status_code"], headers, response_dict["body"])


def _can(value: Any, recorded: Recorded) -> Recorded:
    """What is answered in place of a recorded answer."""
    if value is None:
        return recorded
    if callable(value):
        return Recorded(recorded.status, recorded.headers, value(recorded.body))
    if isinstance(value, str):
        return Recorded(200, {"Content-Type": "text/xml"}, value.encode())
    return Recorded(200, {"Content-Type": "application/json"}, msgspec.json.encode(value))


def failure(protocol: str, mode: str, answer: Recorded) -> Recorded:
    """How an operation of a protocol answers when it fails in one of the modes."""
    if mode == "html":
        return Recorded(200, {"Content-Type": "text/html"}, HTML)
    if mode == "truncated":
        return Recorded(200, answer.headers, answer.body[: len(answer.body) // 2])
    code, status = _CODES[mode], _STATUS[mode]
    if protocol in ("json", "rest-json"):
        body = msgspec.json.encode({"__type": code, "message": "no"})
        return Recorded(status, {"Content-Type": "application/json", "x-amzn-errortype": code}, body)
    error = f"<Error><Code>{code}</Code><Message>no</Message></Error>"
    wrapped = {"ec2": f"<Response><Errors>{error}</Errors></Response>", "query": f"<ErrorResponse>{error}</ErrorResponse>"}
    return Recorded(status, {"Content-Type": "text/xml"}, wrapped.get(protocol, error).encode())


@contextmanager
def playing(tape: Tape) -> Iterator[None]:
    """Scans in this context go through the tape."""
    environment = {
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": aws.REGION,
        "AWS_MAX_ATTEMPTS": "1",
    }
    with patch("hipaacheck_aws.source.Clients", lambda *_, **__: tape), patch.dict("os.environ", environment):
        yield


def scan(tape: Tape, reads: dict[str, frozenset[str]]) -> Inventory:
    """What a scan makes of the tape."""
    tape.calls.clear()
    tape.stopped.clear()
    with playing(tape):
        return aws.scan(reads)
