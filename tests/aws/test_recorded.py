"""Recorded answers of real accounts: every collector makes something of them, whatever they hold."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from threading import Event
from typing import Any

import msgspec
import pytest
from botocore.exceptions import ClientError
from botocore.session import Session

from hipaacheck import Asset, Phi
from hipaacheck_aws.clients import Clients
from hipaacheck_aws.collect import collect_one
from hipaacheck_aws.reader import Account, Reader, Scan
from hipaacheck_aws.redaction import Redactor
from hipaacheck_aws.services.table import COLLECTORS
from hipaacheck_aws.source import collectors
from hipaacheck_live.answers import Answer, Malformed
from hipaacheck_live.gaps import Calls, Gaps
from tests.support.plans import NOW
from tests.support.shared import SHARED, needs_shared

pytestmark = needs_shared

SEEDS = range(6)


@cache
def session() -> Session:
    return Session()


@cache
def lines(operation: str) -> list[dict[str, Any]]:
    """The recorded answers of an operation; of one that was never recorded, none."""
    service, _, name = operation.partition(":")
    model = session().get_service_model(service)
    path = SHARED / "corpus/aws-recorded" / f"{model.endpoint_prefix}.{name}.jsonl"
    if not path.is_file():
        return []
    return [json.loads(line, object_hook=_moment) for line in path.read_text("utf-8").splitlines()]


def _moment(value: dict[str, Any]) -> Any:
    """Times as the scan's parser leaves them."""
    if value.get("__class__") != "datetime":
        return value
    names = ("year", "month", "day", "hour", "minute", "second", "microsecond")
    return "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}+00:00".format(*(value[name] for name in names))


class Recorded(Clients):
    """Clients that answer with some recorded answer, whatever the arguments are."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311
        self.redactor = Redactor(b"test")
        self.calls = Calls()
        self.stopped = Event()

    def call(self, credentials: Any, region: str, operation: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """One of the answers. An operation that was not recorded is denied."""
        known = lines(operation)
        if not known:
            raise ClientError({"Error": {"Code": "AccessDenied"}}, operation.partition(":")[2])
        line = self.random.choice(known)
        if line["status_code"] >= 300:
            raise ClientError(line["data"], operation.partition(":")[2])
        service, _, name = operation.partition(":")
        shape = session().get_service_model(service).operation_model(name).output_shape
        data = {key: value for key, value in line["data"].items() if key != "ResponseMetadata"}
        return self.redactor.redact(operation, shape, data)

    def pages(self, credentials: Any, region: str, operation: str, arguments: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """The one page that was recorded."""
        yield self.call(credentials, region, operation, arguments)

    def protocol(self, service: str, region: str) -> str:
        """The wire protocol."""
        return str(session().get_service_model(service).resolved_protocol)

    def offered(self, service: str, region: str, partition: str) -> bool:
        """Every service is."""
        return True


def assets(asset_type: str, seed: int) -> tuple[list[Asset], Gaps]:
    """What a collector makes of recorded answers. Whatever it raises, it raises here."""
    (collector,) = next(iter(collectors({asset_type: frozenset({"*"})}).values()))
    account = Account(
        id="123456789012",
        partition="aws",
        home="us-east-1",
        regions=("us-east-1", "us-east-2", "us-west-2", "eu-west-1"),
        credentials=None,  # type: ignore[arg-type]
    )
    scan = Scan(clients=Recorded(seed), gaps=Gaps(), phi=Phi(), now=NOW)
    region = "global" if collector.scope == "global" else "us-east-1"
    reader = Reader(scan, account, region, asset_type, collector.calls(frozenset({"*"})))
    found: list[Asset | None] = []
    with suppress(Malformed):
        listed = (item for item in collector.find(reader) if isinstance(item, Answer))
        found.extend(collect_one(collector, collector.details, reader, item) for item in listed)
    return [asset for asset in found if asset is not None], scan.gaps


@pytest.mark.parametrize("asset_type", sorted(COLLECTORS))
def test_recorded_answers_become_assets(asset_type: str) -> None:
    for seed in SEEDS:
        for asset in assets(asset_type, seed)[0]:
            assert msgspec.json.encode(asset)
            assert asset.id
            assert asset.account == "123456789012"


def test_most_collectors_find_something() -> None:
    """Else the test above would say little."""
    finding = {name for name in COLLECTORS if any(assets(name, seed)[0] for seed in SEEDS)}
    assert len(finding) >= 0.6 * len(COLLECTORS)
