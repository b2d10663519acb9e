"""IAM Identity Center, from answers that the simulator does not give."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.aws.identitycenter import seconds
from hipaacheck_aws.services.identitycenter import PERMISSION_SETS
from tests.aws.services.scripted import Denied, collect

INSTANCE = {"InstanceArn": "arn:aws:sso:::instance/ssoins-1", "OwnerAccountId": "123456789012"}
LISTS = {"sso-admin:ListPermissionSets": {"PermissionSets": ["arn:aws:sso:::permissionSet/ssoins-1/ps-1"]}}


@pytest.mark.parametrize(
    ("instance", "number"),
    [
        (INSTANCE, 1),
        ({**INSTANCE, "OwnerAccountId": "210987654321"}, 0),
        ({**INSTANCE, "PrimaryRegion": "us-east-1"}, 1),
        ({**INSTANCE, "PrimaryRegion": "eu-west-1"}, 0),
    ],
)
def test_only_the_owner_lists_permission_sets_and_only_once(instance: dict[str, Any], number: int) -> None:
    found, script, gaps = collect(
        PERMISSION_SETS, {"sso-admin:ListInstances": {"Instances": [instance]}, **LISTS}, frozenset({"arn"})
    )
    assert len(found) == number
    assert sum(name == "sso-admin:ListPermissionSets" for name, *_ in script.asked) == number
    assert len(gaps.all()) == number  # the description, which is denied here


@pytest.mark.parametrize(
    ("described", "wanted"),
    [
        ({"PermissionSet": {"Name": "p", "SessionDuration": "PT8H"}}, 28800),
        ({"PermissionSet": {"Name": "p"}}, Unknown),
        ({}, Unknown),
        (Denied, Unknown),
    ],
)
def test_session_duration(described: Any, wanted: Any) -> None:
    answers = {"sso-admin:ListInstances": {"Instances": [INSTANCE]}, **LISTS, "sso-admin:DescribePermissionSet": described}
    found, *_ = collect(PERMISSION_SETS, answers)
    assert found[0].session_duration == wanted or type(found[0].session_duration) is wanted
    assert isinstance(found[0].tags, Unknown)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("PT1H", 3600),
        ("PT1H30M", 5400),
        ("PT90M", 5400),
        ("P1DT1S", 86401),
        ("P1D", 86400),
        ("P", Unknown),
        ("PT", Unknown),
        ("PT1", Unknown),
        ("1h", Unknown),
        ("P1M", Unknown),
        ("", Unknown),
    ],
)
def test_spans_of_time(text: str, wanted: Any) -> None:
    assert seconds(text) == wanted or type(seconds(text)) is wanted
