"""WorkSpaces desktops, directories and pools; AppStream fleets."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from tests.support.plans import asset, assets, resource

TIMES = {
    "idle_disconnect_timeout_in_seconds": 600,
    "disconnect_timeout_in_seconds": 300,
    "max_user_duration_in_seconds": 28800,
}


@pytest.mark.parametrize(("root", "user"), [(None, True), (False, True), (True, None), (True, True)])
def test_volumes(root: bool | None, user: bool | None) -> None:
    found = asset(
        resource(
            "aws_workspaces_workspace.a",
            {"user_name": "nurse", "root_volume_encryption_enabled": root, "user_volume_encryption_enabled": user},
        )
    )
    assert (found.name, found.root_volume_encrypted, found.user_volume_encrypted) == ("nurse", bool(root), bool(user))
    assert found.kms_key is None


def test_key_of_a_desktop() -> None:
    desktop = resource("aws_workspaces_workspace.a", {"user_name": "a"}, refs={"volume_encryption_key": "aws_kms_key.a.arn"})
    found: Any = assets(desktop, resource("aws_kms_key.a", {}))["aws_workspaces_workspace.a"]
    assert found.kms_key.refers == "aws_kms_key.a"


@pytest.mark.parametrize(
    ("block", "public"), [([{"enable_internet_access": True}], True), ([{"enable_internet_access": None}], False), ([], None)]
)
def test_directories(block: list[Any], public: bool | None) -> None:
    found = asset(
        resource("aws_workspaces_directory.a", {"directory_name": "clinic.example", "workspace_creation_properties": block})
    )
    assert found.name == "clinic.example"
    assert found.public_ip is public if public is not None else isinstance(found.public_ip, Unknown)


def test_a_directory_of_pools_has_its_own_name() -> None:
    found = asset(resource("aws_workspaces_directory.a", {"directory_name": None, "workspace_directory_name": "pools"}))
    assert found.name == "pools"


def test_pools() -> None:
    found = asset(resource("aws_workspaces_pool.a", {"name": "a", "timeout_settings": [TIMES]}))
    assert (found.idle_disconnect_seconds, found.disconnect_seconds, found.max_session_seconds) == (600, 300, 28800)
    odd: tuple[dict[str, Any], ...] = ({}, {"timeout_settings": []}, {"timeout_settings": [{}]})
    for values in odd:
        found = asset(resource("aws_workspaces_pool.a", {"name": "a", **values}))
        fields = (found.idle_disconnect_seconds, found.disconnect_seconds, found.max_session_seconds)
        assert all(isinstance(value, Unknown) for value in fields)


def test_fleets() -> None:
    found = asset(resource("aws_appstream_fleet.a", {"name": "a", **TIMES}))
    assert (found.idle_disconnect_seconds, found.disconnect_seconds, found.max_session_seconds) == (600, 300, 28800)


def test_times_that_a_fleet_does_not_declare() -> None:
    unknown = ("id", "arn", "disconnect_timeout_in_seconds", "max_user_duration_in_seconds")
    found = asset(resource("aws_appstream_fleet.a", {"name": "a"}, unknown=unknown))
    assert found.idle_disconnect_seconds == 0
    assert isinstance(found.disconnect_seconds, Unknown)
    assert isinstance(found.max_session_seconds, Unknown)
