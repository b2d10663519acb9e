"""An AWS account: settings that hold for all of it, and its root user.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountPasswordPolicy.html, API_GetAccountSummary.html;
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetEbsEncryptionByDefault.html.
"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Record, Relation, Unknown
from hipaacheck_assets.aws.s3 import PublicAccessBlock
from hipaacheck_assets.truth import Truth, all_of

_EXTERNAL = ("ACCOUNT", "ORGANIZATION")


class PasswordPolicy(Record, frozen=True, kw_only=True):
    """Rules for the passwords of IAM users. Where a plan declares several, the weakest value of each."""

    minimum_length: int | Unknown
    """Fewest characters a password may have."""
    require_lowercase: bool | Unknown
    """Whether a lower-case letter is required."""
    require_uppercase: bool | Unknown
    """Whether an upper-case letter is required."""
    require_numbers: bool | Unknown
    """Whether a digit is required."""
    require_symbols: bool | Unknown
    """Whether a character that is neither letter nor digit is required."""
    reuse_prevention: int | None | Unknown
    """How many earlier passwords cannot be used again; null when all can."""
    maximum_age_days: int | None | Unknown
    """Days after which a password expires; null when passwords do not expire."""


class AccessAnalyzer(Record, frozen=True, kw_only=True):
    """One IAM Access Analyzer."""

    type: str | Unknown
    """`ACCOUNT` or `ORGANIZATION`: reports external access; `…_UNUSED_ACCESS` and `…_INTERNAL_ACCESS` look for other things."""
    region: str | None | Unknown
    """Region it works in; null when the source does not say."""
    active: bool | Unknown
    """Whether it works: not disabled, failed or still being made. True of one that a plan declares."""


def watches(analyzer: AccessAnalyzer) -> Truth:
    """Whether an analyzer reports external access."""
    external = analyzer.type if isinstance(analyzer.type, Unknown) else analyzer.type in _EXTERNAL
    return all_of([external, analyzer.active])


class Account(Asset, frozen=True, kw_only=True, tag="aws.account"):
    """An account, or what one plan declares of it: one asset a plan, and none where the plan declares nothing account-wide."""

    whole: bool
    """Whether the account itself was read, so that what is null or empty does not exist. False for a plan, which declares
    parts of an account: there, what is null or empty is not declared in that plan, and says nothing about the account."""
    password_policy: PasswordPolicy | None | Unknown
    """Password policy of IAM users; null when none is set."""
    ebs_default_encryption: bool | None | Unknown
    """Whether new EBS volumes are encrypted by default, in every region read or declared; null when no region is."""
    s3_public_access_block: PublicAccessBlock | None | Unknown
    """The account's own block, in force for all its buckets; null when none is set."""
    access_analyzers: list[AccessAnalyzer | Unknown] | Unknown
    """IAM Access Analyzers of all regions. Not one that another account of the organization runs for all."""
    regions_without_analyzer: list[str | Unknown] | Unknown
    """Regions read in which no analyzer of the account reports external access."""
    root_mfa_enabled: bool | Unknown
    """Whether the root user has an MFA device of any kind."""
    root_hardware_mfa: bool | Unknown
    """Whether the root user has MFA devices and none of them is virtual. A passkey counts as hardware: AWS does not tell where
    it is kept."""
    root_access_keys: bool | Unknown
    """Whether the root user has access keys."""
    root_password: bool | Unknown
    """Whether the root user has a password. Member accounts of an organization can do without."""
    organizational_units: list[str | Unknown] | Unknown | None
    """Ids of the organizational units above the account, the nearest first, and of the root of the organization; null where
    the organization was not asked."""


ACCOUNT = AssetType(
    name="aws.account",
    record=Account,
    relations={
        "trails": Relation(
            to="aws.cloudtrail.trail",
            mine="account",
            theirs="account",
            many=True,
            missing="null",
            nulls=True,
            within="account",
            doc="The CloudTrail trails.",
        ),
        "metric_filters": Relation(
            to="aws.logs.metric_filter",
            mine="account",
            theirs="account",
            many=True,
            missing="null",
            nulls=True,
            within="account",
            doc="The metric filters on CloudWatch log groups.",
        ),
    },
    runtime=frozenset(
        {
            "root_mfa_enabled",
            "root_hardware_mfa",
            "root_access_keys",
            "root_password",
            "organizational_units",
            "regions_without_analyzer",
        }
    ),
)
