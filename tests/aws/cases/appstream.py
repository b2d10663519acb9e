"""AppStream fleets."""

from __future__ import annotations

from tests.support.aws import Case, Client


def seed(_: Client) -> None:
    """moto has no AppStream: what is read is tried on answers alone."""


CASE = Case(
    types=("aws.appstream.fleet",),
    seed=seed,
    expected={
        "aws-appstream-fleet-disconnect-timeout": {},
        "aws-appstream-fleet-idle-disconnect": {},
        "aws-appstream-fleet-session-limit": {},
    },
    canned={
        "appstream:DescribeFleets": {
            "Fleets": [
                {
                    "Arn": "arn:aws:appstream:us-east-1:123456789012:fleet/desk",
                    "Name": "desk",
                    "InstanceType": "stream.standard.small",
                    "ComputeCapacityStatus": {"Desired": 1},
                    "State": "RUNNING",
                    "MaxUserDurationInSeconds": 3600,
                    "DisconnectTimeoutInSeconds": 300,
                    "IdleDisconnectTimeoutInSeconds": 900,
                }
            ]
        },
        "appstream:ListTagsForResource": {"Tags": {"DataClassification": "PHI"}},
    },
    unserved={"appstream:DescribeFleets": "moto does not have the service"},
)
