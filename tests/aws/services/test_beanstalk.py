"""Elastic Beanstalk environments, from answers."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_aws.collect import NOT_READ, Got
from hipaacheck_aws.reader import Place
from hipaacheck_aws.services.beanstalk import build
from hipaacheck_live.answers import Answer

PLACE = Place(account="123456789012", region="us-east-1", partition="aws")
SETTINGS = "elasticbeanstalk:DescribeConfigurationSettings"
HEALTH = ("aws:elasticbeanstalk:healthreporting:system", "SystemType")
ACTIONS = ("aws:elasticbeanstalk:managedactions", "ManagedActionsEnabled")
LEVEL = ("aws:elasticbeanstalk:managedactions:platformupdate", "UpdateLevel")


def options(**more: Any) -> dict[str, Any]:
    """One set of settings: `health`, `actions`, `level`."""
    names = {"health": HEALTH, "actions": ACTIONS, "level": LEVEL}
    found = [{"Namespace": names[key][0], "OptionName": names[key][1], "Value": value} for key, value in more.items()]
    return {"DeploymentStatus": "deployed", "OptionSettings": found}


def environment(*sets: dict[str, Any], settings: Any = None) -> Any:
    """The asset of an environment with these sets of settings."""
    item = Answer({"EnvironmentArn": "arn:environment", "EnvironmentName": "records"}, "elasticbeanstalk:DescribeEnvironments")
    answer = Answer({"ConfigurationSettings": list(sets)}, SETTINGS) if settings is None else settings
    tags = Answer({"ResourceTags": [{"Key": "Team", "Value": "records"}]}, "elasticbeanstalk:ListTagsForResource")
    return build(PLACE, item, Got({SETTINGS: answer, "elasticbeanstalk:ListTagsForResource": tags}))


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (options(), (False, False, None)),
        (options(health="basic", actions="false"), (False, False, None)),
        (options(health="enhanced", actions="true", level="minor"), (True, True, "minor")),
    ],
)
def test_options(found: dict[str, Any], expected: Any) -> None:
    made = environment(found)
    assert (made.enhanced_health, made.managed_updates, made.update_level) == expected
    assert (made.id, made.name, made.tags.items) == ("arn:environment", "records", {"Team": "records"})


def test_only_deployed_settings_count() -> None:
    pending = {**options(health="enhanced", actions="true"), "DeploymentStatus": "pending"}
    assert environment(options(), pending).enhanced_health is False


@pytest.mark.parametrize(
    "sets",
    [
        [],
        [{**options(health="enhanced"), "DeploymentStatus": "failed"}],
        [options(health={"$redacted": {"why": "may hold secrets: value", "len": 8, "hmac": "00"}})],
        [{"DeploymentStatus": "deployed", "OptionSettings": ["odd"]}],
    ],
)
def test_what_is_not_told_is_unknown(sets: list[dict[str, Any]]) -> None:
    assert isinstance(environment(*sets).enhanced_health, Unknown)


def test_what_is_not_read_is_unknown() -> None:
    made = environment(settings=NOT_READ)
    assert (made.enhanced_health, made.managed_updates, made.update_level) == (NOT_READ,) * 3
