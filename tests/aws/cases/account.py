"""An account: its settings and its root user. There is one, so each control gives one verdict. moto does not tell whether the root
user has a password, and no plan declares a whole account."""

from __future__ import annotations

from tests.support.aws import ACCOUNT, Case, Client


def seed(client: Client) -> None:
    """A password policy without expiry, a public access block with a hole, default encryption, and an organization."""
    client("organizations").create_organization()
    client("organizations").tag_resource(ResourceId=ACCOUNT, Tags=[{"Key": "DataClassification", "Value": "PHI"}])
    iam = client("iam")
    iam.create_account_alias(AccountAlias="clinic")
    iam.update_account_password_policy(
        MinimumPasswordLength=14,
        RequireSymbols=True,
        RequireNumbers=True,
        RequireUppercaseCharacters=True,
        RequireLowercaseCharacters=True,
        PasswordReusePrevention=24,
    )
    client("ec2").enable_ebs_encryption_by_default()
    client("s3control").put_public_access_block(
        AccountId=ACCOUNT,
        PublicAccessBlockConfiguration={
            "BlockPublicAcls": True,
            "BlockPublicPolicy": True,
            "IgnorePublicAcls": True,
            "RestrictPublicBuckets": False,
        },
    )


_OTHER_REGIONS = (
    "aws-cloudtrail-multi-region-trail",
    "aws-cloudtrail-s3-data-events",
    "aws-cloudtrail-security-trail",
    "aws-cloudwatch-cloudtrail-change-alarm",
    "aws-cloudwatch-console-sign-in-failure-alarm",
    "aws-cloudwatch-console-sign-in-without-mfa-alarm",
    "aws-cloudwatch-iam-change-alarm",
    "aws-cloudwatch-kms-key-deletion-alarm",
    "aws-cloudwatch-network-acl-change-alarm",
    "aws-cloudwatch-network-gateway-change-alarm",
    "aws-cloudwatch-root-usage-alarm",
    "aws-cloudwatch-route-table-change-alarm",
    "aws-cloudwatch-s3-policy-change-alarm",
    "aws-cloudwatch-security-group-change-alarm",
    "aws-cloudwatch-unauthorized-api-call-alarm",
    "aws-cloudwatch-vpc-change-alarm",
)
"""Controls that ask for trails and alarms, of which there may be some in the regions that cases do not read."""

CASE = Case(
    types=("aws.account",),
    seed=seed,
    expected={
        "aws-account-access-analyzer": {"clinic": "unknown"},
        "aws-account-access-analyzer-every-region": {"clinic": "unknown"},
        "aws-account-ebs-default-encryption": {"clinic": "unknown"},
        "aws-account-password-policy-expiry": {"clinic": "fail"},
        "aws-account-password-policy-strong": {"clinic": "pass"},
        "aws-account-root-hardware-mfa": {"clinic": "unknown"},
        "aws-account-root-mfa-enabled": {"clinic": "unknown"},
        "aws-account-root-no-access-keys": {"clinic": "pass"},
        "aws-account-s3-public-access-blocked": {"clinic": "fail"},
        **{control: {"clinic": "unknown"} for control in _OTHER_REGIONS},
    },
    unserved={"accessanalyzer:ListAnalyzers": "moto does not have the service"},
)
