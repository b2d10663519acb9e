"""DynamoDB and DAX answers that no simulator gives."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hipaacheck import Tags, Unknown
from hipaacheck_assets.aws.dynamodb import DaxCluster, Table
from hipaacheck_assets.aws.policy import Policy
from hipaacheck_aws.collect import NOT_READ, Got
from hipaacheck_aws.reader import Place
from hipaacheck_aws.services import dynamodb
from hipaacheck_live.answers import Answer

PLACE = Place(account="123456789012", region="us-east-1", partition="aws")
DENIED = Unknown("access denied (AccessDeniedException)", "dynamodb")
TABLE: dict[str, Any] = {
    "TableName": "records",
    "DeletionProtectionEnabled": False,
    "ProvisionedThroughput": {"ReadCapacityUnits": 100, "WriteCapacityUnits": 50},
}
LIMITS = Answer({"TableMaxReadCapacityUnits": 40000, "TableMaxWriteCapacityUnits": 1000}, "dynamodb:DescribeLimits")


def table(values: dict[str, Any] | None = None, **got: Any) -> Table:
    """The asset of a table whose description has these members."""
    described = Answer({"Table": TABLE | (values or {})}, "dynamodb:DescribeTable")
    found = {
        "dynamodb:DescribeTable": got.get("described", described),
        "dynamodb:DescribeContinuousBackups": got.get("backups", NOT_READ),
        "dynamodb:DescribeLimits": got.get("limits", LIMITS),
        "dynamodb:GetResourcePolicy": got.get("policies", NOT_READ),
        "application-autoscaling:DescribeScalableTargets": got.get("targets", NOT_READ),
        "dynamodb:ListTagsOfResource": got.get("tags", NOT_READ),
    }
    return dynamodb.build_table(PLACE, Answer({"TableName": "records"}, "dynamodb:ListTables"), Got(found))


def test_a_plain_table() -> None:
    got = table()
    assert got.id == got.arn == "arn:aws:dynamodb:us-east-1:123456789012:table/records"
    assert (got.encrypted, got.kms_encrypted, got.kms_key, got.deletion_protection) == (True, False, None, False)
    assert got.billing_mode == "PROVISIONED"
    assert (got.read_capacity_percent, got.write_capacity_percent) == (1, 5)
    assert (got.policy, got.tags, got.read_autoscaling) == (NOT_READ, NOT_READ, NOT_READ)


@pytest.mark.parametrize("described", [DENIED, Answer({}, "dynamodb:DescribeTable")])
def test_a_table_that_is_not_described(described: Any) -> None:
    got = table(described=described)
    fields = (
        "kms_encrypted",
        "kms_key",
        "deletion_protection",
        "billing_mode",
        "read_capacity_percent",
        "write_capacity_percent",
    )
    assert got.encrypted is True
    assert all(isinstance(getattr(got, name), Unknown) for name in fields)


@pytest.mark.parametrize(
    ("encryption", "encrypted"),
    [
        ({"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": "arn:aws:kms:us-east-1:123456789012:key/1"}, True),
        ({"Status": "DISABLED"}, False),
        ({"Status": "UPDATING"}, None),
        ({}, None),
    ],
)
def test_encryption(encryption: dict[str, Any], encrypted: bool | None) -> None:
    got = table({"SSEDescription": encryption})
    assert isinstance(got.kms_encrypted, Unknown) if encrypted is None else got.kms_encrypted is encrypted
    assert got.kms_key == encryption.get("KMSMasterKeyArn")


def test_deletion_protection_that_is_not_told() -> None:
    assert isinstance(table({"DeletionProtectionEnabled": None}).deletion_protection, Unknown)


@pytest.mark.parametrize(
    ("values", "limits", "percent"),
    [
        ({"BillingModeSummary": {"BillingMode": "PAY_PER_REQUEST"}}, LIMITS, None),
        ({"BillingModeSummary": {"BillingMode": "PAY_PER_REQUEST"}}, DENIED, None),
        ({"ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 801}}, LIMITS, 81),
        ({"ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 800}}, LIMITS, 80),
        (
            {"GlobalSecondaryIndexes": [{"ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 750}}]},
            LIMITS,
            80,
        ),
    ],
)
def test_share_of_the_account_s_limit(values: dict[str, Any], limits: Any, percent: int | None) -> None:
    assert table(values, limits=limits).write_capacity_percent == percent


@pytest.mark.parametrize(
    ("values", "limits"),
    [
        ({}, DENIED),
        ({}, Answer({}, "dynamodb:DescribeLimits")),
        ({}, Answer({"TableMaxWriteCapacityUnits": 0}, "dynamodb:DescribeLimits")),
        ({"BillingModeSummary": {}}, LIMITS),
        ({"ProvisionedThroughput": None}, LIMITS),
        ({"ProvisionedThroughput": {"ReadCapacityUnits": 1}}, LIMITS),
        ({"GlobalSecondaryIndexes": [{"IndexName": "by-date"}]}, LIMITS),
    ],
)
def test_share_that_is_not_known(values: dict[str, Any], limits: Any) -> None:
    assert isinstance(table(values, limits=limits).write_capacity_percent, Unknown)


@pytest.mark.parametrize(
    ("description", "recovery"),
    [
        ({"PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "ENABLED"}}, True),
        ({"PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "DISABLED"}}, False),
        ({"ContinuousBackupsStatus": "ENABLED"}, None),
    ],
)
def test_point_in_time_recovery(description: dict[str, Any], recovery: bool | None) -> None:
    backups = Answer({"ContinuousBackupsDescription": description}, "dynamodb:DescribeContinuousBackups")
    got = table(backups=backups).point_in_time_recovery
    assert isinstance(got, Unknown) if recovery is None else got is recovery


def target(name: str, dimension: str) -> Answer:
    """A scalable target."""
    return Answer({"ResourceId": name, "ScalableDimension": f"dynamodb:{dimension}"}, "application-autoscaling")


def test_scaling() -> None:
    read, write = "table:ReadCapacityUnits", "table:WriteCapacityUnits"
    others = [target("table/other", write), target("table/records/index/by-date", "index:WriteCapacityUnits")]
    got = table(targets=[target("table/records", read), *others])
    assert (got.read_autoscaling, got.write_autoscaling) == (True, False)
    torn = table(targets=[target("table/records", read), DENIED])
    assert (torn.read_autoscaling, torn.write_autoscaling) == (True, DENIED)


def document(principal: str) -> Answer:
    """The answer to GetResourcePolicy."""
    statement = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "dynamodb:*", "Resource": "*"}
    return Answer({"Policy": json.dumps({"Version": "2012-10-17", "Statement": [statement]})}, "dynamodb:GetResourcePolicy")


ROLE = document("arn:aws:iam::123456789012:role/clinic")


@pytest.mark.parametrize(
    ("policies", "public"),
    [
        ([ROLE], False),
        ([document("*")], True),
        ([ROLE, document("*")], True),
        ([DENIED, document("*")], True),
        ([ROLE, DENIED], None),
    ],
)
def test_policies_of_table_and_stream_count_as_one(policies: list[Any], public: bool | None) -> None:
    got = table(policies=policies).policy
    assert isinstance(got, Policy)
    assert isinstance(got.allows_public, Unknown) if public is None else got.allows_public is public


@pytest.mark.parametrize(("policies", "policy"), [([], None), ([DENIED], DENIED), (DENIED, DENIED)])
def test_no_policy(policies: Any, policy: Unknown | None) -> None:
    assert table(policies=policies).policy == policy


class Policies:
    """Stands for a reader that asks for policies."""

    place = PLACE

    def __init__(self, answer: Any) -> None:
        self.answer = answer
        self.asked: list[str] = []

    def call(self, operation: str, absent: tuple[str, ...], **arguments: Any) -> Any:
        """The same answer for everything."""
        self.asked.append(arguments["ResourceArn"])
        return self.answer


@pytest.mark.parametrize(
    ("described", "answer", "asked", "policies"),
    [
        (Answer({"Table": TABLE}, "t"), None, 1, []),
        (Answer({"Table": TABLE}, "t"), ROLE, 1, [ROLE]),
        (Answer({"Table": TABLE | {"LatestStreamArn": "arn:stream"}}, "t"), ROLE, 2, [ROLE, ROLE]),
        (DENIED, None, 1, [DENIED]),
    ],
)
def test_the_stream_s_policy_is_asked_for_too(described: Any, answer: Any, asked: int, policies: list[Any]) -> None:
    reader = Policies(answer)
    read = next(item.read for item in dynamodb.TABLES.details if item.name == "dynamodb:GetResourcePolicy")
    item = Answer({"TableName": "records"}, "dynamodb:ListTables")
    assert read(reader, item, Got({"dynamodb:DescribeTable": described})) == policies
    assert reader.asked == ["arn:aws:dynamodb:us-east-1:123456789012:table/records", "arn:stream"][:asked]


def test_tags_come_in_pages() -> None:
    pages = [Answer({"Key": "a", "Value": "1"}, "dynamodb"), Answer({"Key": "b", "Value": "2"}, "dynamodb")]
    assert table(tags=pages).tags == Tags(items={"a": "1", "b": "2"})
    assert table(tags=[*pages, DENIED]).tags == DENIED
    assert table(tags=[]).tags == Tags(items={})


def dax(values: dict[str, Any]) -> DaxCluster:
    """The asset of a DAX cluster."""
    item = {"ClusterName": "cache", "ClusterArn": "arn:aws:dax:us-east-1:123456789012:cache/cache", **values}
    return dynamodb.build_cluster(PLACE, Answer(item, "dax:DescribeClusters"), Got({"dax:ListTags": NOT_READ}))


@pytest.mark.parametrize(
    ("values", "encrypted", "tls"),
    [
        ({"SSEDescription": {"Status": "ENABLED"}, "ClusterEndpointEncryptionType": "TLS"}, True, True),
        ({"SSEDescription": {"Status": "DISABLED"}, "ClusterEndpointEncryptionType": "NONE"}, False, False),
        ({"SSEDescription": {"Status": "ENABLING"}}, None, None),
        ({"SSEDescription": {}}, None, None),
        ({}, None, None),
    ],
)
def test_dax(values: dict[str, Any], encrypted: bool | None, tls: bool | None) -> None:
    got = dax(values)
    assert isinstance(got.encrypted, Unknown) if encrypted is None else got.encrypted is encrypted
    assert isinstance(got.tls, Unknown) if tls is None else got.tls is tls
