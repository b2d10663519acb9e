"""AWS Secrets Manager. https://docs.aws.amazon.com/secretsmanager/latest/apireference/"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Record, Unknown
from hipaacheck_assets.aws.policy import Policy
from hipaacheck_assets.truth import Truth

_AWS_MANAGED = "alias/aws/secretsmanager"


def has_customer_key(key: str | None | Unknown) -> Truth:
    """Whether a secret's key is the customer's. A key that will exist after apply and that a resource of the plan declares is;
    the AWS managed key is named by its alias, so an id or ARN of a key counts as the customer's."""
    if isinstance(key, Unknown):
        return True if key.refers is not None else key
    return key is not None and not key.endswith(_AWS_MANAGED)


class Rotation(Record, frozen=True, kw_only=True):
    """Automatic rotation."""

    enabled: bool | Unknown
    """Whether it is on."""
    after_days: int | None | Unknown
    """Days between rotations; null when `schedule` says."""
    schedule: str | None | Unknown
    """`cron(…)` or `rate(…)`; null when `after_days` says."""


class Secret(Asset, frozen=True, kw_only=True, tag="aws.secretsmanager.secret"):
    """A secret, without its value."""

    arn: str | None | Unknown
    """ARN."""
    kms_key: str | None | Unknown
    """Key id, ARN or alias; null for the key that AWS manages, `alias/aws/secretsmanager`."""
    has_customer_key: bool | Unknown
    """Whether a customer managed key encrypts the secret, and one of its region every copy in another region."""
    rotation: Rotation | None | Unknown
    """Automatic rotation; null when none is configured."""
    policy: Policy | None | Unknown
    """Resource policy; null when there is none."""
    recovery_window_days: int | None | Unknown
    """Days for which a deleted secret can be restored, 30 unless set; 0 for none; null where that is only said on deletion."""


SECRET = AssetType(name="aws.secretsmanager.secret", record=Secret)
