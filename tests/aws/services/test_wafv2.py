"""Web ACLs, from answers of AWS WAF."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from hipaacheck import Tags, Unknown
from hipaacheck_assets.aws.waf import Logging
from hipaacheck_aws.collect import NOT_READ, Got
from hipaacheck_aws.reader import Place
from hipaacheck_aws.services import wafv2
from hipaacheck_live.answers import Answer

PLACE = Place(account="123456789012", region="us-east-1", partition="aws")
ARN = "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/a/1"
DENIED = Unknown("access denied (AccessDeniedException)", "wafv2")
OWNERS = ("CUSTOMER", "SECURITY_LAKE", "CLOUDWATCH_TELEMETRY_RULE_MANAGED")


def answer(values: dict[str, Any]) -> Answer:
    return Answer(values, "wafv2:List")


ITEM = answer({"ARN": ARN, "Name": "a", "Scope": "REGIONAL"})


def build(logging: Any = None, tags: Any = NOT_READ) -> Any:
    got = {"wafv2:ListLoggingConfigurations": logging, "wafv2:ListTagsForResource": tags}
    return wafv2.build(PLACE, ITEM, Got(got))


def test_a_web_acl() -> None:
    found = build(answer({"ResourceArn": ARN, "LogDestinationConfigs": ["arn:bucket"]}))
    assert (found.id, found.name, found.scope, found.logging) == (ARN, "a", "REGIONAL", Logging(destinations=["arn:bucket"]))
    assert build().logging is None
    assert isinstance(build(DENIED).logging, Unknown)


def test_tags() -> None:
    assert build(tags=[answer({"Key": "a", "Value": "b"})]).tags == Tags(items={"a": "b"})
    assert build(tags=[]).tags == Tags(items={})
    assert isinstance(build(tags=[answer({"Key": "a", "Value": "b"}), DENIED]).tags, Unknown)


def row(arn: str | None = ARN) -> Answer:
    return answer({"ResourceArn": arn, "LogDestinationConfigs": []})


@pytest.mark.parametrize(
    ("lists", "wanted", "asked"),
    [
        ({"CUSTOMER": [row("other"), row()]}, "found", 1),
        ({"SECURITY_LAKE": [row()]}, "found", 2),
        ({"CUSTOMER": [DENIED], "CLOUDWATCH_TELEMETRY_RULE_MANAGED": [row()]}, "found", 3),
        ({"CUSTOMER": [row("other")]}, "none", 3),
        ({"CUSTOMER": [row("other"), DENIED]}, "unknown", 3),
        ({"SECURITY_LAKE": [row(None)]}, "unknown", 3),
    ],
)
def test_whose_logging_counts(lists: dict[str, list[Any]], wanted: str, asked: int) -> None:
    calls: list[str] = []

    def pages(_: str, __: str, Scope: str, LogScope: str) -> list[Any]:  # noqa: N803
        assert Scope == "REGIONAL"
        calls.append(LogScope)
        return lists.get(LogScope, [])

    reader: Any = SimpleNamespace(pages=pages, once=lambda _, read: read())
    found = wafv2.WEB_ACLS.details[0].read(reader, ITEM, Got({}))
    kind = "none" if found is None else "unknown" if isinstance(found, Unknown) else "found"
    assert (kind, calls) == (wanted, list(OWNERS[:asked]))


class Region:
    """A reader that notes which lists it is asked for."""

    def __init__(self, region: str, regions: tuple[str, ...], calls: list[tuple[str, str]], partition: str = "aws") -> None:
        self.region = region
        self.account = SimpleNamespace(partition=partition, home="us-east-1", regions=regions)
        self.calls = calls
        self.failures: list[str] = []

    def at(self, region: str) -> Region:
        other = Region(region, self.account.regions, self.calls)
        other.failures = self.failures
        return other

    def pages(self, _: str, __: str, Scope: str) -> list[Any]:  # noqa: N803
        self.calls.append((self.region, Scope))
        self.failures += [Scope] if Scope == "CLOUDFRONT" else []
        return [answer({"ARN": ARN, "Name": Scope}), DENIED]


@pytest.mark.parametrize(
    ("regions", "cloudfront"),
    [
        (("us-east-1", "eu-west-1"), "us-east-1"),
        (("eu-west-1", "us-east-1"), "us-east-1"),
        (("eu-west-1", "eu-west-3"), "eu-west-1"),
    ],
)
def test_web_acls_for_cloudfront_are_asked_for_once(regions: tuple[str, ...], cloudfront: str) -> None:
    calls: list[tuple[str, str]] = []
    readers: list[Any] = [Region(region, regions, calls) for region in regions]
    found = [item for reader in readers for item in wafv2.WEB_ACLS.find(reader) if isinstance(item, Answer)]
    assert sorted(calls) == sorted([*((region, "REGIONAL") for region in regions), ("us-east-1", "CLOUDFRONT")])
    assert {(item.region, item.values["Scope"]) for item in found} == set(calls)
    assert [reader.region for reader in readers if reader.failures] == [cloudfront]


def test_other_partitions_have_no_web_acls_for_cloudfront() -> None:
    calls: list[tuple[str, str]] = []
    reader: Any = Region("us-east-1", ("us-east-1",), calls, "aws-us-gov")
    assert list(wafv2.WEB_ACLS.find(reader))
    assert calls == [("us-east-1", "REGIONAL")]
