"""Kinesis data streams and Firehose delivery streams."""

from __future__ import annotations

from tests.support.aws import Case, Client
from tests.support.plans import resource

KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
ROLE = "arn:aws:iam::123456789012:role/delivery"
BUCKET = {"RoleARN": ROLE, "BucketARN": "arn:aws:s3:::records"}
STREAM = "arn:aws:kinesis:us-east-1:123456789012:stream"


def seed(client: Client) -> None:
    """`vitals` and `intake` are encrypted, `plain` and `bare` are not, `tail` reads from `vitals`; `d1` to `d9` fill a page."""
    kinesis, firehose = client("kinesis"), client("firehose")
    for name in ("vitals", "plain"):
        kinesis.create_stream(StreamName=name, ShardCount=1)
    kinesis.start_stream_encryption(StreamName="vitals", EncryptionType="KMS", KeyId=KEY)
    kinesis.increase_stream_retention_period(StreamName="vitals", RetentionPeriodHours=48)
    kinesis.add_tags_to_stream(StreamName="vitals", Tags={"DataClassification": "PHI"})
    firehose.create_delivery_stream(
        DeliveryStreamName="intake",
        DeliveryStreamType="DirectPut",
        ExtendedS3DestinationConfiguration=BUCKET,
        Tags=[{"Key": "DataClassification", "Value": "PHI"}],
    )
    firehose.start_delivery_stream_encryption(
        DeliveryStreamName="intake",
        DeliveryStreamEncryptionConfigurationInput={"KeyType": "CUSTOMER_MANAGED_CMK", "KeyARN": KEY},
    )
    for name in ("bare", *(f"d{number}" for number in range(1, 10))):
        firehose.create_delivery_stream(
            DeliveryStreamName=name,
            DeliveryStreamEncryptionConfigurationInput={"KeyType": "AWS_OWNED_CMK"},
            ExtendedS3DestinationConfiguration=BUCKET,
        )
        firehose.stop_delivery_stream_encryption(DeliveryStreamName=name)
    firehose.create_delivery_stream(
        DeliveryStreamName="tail",
        DeliveryStreamType="KinesisStreamAsSource",
        KinesisStreamSourceConfiguration={"KinesisStreamARN": f"{STREAM}/vitals", "RoleARN": ROLE},
        ExtendedS3DestinationConfiguration=BUCKET,
    )


CASE = Case(
    types=("aws.kinesis.stream", "aws.firehose.delivery_stream"),
    seed=seed,
    expected={
        "aws-kinesis-stream-classified": {"plain": "fail", "vitals": "pass"},
        "aws-kinesis-stream-encrypted": {"vitals": "pass", "plain": "fail"},
        "aws-firehose-delivery-stream-encrypted": {"intake": "pass", "bare": "fail", "d9": "fail", "tail": "not_applicable"},
    },
    plan=(
        resource(
            "aws_kinesis_stream.vitals",
            {
                "id": f"{STREAM}/vitals",
                "arn": f"{STREAM}/vitals",
                "name": "vitals",
                "encryption_type": "KMS",
                "kms_key_id": KEY,
                "retention_period": 48,
                "tags_all": {"DataClassification": "PHI"},
            },
        ),
        resource(
            "aws_kinesis_stream.plain",
            {
                "id": f"{STREAM}/plain",
                "arn": f"{STREAM}/plain",
                "name": "plain",
                "encryption_type": "NONE",
                "retention_period": 24,
            },
        ),
        resource(
            "aws_kinesis_firehose_delivery_stream.intake",
            {
                "arn": "arn:aws:firehose:us-east-1:123456789012:deliverystream/intake",
                "name": "intake",
                "destination": "extended_s3",
                "server_side_encryption": [{"enabled": True, "key_type": "CUSTOMER_MANAGED_CMK", "key_arn": KEY}],
                "tags_all": {"DataClassification": "PHI"},
            },
        ),
        resource(
            "aws_kinesis_firehose_delivery_stream.tail",
            {
                "arn": "arn:aws:firehose:us-east-1:123456789012:deliverystream/tail",
                "name": "tail",
                "destination": "extended_s3",
                "kinesis_source_configuration": [{"kinesis_stream_arn": f"{STREAM}/vitals", "role_arn": ROLE}],
                "server_side_encryption": [{"enabled": False}],
            },
        ),
    ),
)
