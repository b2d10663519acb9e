"""Services that are on or off in each region: where one is off, an asset says so."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_aws.collect import NOT_READ, Got
from hipaacheck_aws.reader import Place
from hipaacheck_aws.services import config, guardduty, securityhub
from hipaacheck_live.answers import Answer, Malformed
from tests.aws.services.scripted import collect
from tests.support import aws
from tests.support.simulator import empty_account

PLACE = Place(account="123456789012", region="us-east-1", partition="aws")
TYPES = ("aws.config.recorder", "aws.guardduty.detector", "aws.securityhub.hub")


def test_a_region_where_everything_is_off() -> None:
    with empty_account():
        aws.boto("guardduty").create_detector(Enable=True)
        aws.boto("securityhub").enable_security_hub()
        aws.boto("config").put_configuration_recorder(
            ConfigurationRecorder={"name": "default", "roleARN": "arn:aws:iam::123456789012:role/config"}
        )
        found = aws.scan(dict.fromkeys(TYPES, frozenset({"*"})), ("eu-west-1", "us-east-1")).assets
    states: dict[Any, Any] = {(item.type, item.region): item for item in found}
    assert len(found) == len(states) == 6
    recorder, detector, hub = (states[name, "eu-west-1"] for name in TYPES)
    assert (recorder.recording, recorder.all_supported, recorder.delivery_bucket) == (False, False, None)
    assert (detector.enabled, detector.s3_protection, detector.arn, detector.open_high_findings) == (False, False, None, None)
    assert (hub.enabled, hub.arn) == (False, None)
    assert states["aws.guardduty.detector", "us-east-1"].enabled is True
    assert states["aws.securityhub.hub", "us-east-1"].enabled is True
    assert states["aws.config.recorder", "us-east-1"].recording is False


def recorder(status: Any = NOT_READ, channels: Any = NOT_READ, **values: Any) -> Any:
    got = Got(
        {
            "config:DescribeConfigurationRecorderStatus": status,
            "config:DescribeDeliveryChannels": channels,
            "config:ListTagsForResource": NOT_READ,
        }
    )
    return config.build(PLACE, Answer({"name": "default", **values}, "config:DescribeConfigurationRecorders"), got)


def answers(*values: dict[str, Any]) -> list[Answer]:
    return [Answer(item, "config:Describe") for item in values]


def test_a_recorder() -> None:
    found = recorder(
        answers({"recording": True, "lastStatus": "SUCCESS"}),
        answers({"s3BucketName": "history"}),
        arn="arn:aws:config:us-east-1:123456789012:configuration-recorder/default/abc",
        recordingGroup={"allSupported": True, "includeGlobalResourceTypes": False},
    )
    assert found.id == "arn:aws:config:us-east-1:123456789012:configuration-recorder/default/abc"
    assert (found.recording, found.all_supported, found.include_global, found.delivery_bucket) == (True, True, False, "history")
    assert recorder(channels=[]).delivery_bucket is None


def test_what_a_recorder_does_not_tell_is_unknown() -> None:
    found = recorder(answers({}), answers({}))
    for value in (found.recording, found.all_supported, found.include_global, found.delivery_bucket, found.tags):
        assert isinstance(value, Unknown)
    assert isinstance(recorder([]).recording, Unknown)
    assert isinstance(recorder(answers({"recording": True, "lastStatus": "FAILURE"})).recording, Unknown)
    assert recorder(answers({"recording": False, "lastStatus": "FAILURE"})).recording is False
    assert recorder().recording == NOT_READ


@pytest.mark.parametrize(
    ("collector", "answers"),
    [
        (config.RECORDERS, {"config:DescribeConfigurationRecorders": {"ConfigurationRecorders": [{"recordingGroup": {}}]}}),
        (securityhub.HUBS, {"securityhub:DescribeHub": {}}),
    ],
)
def test_an_answer_without_identity_is_not_one_that_says_off(collector: Any, answers: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        collect(collector, answers)


def detector(found: Any = NOT_READ, findings: Any = NOT_READ) -> Any:
    got = Got({"guardduty:GetDetector": found, "guardduty:ListFindings": findings})
    return guardduty.build(PLACE, Answer({"DetectorId": "abc"}, "guardduty:ListDetectors"), got)


def test_a_detector() -> None:
    features = [{"Name": "S3_DATA_EVENTS", "Status": "DISABLED"}, {"Name": "EBS_MALWARE_PROTECTION", "Status": "ENABLED"}]
    found = detector(Answer({"Status": "DISABLED", "Features": features}, "guardduty:GetDetector"), ["one", "two"])
    assert found.id == found.arn == "arn:aws:guardduty:us-east-1:123456789012:detector/abc"
    assert (found.enabled, found.s3_protection, found.malware_protection) == (False, False, True)
    assert found.open_high_findings == 2
    assert isinstance(found.rds_protection, Unknown)


def test_what_a_detector_does_not_tell_is_unknown() -> None:
    denied = Unknown("access denied (AccessDeniedException)", "guardduty:ListFindings")
    found = detector(Answer({}, "guardduty:GetDetector"), ["one", denied])
    assert isinstance(found.enabled, Unknown)
    assert isinstance(found.s3_protection, Unknown)
    assert found.open_high_findings == denied
    assert detector().enabled == NOT_READ


def test_a_hub() -> None:
    got = Got({"securityhub:ListTagsForResource": NOT_READ})
    found = securityhub.build(
        PLACE, Answer({"HubArn": "arn:aws:securityhub:us-east-1:123456789012:hub/default"}, "securityhub:DescribeHub"), got
    )
    assert (found.enabled, found.id, found.tags) == (True, "arn:aws:securityhub:us-east-1:123456789012:hub/default", NOT_READ)
