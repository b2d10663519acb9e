"""IAM users, roles, groups and customer managed policies."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from tests.support.aws import ACCOUNT, Case, Client
from tests.support.plans import resource

ARN = f"arn:aws:iam::{ACCOUNT}"
ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess"
OLD = datetime(2024, 5, 1)  # noqa: DTZ001 - as moto keeps times
READ = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::records/*"}],
}
WIDE = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": ["iam:AttachUserPolicy", "kms:Decrypt", "sts:AssumeRole", "dynamodb:*"],
            "Resource": "*",
        }
    ],
}
EVERYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


def trust(principal: Any, action: str = "sts:AssumeRole") -> str:
    """A trust policy."""
    return json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": principal, "Action": action}]}, sort_keys=True
    )


SERVICE = trust({"Service": "ec2.amazonaws.com"})
PEOPLE = trust({"AWS": f"{ARN}:root"})
ANYONE = trust({"AWS": "*"})
GITHUB = trust({"Federated": f"{ARN}:oidc-provider/token.actions.githubusercontent.com"}, "sts:AssumeRoleWithWebIdentity")


def seed(client: Client) -> None:
    """`alice`, `app`, `read` and `clinicians` are as they should be. `bob`, `open`, `wide` and `admins` can do too much; `robot`
    has an old key, `former` nothing left, `nobody` no members."""
    iam = client("iam")
    _offer_administrator_access()
    _policies_and_groups(iam)
    _roles(iam)
    for name in ("alice", "bob", "robot", "former"):
        iam.create_user(UserName=name, Tags=[{"Key": "Department", "Value": name}])
    for name in ("alice", "bob"):
        iam.create_login_profile(UserName=name, Password="Correct-Horse-1")  # noqa: S106 - nobody's
    device = iam.create_virtual_mfa_device(VirtualMFADeviceName="alice")["VirtualMFADevice"]["SerialNumber"]
    iam.enable_mfa_device(UserName="alice", SerialNumber=device, AuthenticationCode1="123456", AuthenticationCode2="654321")
    for name in ("alice", "robot"):
        iam.add_user_to_group(GroupName="clinicians", UserName=name)
    iam.put_user_policy(UserName="bob", PolicyName="wide", PolicyDocument=json.dumps(WIDE))
    iam.attach_user_policy(UserName="bob", PolicyArn=ADMIN)
    for name in ("alice", "robot"):
        iam.create_access_key(UserName=name)
    _make_old("robot")


def _policies_and_groups(iam: Any) -> None:
    tags = [{"Key": "DataClassification", "Value": "PHI"}]
    iam.create_policy(PolicyName="read", PolicyDocument=json.dumps(WIDE), Tags=tags)
    iam.create_policy_version(PolicyArn=f"{ARN}:policy/read", PolicyDocument=json.dumps(READ), SetAsDefault=True)
    iam.create_policy(PolicyName="wide", PolicyDocument=json.dumps(WIDE))
    iam.create_policy(PolicyName="everything", PolicyDocument=json.dumps(EVERYTHING))
    for name in ("clinicians", "admins", "nobody"):
        iam.create_group(GroupName=name)
    iam.attach_group_policy(GroupName="clinicians", PolicyArn=f"{ARN}:policy/read")
    iam.attach_group_policy(GroupName="admins", PolicyArn=ADMIN)
    iam.put_group_policy(GroupName="admins", PolicyName="wide", PolicyDocument=json.dumps(WIDE))


def _roles(iam: Any) -> None:
    for name, document in (("app", SERVICE), ("people", PEOPLE), ("open", ANYONE), ("ci", GITHUB)):
        iam.create_role(
            RoleName=name, AssumeRolePolicyDocument=document, MaxSessionDuration=43200 if name in ("app", "people") else 3600
        )
    iam.put_role_permissions_boundary(RoleName="people", PermissionsBoundary=f"{ARN}:policy/read")
    iam.attach_role_policy(RoleName="app", PolicyArn=f"{ARN}:policy/read")
    iam.attach_role_policy(RoleName="open", PolicyArn=ADMIN)
    iam.put_role_policy(RoleName="open", PolicyName="wide", PolicyDocument=json.dumps(WIDE))
    iam.create_service_linked_role(AWSServiceName="autoscaling.amazonaws.com")


def _offer_administrator_access() -> None:
    """moto leaves out the policies that AWS manages."""
    from moto.iam.models import AWSManagedPolicy, iam_backends

    backend = iam_backends[ACCOUNT]["aws"]
    made = {"Path": "/", "DefaultVersionId": "v1", "Document": EVERYTHING, "CreateDate": str(OLD), "UpdateDate": str(OLD)}
    policy = AWSManagedPolicy.from_data("AdministratorAccess", ACCOUNT, "us-east-1", made)
    backend.aws_managed_policies.append(policy)
    backend.managed_policies[policy.arn] = policy


def _make_old(user: str) -> None:
    """There is no call that makes an old key."""
    from moto.iam.models import iam_backends

    iam_backends[ACCOUNT]["aws"].users[user].access_keys[0].create_date = OLD


CASE = Case(
    types=("aws.iam.group", "aws.iam.policy", "aws.iam.role", "aws.iam.user"),
    seed=seed,
    expected={
        "aws-iam-group-has-users": {"admins": "fail", "clinicians": "pass", "nobody": "fail"},
        "aws-iam-group-inline-no-decrypt-any-key": {"admins": "fail", "clinicians": "pass", "nobody": "pass"},
        "aws-iam-group-inline-no-privilege-escalation": {"admins": "fail", "clinicians": "pass", "nobody": "pass"},
        "aws-iam-group-no-full-admin": {"admins": "fail", "clinicians": "pass", "nobody": "pass"},
        "aws-iam-group-no-inline-policies": {"admins": "fail", "clinicians": "pass", "nobody": "pass"},
        "aws-iam-policy-no-assume-any-role": {"everything": "not_applicable", "read": "pass", "wide": "fail"},
        "aws-iam-policy-no-decrypt-any-key": {"everything": "not_applicable", "read": "pass", "wide": "fail"},
        "aws-iam-policy-no-full-admin": {"everything": "fail", "read": "pass", "wide": "pass"},
        "aws-iam-policy-no-privilege-escalation": {"everything": "not_applicable", "read": "pass", "wide": "fail"},
        "aws-iam-policy-no-service-wildcard": {"everything": "not_applicable", "read": "pass", "wide": "fail"},
        "aws-iam-role-inline-no-decrypt-any-key": {"app": "pass", "ci": "pass", "open": "fail", "people": "pass"},
        "aws-iam-role-inline-no-privilege-escalation": {"app": "pass", "ci": "pass", "open": "fail", "people": "pass"},
        "aws-iam-role-no-full-admin": {"app": "pass", "ci": "pass", "open": "fail", "people": "pass"},
        "aws-iam-role-no-inline-policies": {"app": "pass", "ci": "pass", "open": "fail", "people": "pass"},
        "aws-iam-role-session-duration": {"app": "not_applicable", "ci": "not_applicable", "open": "pass", "people": "fail"},
        "aws-iam-role-trust-not-public": {"app": "pass", "ci": "pass", "open": "fail", "people": "pass"},
        "aws-iam-role-web-identity-restricted": {"app": "pass", "ci": "fail", "open": "pass", "people": "pass"},
        "aws-iam-user-access-keys-rotated": {
            "alice": "pass",
            "bob": "not_applicable",
            "former": "not_applicable",
            "robot": "fail",
        },
        "aws-iam-user-console-mfa": {"alice": "pass", "bob": "fail", "former": "not_applicable", "robot": "not_applicable"},
        "aws-iam-user-in-group": {"alice": "pass", "bob": "fail", "former": "fail", "robot": "pass"},
        "aws-iam-user-inline-no-decrypt-any-key": {"alice": "pass", "bob": "fail", "former": "pass", "robot": "pass"},
        "aws-iam-user-inline-no-privilege-escalation": {"alice": "pass", "bob": "fail", "former": "pass", "robot": "pass"},
        "aws-iam-user-mfa-enabled": {"alice": "pass", "bob": "fail", "former": "not_applicable", "robot": "fail"},
        "aws-iam-user-no-direct-policies": {"alice": "pass", "bob": "fail", "former": "pass", "robot": "pass"},
        "aws-iam-user-no-full-admin": {"alice": "pass", "bob": "fail", "former": "pass", "robot": "pass"},
        "aws-iam-user-unused-credentials-disabled": {"alice": "pass", "bob": "pass", "former": "not_applicable", "robot": "fail"},
    },
    plan=(
        resource(
            "aws_iam_policy.read",
            {
                "name": "read",
                "id": f"{ARN}:policy/read",
                "arn": f"{ARN}:policy/read",
                "policy": json.dumps(READ),
                "tags_all": {"DataClassification": "PHI"},
            },
        ),
        resource("aws_iam_group.admins", {"name": "admins", "id": "admins", "arn": f"{ARN}:group/admins"}),
        resource("aws_iam_group_policy.wide", {"name": "wide", "group": "admins", "policy": json.dumps(WIDE)}),
        resource("aws_iam_group_policy_attachment.admins", {"group": "admins", "policy_arn": ADMIN}),
        resource(
            "aws_iam_role.people",
            {
                "name": "people",
                "id": "people",
                "arn": f"{ARN}:role/people",
                "assume_role_policy": PEOPLE,
                "max_session_duration": 43200,
                "permissions_boundary": f"{ARN}:policy/read",
                "inline_policy": [],
                "managed_policy_arns": [],
            },
        ),
        resource(
            "aws_iam_role.open",
            {
                "name": "open",
                "id": "open",
                "arn": f"{ARN}:role/open",
                "assume_role_policy": ANYONE,
                "inline_policy": [{"name": "wide", "policy": json.dumps(WIDE)}],
                "managed_policy_arns": [ADMIN],
            },
        ),
        resource(
            "aws_iam_user.bob",
            {
                "name": "bob",
                "id": "bob",
                "arn": f"{ARN}:user/bob",
                "tags_all": {"Department": "bob"},
            },
        ),
        resource("aws_iam_user_policy.bob", {"name": "wide", "user": "bob", "policy": json.dumps(WIDE)}),
        resource("aws_iam_user_policy_attachment.bob", {"user": "bob", "policy_arn": ADMIN}),
        resource("aws_iam_user_login_profile.bob", {"user": "bob"}),
    ),
    differences={
        ("aws.iam.user", "mfa_enabled"): "only a running estate tells",
        ("aws.iam.user", "credentials"): "only a running estate tells",
    },
)
