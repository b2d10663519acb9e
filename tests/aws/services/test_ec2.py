"""EC2: what moto does not show."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.aws.ec2 import BlockDevice, Instance, LaunchTemplate
from hipaacheck_aws.collect import NOT_READ, Got
from hipaacheck_aws.reader import Place
from hipaacheck_aws.services import ec2
from hipaacheck_live.answers import Answer, Malformed

PLACE = Place(account="123456789012", region="us-east-1", partition="aws")
DENIED = Unknown("access denied (UnauthorizedOperation)", "ec2:Describe")
INSTANCE = {
    "InstanceId": "i-1",
    "InstanceType": "m7g.large",
    "State": {"Code": 16, "Name": "running"},
    "SubnetId": "subnet-1",
    "RootDeviceName": "/dev/xvda",
    "BlockDeviceMappings": [
        {"DeviceName": "/dev/xvda", "Ebs": {"VolumeId": "vol-root"}},
        {"DeviceName": "/dev/sdf", "Ebs": {"VolumeId": "vol-data"}},
    ],
    "SecurityGroups": [{"GroupId": "sg-1"}],
    "NetworkInterfaces": [{"Groups": [{"GroupId": "sg-1"}], "PrivateIpAddresses": [{"Primary": True}]}],
    "EbsOptimized": True,
    "Monitoring": {"State": "disabled"},
    "MetadataOptions": {"HttpEndpoint": "enabled", "HttpTokens": "required", "HttpPutResponseHopLimit": 2},
    "IamInstanceProfile": {"Arn": "arn:aws:iam::123456789012:instance-profile/team/web"},
}
VOLUMES: ec2.Items = {
    "vol-root": Answer({"VolumeId": "vol-root", "Encrypted": True, "KmsKeyId": "arn:key"}, ec2.VOLUMES),
    "vol-data": Answer({"VolumeId": "vol-data", "Encrypted": False}, ec2.VOLUMES),
}


def instance(changes: dict[str, Any] | None = None, volumes: Any = VOLUMES, managed: Any = NOT_READ) -> Instance:
    item = Answer({**INSTANCE, **(changes or {})}, "ec2:DescribeInstances.Reservations.Instances[0]")
    return ec2.build_instance(PLACE, item, Got({ec2.VOLUMES: volumes, ec2.MANAGED: managed}))


def kind(value: Any) -> Any:
    """The value, or `Unknown` whatever its reason."""
    return Unknown if isinstance(value, Unknown) else value


def test_an_instance() -> None:
    found = instance()
    assert (found.id, found.name) == ("arn:aws:ec2:us-east-1:123456789012:instance/i-1", "i-1")
    assert found.root_device == BlockDevice(device_name="/dev/xvda", encrypted=True, kms_key="arn:key")
    assert found.ebs_devices == [BlockDevice(device_name="/dev/sdf", encrypted=False, kms_key=None)]
    assert (found.instance_profile, found.key_name, found.stopped_since) == ("web", None, None)


@pytest.mark.parametrize(
    "field",
    [
        "metadata",
        "public_ip",
        "security_groups",
        "monitoring",
        "ebs_optimized",
        "root_device",
        "ebs_devices",
        "state",
        "stopped_since",
    ],
)
def test_an_answer_with_nothing_but_an_id_makes_no_claim(field: str) -> None:
    bare = ec2.build_instance(PLACE, Answer({"InstanceId": "i-1"}, "ec2"), Got({ec2.VOLUMES: {}, ec2.MANAGED: {}}))
    assert kind(getattr(bare, field)) is Unknown


def test_an_instance_without_an_id_is_malformed() -> None:
    with pytest.raises(Malformed):
        instance({"InstanceId": None})


@pytest.mark.parametrize(
    ("state", "reason", "since"),
    [
        ("stopped", "User initiated (2026-01-31 08:00:00 GMT)", datetime(2026, 1, 31, 8, tzinfo=UTC)),
        ("stopped", "Server.ScheduledStop: stopped (2026-01-31 08:00:00 UTC)", datetime(2026, 1, 31, 8, tzinfo=UTC)),
        ("stopped", "Server.SpotInstanceShutdown: no capacity", Unknown),
        ("stopped", "User initiated (2026-13-31 08:00:00 GMT)", Unknown),
        ("stopped", "", Unknown),
        ("stopped", None, Unknown),
        ("stopping", "User initiated (2026-01-31 08:00:00 GMT)", None),
        ("running", "", None),
    ],
)
def test_since_when_it_is_stopped(state: str, reason: str | None, since: Any) -> None:
    found = instance({"State": {"Name": state}, "StateTransitionReason": reason})
    assert (found.state, kind(found.stopped_since)) == (state, since)


def associated(**association: str) -> dict[str, Any]:
    return {"NetworkInterfaces": [{"PrivateIpAddresses": [{"Primary": True}, {"Association": association}]}]}


@pytest.mark.parametrize(
    ("changes", "public"),
    [
        ({}, False),
        ({"PublicIpAddress": "203.0.113.1"}, True),
        ({"NetworkInterfaces": [{}, {"Association": {"PublicIp": "203.0.113.1"}}]}, True),
        (associated(PublicIp="203.0.113.1"), True),
        (associated(CarrierIp="203.0.113.1"), True),
        (associated(CustomerOwnedIp="10.0.0.1"), False),
        ({"State": {"Name": "stopped"}}, False),
        ({"State": {"Name": "pending"}}, Unknown),
        ({"State": {"Name": "pending"}, "PublicIpAddress": "203.0.113.1"}, True),
        ({"NetworkInterfaces": "none"}, Unknown),
        ({"NetworkInterfaces": []}, False),
    ],
)
def test_public_addresses(changes: dict[str, Any], public: Any) -> None:
    assert kind(instance(changes).public_ip) == public


def test_groups_of_all_network_interfaces() -> None:
    changes = {"NetworkInterfaces": [{"Groups": [{"GroupId": "sg-1"}]}, {"Groups": [{"GroupId": "sg-2"}, {}]}]}
    assert [kind(each) for each in instance(changes).security_groups] == ["sg-1", "sg-2", Unknown]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("state", "on"), [("enabled", True), ("disabled", False), ("pending", Unknown), ("disabling", Unknown), (None, Unknown)]
)
def test_monitoring_that_changes_is_unknown(state: str | None, on: Any) -> None:
    assert kind(instance({"Monitoring": {"State": state}}).monitoring) == on


@pytest.mark.parametrize("volumes", [NOT_READ, DENIED, {None: DENIED}, {}])
def test_volumes_that_are_not_listed(volumes: Any) -> None:
    found = instance(volumes=volumes)
    root, others = found.root_device, found.ebs_devices
    assert kind(root.encrypted if isinstance(root, BlockDevice) else root) is Unknown
    assert kind(others) is Unknown or all(kind(each.encrypted) is Unknown for each in others)  # type: ignore[union-attr]


def test_volumes_of_an_instance_that_starts() -> None:
    found = instance({"State": {"Name": "pending"}, "BlockDeviceMappings": []})
    assert (kind(found.root_device), kind(found.ebs_devices)) == (Unknown, Unknown)


def test_an_instance_store_has_no_root_volume() -> None:
    found = instance({"RootDeviceName": "/dev/sda1", "BlockDeviceMappings": []})
    assert (kind(found.root_device), found.ebs_devices) == (Unknown, [])


def test_without_the_root_device_s_name_every_volume_is_judged() -> None:
    found = instance({"RootDeviceName": None})
    assert kind(found.root_device) is Unknown
    assert [each.encrypted for each in found.ebs_devices] == [True, False]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("managed", "answers"),
    [
        ({"i-1": {"PingStatus": "Online"}}, True),
        ({"i-1": {"PingStatus": "ConnectionLost"}}, False),
        ({"i-1": {}}, Unknown),
        ({"i-2": {"PingStatus": "Online"}}, False),
        ({}, False),
        ({None: DENIED}, Unknown),
        ({"i-1": {"PingStatus": "Online"}, None: DENIED}, True),
        (NOT_READ, Unknown),
        (DENIED, Unknown),
    ],
)
def test_whether_systems_manager_manages_it(managed: Any, answers: Any) -> None:
    if isinstance(managed, dict):
        managed = {key: Answer(item, ec2.MANAGED) if isinstance(item, dict) else item for key, item in managed.items()}
    assert kind(instance(managed=managed).managed_by_ssm) == answers


@pytest.mark.parametrize("states", [("Online", "ConnectionLost"), ("ConnectionLost", "Online")])
def test_of_several_registrations_one_that_answers_counts(states: tuple[str, ...]) -> None:
    rows = [Answer({"InstanceId": f"mi-{state}", "SourceId": "i-1", "PingStatus": state}, ec2.MANAGED) for state in states]
    reader: Any = SimpleNamespace(once=lambda _, read: read(), pages=lambda *_: [*rows, DENIED])
    assert instance(managed=ec2._managed(reader, Answer({}, "ec2"), Got({}))).managed_by_ssm is True


MANAGED_TOO = {"IncludeManagedResources": True}
"""EC2 leaves out what services manage unless it is asked for."""


def test_volumes_and_templates_that_services_manage_are_asked_for() -> None:
    rows = [Answer({"VolumeId": "vol-1"}, ec2.VOLUMES)]
    reader: Any = SimpleNamespace(once=lambda _, read: read(), pages=lambda *_, **asked: rows if asked == MANAGED_TOO else [])
    assert list(ec2._volumes(reader, Answer({}, "ec2"), Got({}))) == ["vol-1"]
    assert list(ec2.LAUNCH_TEMPLATES.find(reader)) == rows


def test_what_is_terminated_is_left_out() -> None:
    states = ("running", "shutting-down", "terminated", "stopped")
    rows = [{"InstanceId": state, "State": {"Name": state}} for state in states] + [{"InstanceId": "i-?"}]
    pages = [Answer({"Instances": rows}, "ec2:DescribeInstances"), DENIED]
    reader: Any = SimpleNamespace(pages=lambda *_, **asked: pages if asked == MANAGED_TOO else [])
    assert [item.values["InstanceId"] for item in ec2._instances(reader)] == ["running", "stopped", "i-?"]  # type: ignore[union-attr]


@pytest.mark.parametrize("rows", ["none", ["i-1"]])
def test_a_reservation_that_cannot_be_read_is_no_empty_one(rows: Any) -> None:
    reader: Any = SimpleNamespace(pages=lambda *_, **__: [Answer({"Instances": rows}, "ec2:DescribeInstances")])
    with pytest.raises(Malformed):
        list(ec2._instances(reader))


# -- launch templates ----------------------------------------------------------------------------------------------

FIELDS = ("metadata", "public_ip", "monitoring", "instance_profile", "block_devices")


def template(data: Any) -> LaunchTemplate:
    item = Answer({"LaunchTemplateId": "lt-1", "LaunchTemplateName": "web"}, "ec2:DescribeLaunchTemplates.LaunchTemplates")
    return ec2.build_template(PLACE, item, Got({ec2.VERSIONS: Answer(data, ec2.VERSIONS) if isinstance(data, dict) else data}))


def test_a_template_that_says_nothing_leaves_it_to_others() -> None:
    found = template({})
    assert [kind(getattr(found, field)) for field in FIELDS] == [Unknown, Unknown, False, None, []]


@pytest.mark.parametrize("data", [NOT_READ, DENIED])
def test_a_template_whose_versions_are_not_read(data: Any) -> None:
    assert [kind(getattr(template(data), field)) for field in FIELDS] == [Unknown] * len(FIELDS)


def test_parts_of_a_template() -> None:
    found = template(
        {
            "MetadataOptions": {"HttpEndpoint": "disabled"},
            "NetworkInterfaces": [{"DeviceIndex": 0}, {"AssociatePublicIpAddress": False}],
            "Monitoring": {"Enabled": True},
            "IamInstanceProfile": {"Arn": "arn:profile"},
            "BlockDeviceMappings": [
                {"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 8}},
                {"DeviceName": "/dev/sdb", "NoDevice": ""},
            ],
        }
    )
    assert (found.metadata.http_endpoint, kind(found.metadata.http_tokens)) == ("disabled", Unknown)  # type: ignore[union-attr]
    assert (kind(found.public_ip), found.monitoring, found.instance_profile) == (Unknown, True, "arn:profile")
    assert [kind(device.encrypted) for device in found.block_devices] == [Unknown]  # type: ignore[union-attr]


NEWEST = {"Versions": ["$Latest"], **MANAGED_TOO}


@pytest.mark.parametrize(
    ("listed", "found"),
    [
        ([{"LaunchTemplateId": "lt-1", "LaunchTemplateData": {"KeyName": "k"}}], {"KeyName": "k"}),
        ([{"LaunchTemplateId": "lt-1"}], Unknown),
        ([{"LaunchTemplateId": "lt-2", "LaunchTemplateData": {}}], Unknown),
        ([DENIED], Unknown),
    ],
)
def test_the_newest_version_is_found_by_its_template(listed: list[Any], found: Any) -> None:
    rows = [Answer(row, ec2.VERSIONS) if isinstance(row, dict) else row for row in listed]
    reader: Any = SimpleNamespace(once=lambda _, read: read(), pages=lambda *_, **asked: rows if asked == NEWEST else [])
    newest = ec2._newest(reader, Answer({"LaunchTemplateId": "lt-1"}, "ec2"), Got({}))
    assert kind(newest.values if isinstance(newest, Answer) else newest) == found
