"""EBS: what moto does not show."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.aws.ebs import Snapshot
from hipaacheck_aws.collect import NOT_READ, Got
from hipaacheck_aws.reader import Place
from hipaacheck_aws.services import ebs
from hipaacheck_live.answers import Answer

PLACE = Place(account="123456789012", region="us-east-1", partition="aws")
DENIED = Unknown("access denied (UnauthorizedOperation)", "ec2:DescribeSnapshots")
VOLUME = {
    "VolumeId": "vol-1",
    "State": "available",
    "Encrypted": True,
    "Attachments": [],
    "SnapshotId": "",
    "CreateTime": "2026-01-01T00:00:00Z",
}


def kind(value: Any) -> Any:
    """The value, or `Unknown` whatever its reason."""
    return Unknown if isinstance(value, Unknown) else value


def volume(**changes: Any) -> Any:
    return ebs.build_volume(PLACE, Answer({**VOLUME, **changes}, "ec2:DescribeVolumes.Volumes"), Got({}))


def test_a_volume() -> None:
    found = volume()
    assert (found.id, found.name, found.encrypted) == ("arn:aws:ec2:us-east-1:123456789012:volume/vol-1", "vol-1", True)
    assert (found.kms_key, found.snapshot_id, found.created.year) == (None, None, 2026)


@pytest.mark.parametrize(
    ("state", "attachments", "attached"),
    [
        ("in-use", [{"InstanceId": "i-1", "State": "attached"}], True),
        ("in-use", [{"AssociatedResource": "arn:aws:ecs:…", "State": "attached"}], True),
        ("available", [], False),
        ("available", None, False),
        ("in-use", [], Unknown),
        ("creating", [], Unknown),
        ("error", [], Unknown),
        (None, [], Unknown),
        ("available", "none", Unknown),
    ],
)
def test_whether_it_is_attached(state: str | None, attachments: Any, attached: Any) -> None:
    assert kind(volume(State=state, Attachments=attachments).attached) == attached


@pytest.mark.parametrize("state", ["deleting", "deleted"])
def test_a_volume_that_is_being_deleted_is_none(state: str) -> None:
    assert volume(State=state) is None


def test_what_a_volume_does_not_say_is_unknown() -> None:
    found = volume(Encrypted=None, CreateTime=None)
    assert (kind(found.encrypted), kind(found.created)) == (Unknown, Unknown)


# -- snapshots -----------------------------------------------------------------------------------------------------


def snapshot(changes: dict[str, Any] | None = None, **got: Any) -> Snapshot:
    item = Answer({"SnapshotId": "snap-1", "VolumeId": "vol-1", "Encrypted": False, **(changes or {})}, "ec2:DescribeSnapshots")
    return ebs.build_snapshot(PLACE, item, Got({ebs.ATTRIBUTE: NOT_READ, ebs.PUBLIC: NOT_READ, **got}))


def test_a_snapshot_that_was_read_in_part() -> None:
    found = snapshot()
    assert (found.id, found.volume_id, found.encrypted) == ("arn:aws:ec2:us-east-1::snapshot/snap-1", "vol-1", False)
    assert (kind(found.shared_with), kind(found.is_public)) == (Unknown, Unknown)


def test_a_copy_has_no_volume() -> None:
    assert snapshot({"VolumeId": "vol-ffffffff"}).volume_id is None


def test_who_may_restore_it() -> None:
    permissions = [{"UserId": "111122223333"}, {"Group": "all"}, {}]
    got: dict[str, Any] = {ebs.ATTRIBUTE: Answer({"CreateVolumePermissions": permissions}, ebs.ATTRIBUTE)}
    found = snapshot(None, **got).shared_with
    assert isinstance(found, list)
    assert [kind(each) for each in found] == ["111122223333", "all", Unknown]


class Listing:
    """A reader of snapshots."""

    account = SimpleNamespace(id="123456789012")

    def __init__(self, *rows: Any, state: Any = "unblocked") -> None:
        self.block = Answer({"State": state}, ebs.BLOCK) if not isinstance(state, Unknown) else state
        self.rows = [Answer(row, "ec2:DescribeSnapshots") if isinstance(row, dict) else row for row in rows]
        self.asked: list[dict[str, Any]] = []

    def pages(self, _: str, __: str, **arguments: Any) -> list[Any]:
        self.asked.append(arguments)
        return self.rows

    def once(self, _: Any, read: Any) -> Any:
        return read()

    def call(self, operation: str) -> Any:
        assert operation == ebs.BLOCK
        return self.block


@pytest.mark.parametrize(
    ("rows", "public"),
    [
        ([], False),
        ([{"SnapshotId": "snap-2"}], False),
        ([{"SnapshotId": "snap-1"}], True),
        ([DENIED], Unknown),
        ([{"SnapshotId": "snap-1"}, DENIED], True),
    ],
)
def test_public_are_those_that_everyone_may_restore(rows: list[Any], public: Any) -> None:
    reader: Any = Listing(*rows)
    assert kind(ebs._public(reader, Answer({"SnapshotId": "snap-1"}, "ec2"), Got({}))) == public
    assert reader.asked == [{"OwnerIds": ["self"], "RestorableByUserIds": ["all"]}]


@pytest.mark.parametrize(
    ("state", "shared", "public"),
    [
        ("block-all-sharing", True, False),
        ("block-new-sharing", True, True),
        ("unblocked", True, True),
        (None, True, Unknown),
        (DENIED, True, Unknown),
        (DENIED, False, False),
    ],
)
def test_a_region_may_block_what_is_shared(state: Any, shared: bool, public: Any) -> None:
    reader: Any = Listing(*([{"SnapshotId": "snap-1"}] if shared else []), state=state)
    assert kind(ebs._public(reader, Answer({"SnapshotId": "snap-1"}, "ec2"), Got({}))) == public


def test_volumes_that_services_manage_are_asked_for() -> None:
    reader: Any = Listing()
    list(ebs.VOLUMES.find(reader))
    assert reader.asked == [{"IncludeManagedResources": True}]


def test_snapshots_of_others_are_left_out() -> None:
    owners: tuple[Any, ...] = ({"OwnerId": "123456789012"}, {"OwnerId": "111122223333"}, {}, DENIED)
    reader: Any = Listing(*owners)
    assert [item.values.get("OwnerId") for item in ebs._snapshots(reader) if isinstance(item, Answer)] == ["123456789012", None]
    assert reader.asked == [{"OwnerIds": ["self"]}]
