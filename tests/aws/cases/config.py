"""AWS Config: the recorder of a region."""

from __future__ import annotations

from tests.support.aws import Case, Client
from tests.support.plans import resource


def seed(client: Client) -> None:
    """The region's recorder records a list of types."""
    client("s3").create_bucket(Bucket="config-history")
    config = client("config")
    config.put_configuration_recorder(
        ConfigurationRecorder={
            "name": "default",
            "roleARN": "arn:aws:iam::123456789012:role/config",
            "recordingGroup": {
                "allSupported": False,
                "includeGlobalResourceTypes": False,
                "resourceTypes": ["AWS::EC2::Instance"],
            },
        }
    )
    config.put_delivery_channel(DeliveryChannel={"name": "default", "s3BucketName": "config-history"})
    config.start_configuration_recorder(ConfigurationRecorderName="default")


CASE = Case(
    types=("aws.config.recorder",),
    seed=seed,
    expected={
        "aws-config-recorder-all-resource-types": {"default": "fail"},
        "aws-config-recorder-recording": {"default": "pass"},
    },
    unserved={"config:ListTagsForResource": "the simulator gives recorders no ARN, by which tags are asked for"},
    plan=(
        resource(
            "aws_config_configuration_recorder.default",
            {"name": "default", "id": "default", "recording_group": [{"all_supported": False}]},
        ),
        resource("aws_config_configuration_recorder_status.default", {"name": "default", "id": "default", "is_enabled": True}),
        resource("aws_config_delivery_channel.default", {"name": "default", "id": "default", "s3_bucket_name": "config-history"}),
    ),
    differences={("aws.config.recorder", "tags"): "not simulated"},
)
