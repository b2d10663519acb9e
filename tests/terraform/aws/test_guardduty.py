"""GuardDuty detectors."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from tests.support.plans import asset, assets, resource

DETECTOR = resource("aws_guardduty_detector.d", {"enable": True}, unknown=("id", "arn", "datasources"))


def feature(
    name: str | None, state: str = "ENABLED", detector: str = "aws_guardduty_detector.d.id", **more: Any
) -> dict[str, Any]:
    return resource("aws_guardduty_detector_feature.f", {"name": name, "status": state}, refs={"detector_id": detector}, **more)


@pytest.mark.parametrize(("enable", "expected"), [(None, True), (True, True), (False, False)])
def test_detector(enable: bool | None, expected: bool) -> None:
    assert asset(resource("aws_guardduty_detector.d", {"enable": enable})).enabled is expected


@pytest.mark.parametrize(("state", "expected"), [("ENABLED", True), ("DISABLED", False)])
def test_feature_resources(state: str, expected: bool) -> None:
    found = asset(DETECTOR, feature("S3_DATA_EVENTS", state))
    assert found.s3_protection is expected
    assert isinstance(found.malware_protection, Unknown)


def test_nested_features_of_older_providers() -> None:
    sources = [
        {
            "s3_logs": [{"enable": False}],
            "malware_protection": [{"scan_ec2_instance_with_findings": [{"ebs_volumes": [{"enable": True}]}]}],
        }
    ]
    found = asset(resource("aws_guardduty_detector.d", {"enable": True, "datasources": sources}))
    assert (found.s3_protection, found.malware_protection) == (False, True)
    assert isinstance(found.rds_protection, Unknown)


def test_features_that_may_be_any_or_belong_to_any_detector() -> None:
    assert isinstance(asset(DETECTOR, feature(None, unknown=("name",))).s3_protection, Unknown)
    found = assets(DETECTOR, feature("S3_DATA_EVENTS", detector="local.detector"))
    assert isinstance(found["aws_guardduty_detector.d"].s3_protection, Unknown)  # type: ignore[attr-defined]


def test_a_feature_of_a_detector_elsewhere_makes_a_stub() -> None:
    found = asset(
        resource("aws_guardduty_detector_feature.f", {"detector_id": "abc", "name": "S3_DATA_EVENTS", "status": "DISABLED"})
    )
    assert found.id == "abc"
    assert found.s3_protection is False
    assert isinstance(found.enabled, Unknown)


def test_a_plan_has_no_findings() -> None:
    assert isinstance(asset(DETECTOR).open_high_findings, Unknown)
