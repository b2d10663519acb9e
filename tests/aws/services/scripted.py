"""Collectors against answers that a test writes down: operation → answer, or a function of the call's arguments and region."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from hipaacheck import Phi, Unknown
from hipaacheck_aws.collect import Collector, collect_one
from hipaacheck_aws.reader import Account, Reader, Scan
from hipaacheck_live.gaps import Calls, Gaps
from tests.support.plans import NOW


class Denied(Exception):
    """What stands for a call that fails."""


class Script:
    """Stands for the SDK's clients."""

    def __init__(self, answers: Mapping[str, Any]) -> None:
        self.answers = answers
        self.calls = Calls()
        self.asked: list[tuple[str, str, dict[str, Any]]] = []

    def call(self, _: Any, region: str, operation: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """The answer; fails where none is written down."""
        self.asked.append((operation, region, arguments))
        found = self.answers.get(operation, Denied)
        if found is Denied:
            raise Denied(operation)
        answer: dict[str, Any] = found(arguments, region) if callable(found) else found
        return answer

    def pages(self, _: Any, region: str, operation: str, arguments: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """One page."""
        yield self.call(_, region, operation, arguments)

    def protocol(self, *_: str) -> str:
        """JSON, in which an absent list is an empty one."""
        return "json"

    def offered(self, *_: str) -> bool:
        """Every service, everywhere."""
        return True


def collect(
    collector: Collector,
    answers: Mapping[str, Any],
    fields: frozenset[str] = frozenset({"*"}),
    regions: tuple[str, ...] = ("us-east-1",),
) -> tuple[list[Any], Script, Gaps]:
    """The assets of one region, what was asked for them, and what failed."""
    script, gaps = Script(answers), Gaps()
    account = Account(id="123456789012", partition="aws", home="us-east-1", regions=regions, credentials=cast("Any", None))
    scan = Scan(clients=cast("Any", script), gaps=gaps, phi=Phi(), now=NOW)
    reader = Reader(scan, account, "us-east-1", collector.asset_type, collector.calls(fields))
    needed = collector.needed(fields)
    found = [collect_one(collector, needed, reader, item) for item in collector.find(reader) if not isinstance(item, Unknown)]
    return [asset for asset in found if asset is not None], script, gaps
