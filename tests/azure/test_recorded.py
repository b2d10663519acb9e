"""Recorded bodies of real subscriptions: every collector makes something of them, whatever they hold and however old they are."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from typing import Any

import msgspec
import pytest

from hipaacheck import Asset, Phi, Unknown
from hipaacheck_azure.failures import Refused
from hipaacheck_azure.operations import OPERATIONS
from hipaacheck_azure.reader import Account, Reader, Scan
from hipaacheck_azure.redaction import Redactor
from hipaacheck_azure.services.table import COLLECTORS
from hipaacheck_azure.source import collectors
from hipaacheck_live.answers import Answer, Malformed
from hipaacheck_live.collect import collect_one, expand_one
from hipaacheck_live.gaps import Calls, Gaps
from tests.support.azure import SUBSCRIPTION, SUBSCRIPTIONS, TENANT, matches
from tests.support.plans import NOW
from tests.support.shared import SHARED, needs_shared

pytestmark = needs_shared
SEEDS = range(2)
Body = tuple[dict[str, Any], str]
"""A body and the version of the API that gave it."""


@cache
def lines() -> tuple[tuple[str, Any], ...]:
    """URI and body of everything that was recorded."""
    out = []
    for path in sorted((SHARED / "corpus/azure-recorded").glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            found = json.loads(line)
            out.append((found["uri"], found["body"]))
    return tuple(out)


def version_of(uri: str) -> str:
    """The api-version of a URI."""
    return uri.partition("api-version=")[2].partition("&")[0]


@cache
def resources() -> Mapping[str, tuple[Body, ...]]:
    """Every recorded resource by its type in lower case, from listings and single answers."""
    out: dict[str, list[Body]] = {}
    for uri, body in lines():
        found = body if isinstance(body, dict) else {}
        items = found.get("value")
        for item in items if isinstance(items, list) else [found]:
            if isinstance(item, dict) and isinstance(item.get("type"), str) and isinstance(item.get("id"), str):
                out.setdefault(item["type"].lower(), []).append((item, version_of(uri)))
    return {name: tuple(bodies) for name, bodies in out.items()}


@cache
def answers(operation: str) -> tuple[Body, ...]:
    """What was recorded of one path."""
    return tuple((body, version_of(uri)) for uri, body in lines() if isinstance(body, dict) and matches(operation, uri))


class Recorded:
    """A client that answers with some recorded body, whatever it is asked about."""

    def __init__(self, seed: int) -> None:
        self.calls = Calls()
        self.random = random.Random(seed)  # noqa: S311
        self.redactor = Redactor(b"test")

    def get(self, operation: str, subscription: str, arguments: dict[str, str]) -> tuple[dict[str, Any], bool]:
        """One of the bodies. What was not recorded is denied."""
        found = answers(operation)
        if not found:
            raise Refused(403, "AuthorizationFailed", "no")
        body, version = self.random.choice(found)
        return self.redactor.redact(operation, body), version < str(OPERATIONS[operation].version)

    def pages(self, operation: str, subscription: str, arguments: dict[str, str]) -> Iterator[tuple[dict[str, Any], bool]]:
        """All recorded resources of the type, each version a page of its own."""
        found = resources().get(operation.lower(), ())
        if not found:
            raise Refused(403, "AuthorizationFailed", "no")
        for version in sorted({version for _, version in found}):
            page = {"value": [body for body, other in found if other == version]}
            yield self.redactor.redact(operation, page), version < str(OPERATIONS[operation].version)


def read(asset_type: str, seed: int) -> list[tuple[Answer, Asset]]:
    """What a collector makes of recorded bodies. Whatever it raises, it raises here."""
    (collector,) = next(iter(collectors({asset_type: frozenset({"*"})}).values()))
    body = Answer(SUBSCRIPTIONS["/subscriptions"][0], "Microsoft.Resources/subscriptions.value")
    account = Account(id=SUBSCRIPTION, tenant=TENANT, body=body)
    scan = Scan(client=Recorded(seed), gaps=Gaps(), phi=Phi(), now=NOW)  # type: ignore[arg-type]
    reader = Reader(scan, account, asset_type, collector.calls(frozenset({"*"})))
    found: list[tuple[Answer, Asset]] = []
    with suppress(Malformed):
        for parent in (item for item in collector.find(reader) if isinstance(item, Answer)):
            for item in expand_one(collector, reader, parent):
                asset = collect_one(collector, collector.details, reader, item)
                if asset is not None:
                    found.append((item, asset))
    return found


@pytest.mark.parametrize("asset_type", sorted(COLLECTORS))
def test_recorded_bodies_become_assets(asset_type: str) -> None:
    for seed in SEEDS:
        for _, asset in read(asset_type, seed):
            assert msgspec.json.encode(asset)
            assert asset.id
            assert asset.account in (SUBSCRIPTION, TENANT)


def test_most_types_that_were_recorded_are_read() -> None:
    """Else the test above would say little."""
    listed = {name for name in COLLECTORS if _listing(name).lower() in resources()}
    assert {name for name in listed if not read(name, 0)} <= {"azure.authorization.role_definition"}, "built-in roles are none"
    assert len(listed) >= 15


def _listing(asset_type: str) -> str:
    (collector,) = next(iter(collectors({asset_type: frozenset({"*"})}).values()))
    return (collector.operations or ("",))[-1 if collector.expand is not None else 0]


@pytest.mark.parametrize("asset_type", sorted(COLLECTORS))
def test_what_an_older_version_does_not_tell_is_unknown(asset_type: str) -> None:
    """Members are taken out of recorded bodies: what the asset says of them then is unknown, not false."""
    (collector,) = next(iter(collectors({asset_type: frozenset({"*"})}).values()))
    for item, asset in read(asset_type, 0)[:20]:
        inner = item.values.get("properties")
        if not isinstance(inner, dict):
            continue
        for name in inner:
            less = {**item.values, "properties": {key: value for key, value in inner.items() if key != name}}
            without = Answer(less, item.where, old=True)
            without.parent = item.parent
            scan = Scan(client=Recorded(0), gaps=Gaps(), phi=Phi(), now=NOW)  # type: ignore[arg-type]
            account = Account(id=SUBSCRIPTION, tenant=TENANT)
            reader = Reader(scan, account, asset_type, collector.calls(frozenset({"*"})))
            other = collect_one(collector, (), reader, without)
            same = collect_one(collector, (), reader, _old(item))
            if other is None or same is None:
                continue
            wrong = {
                field: (getattr(same, field), getattr(other, field))
                for field in asset.__struct_fields__
                if getattr(other, field) != getattr(same, field) and not _unknown(getattr(other, field))
            }
            assert not wrong, (item.values.get("id"), name)


def _old(item: Answer) -> Answer:
    out = Answer(item.values, item.where, old=True)
    out.parent = item.parent
    return out


def _unknown(value: Any) -> bool:
    """Whether a value is unknown, or has something unknown in it."""
    if isinstance(value, msgspec.Struct) and not isinstance(value, Unknown):
        return any(_unknown(getattr(value, name)) for name in value.__struct_fields__)
    return isinstance(value, Unknown) or (isinstance(value, list) and any(map(_unknown, value)))
