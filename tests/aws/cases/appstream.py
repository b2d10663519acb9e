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
    unserved={"appstream:DescribeFleets": "moto does not have the service"},
)
