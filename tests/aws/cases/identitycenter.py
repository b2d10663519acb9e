"""Permission sets of IAM Identity Center."""

from __future__ import annotations

from tests.support.aws import Case, Client
from tests.support.plans import resource


def seed(client: Client) -> None:
    """`clinicians` sign in for an hour, `operators` for twelve."""
    sso = client("sso-admin")
    instance = sso.list_instances()["Instances"][0]["InstanceArn"]
    for name, duration in (("clinicians", "PT1H"), ("operators", "PT12H")):
        sso.create_permission_set(Name=name, InstanceArn=instance, SessionDuration=duration)


CASE = Case(
    types=("aws.identitycenter.permission_set",),
    seed=seed,
    expected={"aws-identitycenter-permission-set-session-duration": {"clinicians": "pass", "operators": "fail"}},
    unserved={"sso-admin:ListTagsForResource": "not in moto"},
    plan=(
        resource(
            "aws_ssoadmin_permission_set.clinicians",
            {"name": "clinicians", "arn": "arn:aws:sso:::permissionSet/ssoins-1/ps-1", "id": "ps-1"},
        ),
        resource(
            "aws_ssoadmin_permission_set.operators",
            {"name": "operators", "arn": "arn:aws:sso:::permissionSet/ssoins-1/ps-2", "id": "ps-2", "session_duration": "PT12H"},
        ),
    ),
    differences={
        ("aws.identitycenter.permission_set", "arn"): "AWS makes up ids",
        ("aws.identitycenter.permission_set", "tags"): "not in moto",
    },
)
