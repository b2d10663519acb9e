"""AWS Config recorders."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from tests.support.plans import asset, assets, resource

RECORDER = resource("aws_config_configuration_recorder.r", {"name": "default"}, unknown=("id", "recording_group"))


def status(enabled: bool | None, **more: Any) -> dict[str, Any]:
    return resource("aws_config_configuration_recorder_status.s", {"name": "default", "is_enabled": enabled}, **more)


@pytest.mark.parametrize("enabled", [True, False])
def test_the_status_tells_whether_a_recorder_records(enabled: bool) -> None:
    found = asset(RECORDER, status(enabled))
    assert found.recording is enabled
    assert found.origins == {"recording": "aws_config_configuration_recorder_status.s"}


def test_a_recorder_without_status_is_stopped() -> None:
    assert asset(RECORDER).recording is False


def test_a_recorder_without_group_records_every_regional_type() -> None:
    found = asset(RECORDER)
    assert (found.all_supported, found.include_global) == (True, False)
    unknown = resource("aws_config_configuration_recorder.r", {"name": "default"}, refs={"recording_group": "var.group"})
    assert isinstance(asset(unknown).all_supported, Unknown)


def test_a_status_of_another_region_or_of_unknown_name_or_value() -> None:
    regions = {
        "aws": {"name": "aws", "expressions": {"region": {"constant_value": "us-east-1"}}},
        "aws.eu": {"name": "aws", "alias": "eu", "expressions": {"region": {"constant_value": "eu-west-1"}}},
    }
    elsewhere = assets(RECORDER, status(True, provider="aws.eu"), providers=regions)
    assert elsewhere["aws_config_configuration_recorder.r"].recording is False  # type: ignore[attr-defined]
    assert elsewhere["default"].recording is True  # type: ignore[attr-defined]
    unnamed = resource("aws_config_configuration_recorder_status.s", {"is_enabled": True}, refs={"name": "local.name"})
    assert isinstance(assets(RECORDER, unnamed)["aws_config_configuration_recorder.r"].recording, Unknown)  # type: ignore[attr-defined]
    assert isinstance(asset(RECORDER, status(None, unknown=("is_enabled",))).recording, Unknown)


def test_a_status_of_a_recorder_elsewhere_makes_a_stub() -> None:
    found = assets(status(True))["default"]
    assert found.recording is True  # type: ignore[attr-defined]
    assert isinstance(found.all_supported, Unknown)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ([{"all_supported": None}], (True, False)),
        ([{"all_supported": True, "include_global_resource_types": True}], (True, True)),
        ([{"all_supported": False, "resource_types": ["AWS::EC2::Instance"]}], (False, False)),
    ],
)
def test_recording_group(group: list[dict[str, Any]], expected: tuple[bool, bool]) -> None:
    found = asset(resource("aws_config_configuration_recorder.r", {"name": "default", "recording_group": group}))
    assert (found.all_supported, found.include_global) == expected


def test_delivery_channels() -> None:
    channel = resource("aws_config_delivery_channel.c", {"s3_bucket_name": "logs"})
    assert asset(RECORDER).delivery_bucket is None
    assert asset(RECORDER, channel).delivery_bucket == "logs"
    assert isinstance(
        asset(RECORDER, channel, resource("aws_config_delivery_channel.d", {"s3_bucket_name": "x"})).delivery_bucket, Unknown
    )
