"""Security Hub of a region."""

from __future__ import annotations

from tests.support.aws import Case, Client
from tests.support.plans import resource

HUB = "arn:aws:securityhub:us-east-1:123456789012:hub/default"


def seed(client: Client) -> None:
    """Security Hub is on."""
    client("securityhub").enable_security_hub()


CASE = Case(
    types=("aws.securityhub.hub",),
    seed=seed,
    expected={"aws-securityhub-hub-enabled": {"hub/default": "pass"}},
    unserved={"securityhub:ListTagsForResource": "not simulated"},
    plan=(resource("aws_securityhub_account.hub", {"id": "123456789012", "arn": HUB}),),
    differences={("aws.securityhub.hub", "tags"): "not simulated"},
)
