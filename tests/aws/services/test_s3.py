"""S3 answers that no simulator gives."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.aws.s3 import EXPIRES_ON_A_DATE, EXPIRES_SOME
from hipaacheck_aws.collect import NOT_READ, Got
from hipaacheck_aws.reader import Place
from hipaacheck_aws.services import s3
from hipaacheck_live.answers import Answer

PLACE = Place(account="123456789012", region="us-east-1", partition="aws")


def build(**got: Any) -> Any:
    """A bucket of which these details were read; an answer, or null for the code that says that nothing is configured."""
    details = {
        part.name: NOT_READ if name not in got else None if got[name] is None else Answer(got[name], part.name)
        for part in s3.BUCKETS.details
        for name in (part.name.partition(":Get")[2],)
    }
    return s3.build(PLACE, Answer({"Name": "records"}, "s3:ListBuckets"), Got(details))


@pytest.mark.parametrize(
    ("operation", "field", "absent"),
    [
        ("PublicAccessBlock", "public_access_block", None),
        ("BucketEncryption", "encryption", None),
        ("BucketPolicy", "policy", None),
        ("ObjectLockConfiguration", "object_lock", False),
        ("BucketReplication", "replication", None),
        ("BucketLifecycleConfiguration", "lifecycle_rules", []),
        ("BucketOwnershipControls", "ownership", None),
    ],
)
def test_nothing_configured_is_known(operation: str, field: str, absent: Any) -> None:
    assert getattr(build(**{operation: None}), field) == absent


@pytest.mark.parametrize(
    ("operation", "field"),
    [
        ("PublicAccessBlock", "public_access_block"),
        ("BucketEncryption", "encryption"),
        ("BucketPolicy", "policy"),
        ("BucketAcl", "acl_grants"),
        ("ObjectLockConfiguration", "object_lock"),
        ("BucketLifecycleConfiguration", "lifecycle_rules"),
        ("BucketReplication", "replication"),
        ("BucketOwnershipControls", "ownership"),
    ],
)
def test_an_answer_without_what_s3_always_gives_is_unknown(operation: str, field: str) -> None:
    assert isinstance(getattr(build(**{operation: {}}), field), Unknown)
    assert getattr(build(), field) == NOT_READ


def test_grants() -> None:
    everyone = "http://acs.amazonaws.com/groups/global/AllUsers"
    grantees = [{"Type": "Group", "URI": everyone}, {"Type": "CanonicalUser", "ID": "9"}, {}, None]
    found = build(BucketAcl={"Grants": [{"Grantee": grantee, "Permission": "READ"} for grantee in grantees]}).acl_grants
    assert [grant.grantee for grant in found[:2]] == [everyone, "9"]
    assert [type(grant.grantee) for grant in found[2:]] == [Unknown, Unknown]
    assert build(BucketAcl={"Grants": []}).acl_grants == []


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ({}, None),
        ({"Expiration": {"ExpiredObjectDeleteMarker": True}, "Filter": {"Prefix": "tmp/"}}, None),
        ({"Expiration": {"Days": 30}}, 30),
        ({"Expiration": {"Days": 30}, "Filter": {}}, 30),
        ({"Expiration": {"Days": 30}, "Filter": {"Prefix": ""}}, 30),
        ({"Expiration": {"Days": 30}, "Prefix": ""}, 30),
        ({"Expiration": {"Days": 30}, "Prefix": "tmp/"}, EXPIRES_SOME),
        ({"Expiration": {"Days": 30}, "Filter": {"Prefix": "tmp/"}}, EXPIRES_SOME),
        ({"Expiration": {"Days": 30}, "Filter": {"Tag": {"Key": "a", "Value": "b"}}}, EXPIRES_SOME),
        ({"Expiration": {"Days": 30}, "Filter": {"ObjectSizeLessThan": 9}}, EXPIRES_SOME),
        ({"Expiration": {"Date": "2030-01-01T00:00:00Z"}}, EXPIRES_ON_A_DATE),
    ],
)
def test_after_how_many_days_objects_expire(rule: dict[str, Any], days: Any) -> None:
    (found,) = build(BucketLifecycleConfiguration={"Rules": [{"Status": "Enabled", **rule}]}).lifecycle_rules
    assert (found.enabled, found.expiration_days) == (True, days)
