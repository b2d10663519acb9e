"""Resources that are tagged as holding ePHI, and the list of eligible services."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from hipaacheck import Phi, Unknown
from hipaacheck_aws.collect import NOT_READ, Got
from hipaacheck_aws.eligible import services
from hipaacheck_aws.reader import Place
from hipaacheck_aws.services import resource
from hipaacheck_live.answers import Answer

PLACE = Place(account="123456789012", region="us-east-1", partition="aws")
TODAY = date(2026, 11, 1)
PHI = [{"Key": "DataClassification", "Value": "PHI"}]


def build(arn: str, today: Any = TODAY, tags: Any = PHI) -> Any:
    """The asset of a resource with this ARN."""
    item = Answer({"ResourceARN": arn, "Tags": tags}, "resourcegroupstaggingapi:GetResources")
    return resource.build(PLACE, item, Got({"today": today}))


@pytest.mark.parametrize(
    ("arn", "service", "eligible"),
    [
        ("arn:aws:s3:::records", "s3", True),
        ("arn:aws-us-gov:rds:us-gov-west-1:123456789012:db:records", "rds", True),
        ("arn:aws:iam::123456789012:role/nurse", "iam", None),
    ],
)
def test_eligible_by_the_prefix_of_the_service(arn: str, service: str, eligible: bool | None) -> None:
    found = build(arn)
    assert (found.id, found.arn, found.name) == (arn, arn, arn.split(":", 5)[5])
    assert (found.service, found.hipaa_eligible) == (service, eligible)


@pytest.mark.parametrize(
    ("arn", "today", "tags"),
    [
        ("arn:aws:brand-new:us-east-1:123456789012:thing/1", TODAY, PHI),
        ("arn:aws:ds:us-east-1:123456789012:directory/d-1", TODAY, PHI),
        ("records", TODAY, PHI),
        ("arn:aws::us-east-1:123456789012:thing/1", TODAY, PHI),
        ("arn:aws:lightsail:us-east-1:123456789012:Instance/1", TODAY, PHI),
        ("arn:aws:s3:::records", TODAY, "odd"),
        ("arn:aws:s3:::records", NOT_READ, PHI),
    ],
)
def test_what_cannot_be_told_is_unknown(arn: str, today: Any, tags: Any) -> None:
    assert isinstance(build(arn, today, tags).hipaa_eligible, Unknown)


def test_an_old_list_says_nothing() -> None:
    found = services()
    for prefix, wanted, days in (("s3", True, found.max_age_days), ("lightsail", False, found.not_listed_max_age_days)):
        last = found.verified_on + timedelta(days=days)
        assert services().eligible(prefix, last) is wanted
        assert isinstance(services().eligible(prefix, last + timedelta(days=1)), Unknown)


def test_the_list() -> None:
    found = services()
    groups = (set(found.services), set(found.partly), set(found.not_listed), set(found.tooling))
    assert sum(map(len, groups)) == len(set().union(*groups)), "a prefix that stands in two groups"
    assert {"dynamodb", "ec2", "elasticfilesystem", "kms", "lambda", "rds", "s3", "sqs"} <= set(found.services)
    assert found.source.startswith("https://aws.amazon.com/")
    assert found.verified_on < TODAY


class Tagged:
    """Lists resources by the key of a tag."""

    phi = Phi(tags={"DataClassification": ("PHI",), "Contains": ("patients",)})

    def __init__(self, *items: Any) -> None:
        self.items = items

    def pages(self, operation: str, _: str, TagFilters: list[dict[str, str]]) -> list[Any]:  # noqa: N803
        """Those with the key."""
        key = TagFilters[0]["Key"]
        return [
            item if isinstance(item, Unknown) else Answer(item, operation)
            for item in self.items
            if isinstance(item, Unknown) or any(tag["Key"] == key for tag in item["Tags"])
        ]


def test_resources_are_found_by_each_tag_once() -> None:
    rows = {
        "a": {"DataClassification": "phi"},
        "b": {"DataClassification": "public", "Contains": "Patients"},
        "c": {"DataClassification": "PHI", "Contains": "patients"},
        "d": {"DataClassification": "public"},
        "e": {"DataClassification": ""},
    }
    items = [
        {"ResourceARN": arn, "Tags": [{"Key": key, "Value": value} for key, value in found.items()]}
        for arn, found in rows.items()
    ]
    reader: Any = Tagged(*items, Unknown("denied"))
    found = [item.known("ResourceARN") for item in resource.RESOURCES.find(reader) if isinstance(item, Answer)]
    assert found == ["a", "c", "b"]
