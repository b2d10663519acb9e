"""WorkSpaces and AppStream, from answers."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_aws.collect import NOT_READ, Got
from hipaacheck_aws.reader import Place
from hipaacheck_aws.services import appstream, workspaces
from hipaacheck_live.answers import Answer

PLACE = Place(account="123456789012", region="us-east-1", partition="aws")
TIMES = {"IdleDisconnectTimeoutInSeconds": 600, "DisconnectTimeoutInSeconds": 300, "MaxUserDurationInSeconds": 28800}


def got(tags: Any = None) -> Got:
    """Tags that were answered so."""
    found = tags if isinstance(tags, Unknown) else Answer({"TagList": tags or []}, "workspaces:DescribeTags")
    return Got({"workspaces:DescribeTags": found})


def workspace(tags: Any = None, **item: Any) -> Any:
    """The asset of a desktop that was listed so."""
    given = {"WorkspaceId": "ws-1", "UserName": "nurse", **item}
    return workspaces.build_workspace(PLACE, Answer(given, "workspaces:DescribeWorkspaces"), got(tags))


def directory(**item: Any) -> Any:
    """The asset of a directory that was listed so."""
    given = {"DirectoryId": "d-1", "DirectoryName": "clinic.example", **item}
    return workspaces.build_directory(PLACE, Answer(given, "workspaces:DescribeWorkspaceDirectories"), got())


def pool(**item: Any) -> Any:
    """The asset of a pool that was listed so."""
    given = {"PoolId": "wspool-1", "PoolName": "reception", "PoolArn": "arn:pool", **item}
    return workspaces.build_pool(PLACE, Answer(given, "workspaces:DescribeWorkspacesPools"), got())


def fleet(tags: Any = None, **item: Any) -> Any:
    """The asset of a fleet that was listed so."""
    found = tags if isinstance(tags, Unknown) else Answer({"Tags": tags or {}}, "appstream:ListTagsForResource")
    given = Answer({"Name": "viewer", "Arn": "arn:fleet", **item}, "appstream:DescribeFleets")
    return appstream.build(PLACE, given, Got({"appstream:ListTagsForResource": found}))


@pytest.mark.parametrize(
    ("item", "root", "user"),
    [
        ({"RootVolumeEncryptionEnabled": True, "UserVolumeEncryptionEnabled": True, "VolumeEncryptionKey": "key"}, True, True),
        ({"RootVolumeEncryptionEnabled": False, "UserVolumeEncryptionEnabled": True, "VolumeEncryptionKey": "key"}, False, True),
        ({"UserVolumeEncryptionEnabled": True, "VolumeEncryptionKey": "key"}, None, True),
        ({}, False, False),
    ],
)
def test_volumes(item: dict[str, Any], root: bool | None, user: bool) -> None:
    found = workspace(**item)
    assert (None if isinstance(found.root_volume_encrypted, Unknown) else found.root_volume_encrypted) is root
    assert (found.user_volume_encrypted, found.kms_key) == (user, item.get("VolumeEncryptionKey"))


def test_workspace() -> None:
    found = workspace([{"Key": "Team", "Value": "records"}])
    assert found.id == "arn:aws:workspaces:us-east-1:123456789012:workspace/ws-1"
    assert (found.name, found.tags.items) == ("nurse", {"Team": "records"})
    assert workspace(UserName="[UNDEFINED]", WorkspaceName="kiosk").name == "kiosk"
    assert workspace(NOT_READ).tags == NOT_READ


class Listing:
    """Lists what it is given."""

    def __init__(self, *items: Any) -> None:
        self.items = items

    def pages(self, operation: str, _: str) -> list[Any]:
        """The items."""
        return [item if isinstance(item, Unknown) else Answer(item, operation) for item in self.items]


def test_what_goes_away_is_no_asset() -> None:
    desktops: Any = Listing({"State": "AVAILABLE"}, {"State": "STOPPED"}, {"State": "TERMINATED"}, {}, Unknown("denied"))
    directories: Any = Listing({"State": "REGISTERED"}, {"State": "DEREGISTERED"})
    assert len(list(workspaces.WORKSPACES.find(desktops))) == 3
    assert len(list(workspaces.DIRECTORIES.find(directories))) == 1


def test_directory() -> None:
    assert directory(WorkspaceCreationProperties={"EnableInternetAccess": False}).public_ip is False
    odd: tuple[dict[str, Any], ...] = ({}, {"WorkspaceCreationProperties": {}})
    for item in odd:
        assert isinstance(directory(**item).public_ip, Unknown)
    assert directory().name == "clinic.example"
    assert directory(WorkspaceDirectoryName="pools").name == "pools"


def test_pool() -> None:
    found = pool(TimeoutSettings=TIMES)
    assert (found.id, found.name, found.arn) == ("arn:pool", "reception", "arn:pool")
    assert (found.idle_disconnect_seconds, found.disconnect_seconds, found.max_session_seconds) == (600, 300, 28800)
    odd: tuple[dict[str, Any], ...] = ({}, {"TimeoutSettings": {}})
    for item in odd:
        found = pool(**item)
        fields = (found.idle_disconnect_seconds, found.disconnect_seconds, found.max_session_seconds)
        assert all(isinstance(value, Unknown) for value in fields)


def test_fleet() -> None:
    found = fleet({"Team": "records"}, **TIMES)
    assert (found.id, found.name, found.tags.items) == ("arn:fleet", "viewer", {"Team": "records"})
    assert (found.idle_disconnect_seconds, found.disconnect_seconds, found.max_session_seconds) == (600, 300, 28800)
    bare = fleet(NOT_READ)
    assert (bare.idle_disconnect_seconds, bare.tags) == (0, NOT_READ)
    assert isinstance(bare.disconnect_seconds, Unknown)
    assert isinstance(bare.max_session_seconds, Unknown)
