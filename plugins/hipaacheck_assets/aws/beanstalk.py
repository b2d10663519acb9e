"""AWS Elastic Beanstalk environments.

Options: https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/command-options-general.html
"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Unknown


class Environment(Asset, frozen=True, kw_only=True, tag="aws.elasticbeanstalk.environment"):
    """An environment. Its options are not kept as such, as they hold the application's environment variables."""

    arn: str | Unknown | None
    """ARN of the environment."""
    enhanced_health: bool | Unknown
    """Whether health reporting is `enhanced`; Beanstalk's default is `basic`."""
    managed_updates: bool | Unknown
    """Whether Beanstalk installs platform updates in a weekly window."""
    update_level: str | Unknown | None
    """`patch` or `minor`: which platform updates those are; null when not set."""


ENVIRONMENT = AssetType(name="aws.elasticbeanstalk.environment", record=Environment)
