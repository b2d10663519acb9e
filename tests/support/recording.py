"""A recorder that keeps everything in memory, what tests ask of evidence, and AWS played by a script."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

import msgspec
from botocore.awsrequest import AWSResponse

from hipaacheck import ApiCall, Asset, Inventory
from hipaacheck_aws.clients import Clients
from hipaacheck_aws.redaction import Redactor
from tests.support.replay import Recorded, _Raw

DATE = "Sun, 01 Nov 2026 09:00:00 GMT"
"""Of every answer that a script gives."""


class Memory:
    """Answers by digest, and calls in the order in which they ended. Refuses what is not JSON."""

    key: bytes | None = None

    def __init__(self) -> None:
        self.bodies: dict[str, Any] = {}
        self.calls: list[ApiCall] = []
        self._lock = threading.Lock()

    def answered(self, call: ApiCall, body: Any) -> str:
        """Keep an answer."""
        assert is_json(body)
        assert is_json(call.parameters)
        raw = json.dumps(body, sort_keys=True, allow_nan=False, ensure_ascii=False).encode()
        digest = sha256(raw).hexdigest()
        with self._lock:
            self.bodies[digest] = body
            self.calls.append(msgspec.structs.replace(call, digest=digest))
        return digest

    def failed(self, call: ApiCall) -> None:
        """Keep a call without an answer."""
        assert is_json(call.parameters)
        assert call.digest is None
        with self._lock:
            self.calls.append(call)

    def of(self, operation: str) -> list[ApiCall]:
        """The calls of an operation."""
        return [call for call in self.calls if call.operation == operation]

    def texts(self) -> set[str]:
        """Every text that was kept, in answers and in calls."""
        return set(texts([*self.bodies.values(), *(msgspec.to_builtins(call) for call in self.calls)]))


def is_json(value: Any) -> bool:
    """Whether a value is made of JSON's own types, exactly."""
    if type(value) is dict:
        return all(type(key) is str and is_json(item) for key, item in value.items())
    if type(value) is list:
        return all(is_json(item) for item in value)
    return value is None or type(value) in (bool, int, float, str)


def texts(value: Any) -> Iterator[str]:
    """Every text in a value, names of members too."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, str):
        yield value


def faults(inventory: Inventory, memory: Memory) -> Iterator[tuple[str, str]]:
    """(Asset's id, what is wrong with its evidence) for each asset whose evidence does not show it."""
    keys = {(asset.type, asset.id) for asset in inventory.assets}
    for kind, own in inventory.evidence.keys() - keys:
        yield own, f"evidence for {kind}, which is no asset"
    for asset in inventory.assets:
        digests = inventory.evidence.get((asset.type, asset.id), ())
        if not digests:
            yield asset.id, "no evidence"
        elif list(digests) != sorted(set(digests)):
            yield asset.id, "not sorted"
        elif not memory.bodies.keys() >= set(digests):
            yield asset.id, "evidence that was not recorded"
        elif not _shows(asset, "\n".join(text for digest in digests for text in texts(memory.bodies[digest]))):
            yield asset.id, f"not in its evidence ({asset.type})"


def _shows(asset: Asset, found: str) -> bool:
    """Whether an asset's name, its id, or the end of its id is in an answer."""
    wanted = (asset.name, asset.id, re.split("[/:]", asset.id)[-1])
    return any(isinstance(text, str) and text in found for text in wanted)


# -- AWS that a script plays -------------------------------------------------------------------------------------

IDENTITY = (
    "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/auditor</Arn>"
    "<UserId>AIDA1</UserId><Account>123456789012</Account></GetCallerIdentityResult>"
    "<ResponseMetadata><RequestId>sts-1</RequestId></ResponseMetadata></GetCallerIdentityResponse>"
)
REGIONS = (
    "<DescribeRegionsResponse><requestId>ec2-1</requestId><regionInfo><item><regionName>us-east-1</regionName>"
    "<optInStatus>opt-in-not-required</optInStatus></item></regionInfo></DescribeRegionsResponse>"
)
Script = Callable[[str, dict[str, Any]], Any]
"""Name of an operation and its arguments, as they go over the wire → the answer as JSON, or whole."""


class Wired(Clients):
    """The real SDK, whose requests a script answers."""

    def __init__(self, script: Script) -> None:
        super().__init__(Redactor(b"test"), threads=8)
        self.script = script
        self._session.register("before-send.*.*", self._answer)

    def _answer(self, request: Any, event_name: str, **_: Any) -> AWSResponse:
        name = event_name.rpartition(".")[2]
        if name in ("GetCallerIdentity", "DescribeRegions"):
            body = (IDENTITY if name == "GetCallerIdentity" else REGIONS).encode()
            found: Any = Recorded(200, {"Date": DATE}, body)
        else:
            found = self.script(name, json.loads(request.body))
        if not isinstance(found, Recorded):
            found = Recorded(200, {"Date": DATE, "x-amzn-RequestId": f"id-{name}"}, json.dumps(found).encode())
        return AWSResponse(request.url, found.status, found.headers, _Raw(found.body))


def error(status: int, code: str, message: str = "no", **headers: str) -> Recorded:
    """A refusal in JSON."""
    body = json.dumps({"__type": code, "message": message}).encode()
    return Recorded(status, {"Date": DATE, "x-amzn-RequestId": "id-error", **headers}, body)
