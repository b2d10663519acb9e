"""Accounts outside the commercial partition: their regions, their ARNs, the region of their global services."""

from __future__ import annotations

import pytest
from moto import mock_aws

from hipaacheck_aws.accounts import HOMES
from tests.support import aws

READS = {"aws.s3.bucket": frozenset({"*"}), "aws.iam.role": frozenset({"*"}), "aws.sqs.queue": frozenset({"*"})}


@pytest.mark.parametrize(
    ("partition", "region"), [("aws-us-gov", "us-gov-west-1"), ("aws-us-gov", "us-gov-east-1"), ("aws-cn", "cn-northwest-1")]
)
def test_a_partition_is_read_as_its_own(partition: str, region: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with mock_aws():
        monkeypatch.setenv("AWS_DEFAULT_REGION", region)
        aws.boto("s3", region).create_bucket(Bucket="records", CreateBucketConfiguration={"LocationConstraint": region})
        aws.boto("sqs", region).create_queue(QueueName="orders")
        inventory = aws.scan(READS, (region,))
    ids = {asset.type: asset.id for asset in inventory.assets}
    assert ids["aws.s3.bucket"] == f"arn:{partition}:s3:::records"
    assert ids["aws.sqs.queue"] == f"arn:{partition}:sqs:{region}:123456789012:orders"
    assert {cell.state for cell in inventory.cells} == {"complete"}
    assert {cell.region for cell in inventory.cells} == {"global", region}


def test_homes_are_regions_of_their_partition() -> None:
    from botocore.session import Session

    session = Session()
    for partition, home in HOMES.items():
        assert home in session.get_available_regions("ec2", partition), partition
