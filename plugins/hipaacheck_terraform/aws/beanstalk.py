"""AWS Elastic Beanstalk environments.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/elastic_beanstalk_environment
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.aws.beanstalk import Environment
from hipaacheck_terraform.blocks import Resource
from hipaacheck_terraform.estate import Estate

_HEALTH = "aws:elasticbeanstalk:healthreporting:system"
_ACTIONS = "aws:elasticbeanstalk:managedactions"


def environments(estate: Estate) -> Iterator[Environment]:
    """One asset per environment."""
    for environment in estate.each("aws_elastic_beanstalk_environment"):
        health = _option(environment, _HEALTH, "SystemType")
        managed = _option(environment, _ACTIONS, "ManagedActionsEnabled")
        yield Environment(
            **estate.common(environment, environment.text("name")),
            arn=environment.text("arn"),
            enhanced_health=health if isinstance(health, Unknown) else health == "enhanced",
            managed_updates=managed if isinstance(managed, Unknown) else (managed or "").lower() == "true",
            update_level=_option(environment, f"{_ACTIONS}:platformupdate", "UpdateLevel"),
        )


def _option(environment: Resource, namespace: str, name: str) -> str | Unknown | None:
    """The value of one option; null when it is set nowhere. A configuration template may set what the environment leaves out."""
    settings = environment.blocks("setting")
    if isinstance(settings, Unknown):
        return settings
    doubt: Unknown | None = None
    for setting in settings:
        place = setting if isinstance(setting, Unknown) else setting.text("namespace")
        option = setting if isinstance(setting, Unknown) else setting.text("name")
        if isinstance(setting, Unknown) or isinstance(place, Unknown) or isinstance(option, Unknown):
            doubt = next(item for item in (setting, place, option) if isinstance(item, Unknown))
        elif (place, option) == (namespace, name):
            return setting.text("value")
    if doubt is None and environment.get("template_name") is not None:
        return Unknown("may be set by the configuration template", f"{environment.address}.template_name")
    return doubt
