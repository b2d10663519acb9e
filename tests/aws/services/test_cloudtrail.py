"""CloudTrail answers that no simulator gives, and which region reads a trail."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Asset, Tags, Unknown
from hipaacheck_assets.aws.cloudtrail import EventSelector
from hipaacheck_aws.collect import NOT_READ, Got
from hipaacheck_aws.reader import Place
from hipaacheck_aws.services import cloudtrail
from hipaacheck_live.answers import Answer
from tests.support import aws
from tests.support.simulator import empty_account

PLACE = Place(account="123456789012", region="us-east-1", partition="aws")
GROUP = "arn:aws:logs:us-east-1:123456789012:log-group:trail"
TRAIL: dict[str, Any] = {
    "Name": "audit",
    "TrailARN": "arn:aws:cloudtrail:us-east-1:123456789012:trail/audit",
    "HomeRegion": "us-east-1",
    "S3BucketName": "audit-files",
    "IncludeGlobalServiceEvents": True,
    "IsMultiRegionTrail": True,
    "LogFileValidationEnabled": True,
    "IsOrganizationTrail": False,
    "HasInsightSelectors": True,
}
OF_ORGANIZATION = {**TRAIL, "TrailARN": "arn:aws:cloudtrail:us-east-1:999999999999:trail/audit", "IsOrganizationTrail": True}
EVERYTHING = EventSelector(category="Management", resource_type=None, reads=True, writes=True, everything=True)


def build(trail: dict[str, Any] = TRAIL, place: Place = PLACE, **got: Any) -> Any:
    details = dict.fromkeys(("GetTrailStatus", "GetEventSelectors", "ListTags"), NOT_READ) | got
    values = {f"cloudtrail:{name}": value for name, value in details.items()}
    return cloudtrail.build(place, Answer(trail, "cloudtrail:DescribeTrails"), Got(values))


def answer(**values: Any) -> Answer:
    return Answer(values, "cloudtrail:Get")


def test_a_trail() -> None:
    trail = build({**TRAIL, "CloudWatchLogsLogGroupArn": f"{GROUP}:*"}, GetTrailStatus=answer(IsLogging=True))
    assert (trail.id, trail.arn, trail.region, trail.logging) == (TRAIL["TrailARN"], TRAIL["TrailARN"], "us-east-1", True)
    assert (trail.kms_key, trail.log_group_arn, trail.insights) == (None, GROUP, True)
    assert trail.event_selectors == NOT_READ
    assert trail.tags == NOT_READ


def test_what_is_missing_is_unknown() -> None:
    trail = build({name: TRAIL[name] for name in ("Name", "TrailARN", "HomeRegion")}, GetTrailStatus=answer())
    for name in ("logging", "multi_region", "organization", "global_events", "log_validation", "bucket_name", "insights"):
        assert isinstance(getattr(trail, name), Unknown), name


@pytest.mark.parametrize(
    ("error", "logging", "expected"),
    [("", True, True), ("NoSuchBucket", True, Unknown), ("NoSuchBucket", False, False)],
)
def test_a_trail_that_cannot_deliver_is_not_known_to_log(error: str, logging: bool, expected: Any) -> None:
    found = build(GetTrailStatus=answer(IsLogging=logging, LatestDeliveryError=error)).logging
    assert isinstance(found, Unknown) if expected is Unknown else found is expected


def test_a_trail_of_the_organization_is_an_asset_of_each_member() -> None:
    members = [build(OF_ORGANIZATION, Place(account=account, region="us-east-1", partition="aws")) for account in ("1", "2")]
    owner = build(OF_ORGANIZATION, Place(account="999999999999", region="us-east-1", partition="aws"))
    assert len({trail.id for trail in (*members, owner)}) == 3
    assert {trail.arn for trail in (*members, owner)} == {owner.id}
    assert [trail.account for trail in members] == ["1", "2"]
    assert (owner.kms_key, owner.log_group_arn) == (None, None)
    for trail in members:
        assert isinstance(trail.kms_key, Unknown)
        assert isinstance(trail.log_group_arn, Unknown)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"EventSelectors": [{"ReadWriteType": "All", "IncludeManagementEvents": True, "DataResources": []}]}, [EVERYTHING]),
        (
            {
                "AdvancedEventSelectors": [
                    {
                        "FieldSelectors": [
                            {"Field": "eventCategory", "Equals": ["Data"]},
                            {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
                            {"Field": "resources.ARN", "NotStartsWith": ["arn:aws:s3:::scratch/"]},
                        ]
                    }
                ]
            },
            [EventSelector(category="Data", resource_type="AWS::S3::Object", reads=True, writes=True, everything=False)],
        ),
    ],
)
def test_selectors(given: dict[str, Any], expected: list[EventSelector]) -> None:
    assert build(GetEventSelectors=answer(**given)).event_selectors == expected


def test_selectors_that_are_not_there_are_unknown() -> None:
    assert isinstance(build(GetEventSelectors=answer()).event_selectors, Unknown)
    (selector,) = build(GetEventSelectors=answer(EventSelectors=[{"ReadWriteType": "All"}])).event_selectors
    assert isinstance(selector, Unknown)


def test_tags() -> None:
    listed = [{"ResourceId": TRAIL["TrailARN"], "TagsList": [{"Key": "Owner", "Value": "security"}]}]
    assert build(ListTags=answer(ResourceTagList=listed)).tags == Tags(items={"Owner": "security"})
    assert isinstance(build(ListTags=answer(ResourceTagList=[])).tags, Unknown)


@pytest.mark.parametrize("regions", [("eu-west-1", "us-east-1"), ("eu-west-1", "eu-west-2")])
def test_each_trail_is_read_once(regions: tuple[str, ...]) -> None:
    """In its home region; where that is not scanned, in one other, which does not tell its tags."""
    with empty_account():
        aws.boto("s3").create_bucket(Bucket="audit-files")
        trails = aws.boto("cloudtrail")
        trails.create_trail(Name="audit", S3BucketName="audit-files", IsMultiRegionTrail=True)
        trails.create_trail(Name="local", S3BucketName="audit-files")
        found: list[Asset] = list(aws.scan({"aws.cloudtrail.trail": frozenset({"logging", "tags"})}, regions).assets)
    home = "us-east-1" in regions
    assert [trail.name for trail in found] == (["audit", "local"] if home else ["audit"])
    assert {trail.region for trail in found} == {"us-east-1"}
    assert isinstance(found[0].tags, Unknown) is not home
