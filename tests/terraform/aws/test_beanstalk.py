"""Elastic Beanstalk environments."""

from __future__ import annotations

from typing import Any

from hipaacheck import Unknown
from tests.support.plans import asset, resource

HEALTH = {"namespace": "aws:elasticbeanstalk:healthreporting:system", "name": "SystemType", "value": "enhanced"}
UPDATES = {"namespace": "aws:elasticbeanstalk:managedactions", "name": "ManagedActionsEnabled", "value": "True"}
LEVEL = {"namespace": "aws:elasticbeanstalk:managedactions:platformupdate", "name": "UpdateLevel", "value": "minor"}
PASSWORD = {"namespace": "aws:elasticbeanstalk:application:environment", "name": "DB_PASSWORD", "value": "hunter2"}


def environment(*settings: Any, unknown: Any = ("id", "arn"), **values: Any) -> Any:
    return asset(
        resource("aws_elastic_beanstalk_environment.a", {"name": "a", "setting": list(settings), **values}, unknown=unknown)
    )


def test_options() -> None:
    found = environment(PASSWORD, HEALTH, UPDATES, LEVEL)
    assert (found.enhanced_health, found.managed_updates, found.update_level) == (True, True, "minor")
    assert "hunter2" not in str(found)


def test_defaults() -> None:
    found = environment({**HEALTH, "value": "basic"})
    assert (found.enhanced_health, found.managed_updates, found.update_level) == (False, False, None)
    assert environment(PASSWORD).enhanced_health is False


def test_a_template_may_set_what_is_left_out() -> None:
    found = environment(HEALTH, template_name="base")
    assert found.enhanced_health is True
    assert isinstance(found.managed_updates, Unknown)


def test_options_known_only_after_apply() -> None:
    whole = resource("aws_elastic_beanstalk_environment.a", {"name": "a"}, unknown=("setting",))
    assert isinstance(asset(whole).enhanced_health, Unknown)
    found = environment({"namespace": HEALTH["namespace"]}, UPDATES, unknown={"setting": [{"name": True}, {}]})
    assert isinstance(found.enhanced_health, Unknown)
    assert found.managed_updates is True
