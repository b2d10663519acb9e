"""AWS Elastic Beanstalk: environments. https://docs.aws.amazon.com/elasticbeanstalk/latest/api/"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hipaacheck import Unknown
from hipaacheck_assets.aws.beanstalk import Environment
from hipaacheck_aws.collect import Collector, Got, detail
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_live.answers import Answer, tags

_HEALTH = "aws:elasticbeanstalk:healthreporting:system"
_ACTIONS = "aws:elasticbeanstalk:managedactions"
_SETTINGS = "elasticbeanstalk:DescribeConfigurationSettings"


def _find(reader: Reader) -> Iterator[Answer | Unknown]:
    """Environments that are not terminated."""
    yield from reader.pages("elasticbeanstalk:DescribeEnvironments", "Environments", IncludeDeleted=False)


def _environment(item: Answer) -> dict[str, Any]:
    return {"ApplicationName": item.known("ApplicationName"), "EnvironmentName": item.known("EnvironmentName")}


def build(place: Place, item: Answer, got: Got) -> Environment:
    """One asset per environment. What is set nowhere has the default that Beanstalk documents: `basic` health, no updates."""
    arn = item.known("EnvironmentArn")
    health = _option(got, _HEALTH, "SystemType")
    managed = _option(got, _ACTIONS, "ManagedActionsEnabled")
    return Environment(
        **place.common(
            arn,
            item.known("EnvironmentName"),
            got.read("elasticbeanstalk:ListTagsForResource", lambda answer: tags(answer, "ResourceTags")),
        ),
        arn=arn,
        enhanced_health=health if isinstance(health, Unknown) else health == "enhanced",
        managed_updates=managed if isinstance(managed, Unknown) else (managed or "").lower() == "true",
        update_level=_option(got, f"{_ACTIONS}:platformupdate", "UpdateLevel"),
    )


def _option(got: Got, namespace: str, name: str) -> str | Unknown | None:
    """The value of one option; null when it is set nowhere."""
    found: str | Unknown | None = got.read(_SETTINGS, lambda answer: _value(answer, namespace, name))
    return found


def _value(answer: Answer, namespace: str, name: str) -> str | Unknown | None:
    """Of the deployed settings: those that are being deployed, or failed to be, are listed beside them."""
    sets = answer.blocks("ConfigurationSettings")
    if isinstance(sets, Unknown):
        return sets
    deployed = [item for item in sets if isinstance(item, Answer) and item.text("DeploymentStatus") == "deployed"]
    if len(deployed) != 1:
        return Unknown("the answer has not one set of deployed settings", answer.where)
    options = deployed[0].blocks("OptionSettings")
    for option in [options] if isinstance(options, Unknown) else options:
        place = option if isinstance(option, Unknown) else option.required("Namespace")
        which = option if isinstance(option, Unknown) else option.required("OptionName")
        if isinstance(option, Unknown) or isinstance(place, Unknown) or isinstance(which, Unknown):
            return place if isinstance(place, Unknown) else which
        if (place, which) == (namespace, name):
            return option.text("Value")
    return None


ENVIRONMENTS = Collector(
    asset_type="aws.elasticbeanstalk.environment",
    operations=("elasticbeanstalk:DescribeEnvironments",),
    find=_find,
    details=(
        detail(_SETTINGS, "enhanced_health", "managed_updates", "update_level", arguments=_environment),
        detail(
            "elasticbeanstalk:ListTagsForResource",
            "tags",
            arguments=lambda item: {"ResourceArn": item.known("EnvironmentArn")},
        ),
    ),
    build=build,
)
