"""EC2 Auto Scaling: what moto does not show."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.aws.ec2 import BlockDevice, Group, LaunchConfiguration
from hipaacheck_aws.collect import NOT_READ, Got
from hipaacheck_aws.reader import Place
from hipaacheck_aws.services import autoscaling
from hipaacheck_live.answers import Answer

PLACE = Place(account="123456789012", region="us-east-1", partition="aws")
DENIED = Unknown("access denied (UnauthorizedOperation)", autoscaling.IMAGES)


def kind(value: Any) -> Any:
    """The value, or `Unknown` whatever its reason."""
    return Unknown if isinstance(value, Unknown) else value


def group(**changes: Any) -> Group:
    lists: dict[str, Any] = {"LoadBalancerNames": [], "TargetGroupARNs": []}
    item = {"AutoScalingGroupARN": "arn:group", "AutoScalingGroupName": "web", "HealthCheckType": "EC2", **lists, **changes}
    return autoscaling.build_group(PLACE, Answer(item, "autoscaling:DescribeAutoScalingGroups"), Got({}))


@pytest.mark.parametrize(
    ("changes", "balanced"),
    [
        ({}, False),
        ({"LoadBalancerNames": [], "TargetGroupARNs": [], "TrafficSources": []}, False),
        ({"LoadBalancerNames": ["front"]}, True),
        ({"TargetGroupARNs": ["arn:target"]}, True),
        ({"TrafficSources": [{"Identifier": "arn:target", "Type": "elbv2"}]}, True),
        ({"TrafficSources": [{"Identifier": "arn:lattice", "Type": "vpc-lattice"}]}, False),
        ({"TrafficSources": [{"Identifier": "arn:lattice"}]}, Unknown),
        ({"TargetGroupARNs": "none"}, Unknown),
    ],
)
def test_load_balancers(changes: dict[str, Any], balanced: Any) -> None:
    assert kind(group(**changes).has_load_balancer) == balanced


def test_a_group_that_does_not_tell_of_load_balancers() -> None:
    bare = Answer({"AutoScalingGroupARN": "arn:group", "AutoScalingGroupName": "web"}, "autoscaling")
    assert kind(autoscaling.build_group(PLACE, bare, Got({})).has_load_balancer) is Unknown


def test_a_group() -> None:
    found = group(VPCZoneIdentifier="subnet-1,subnet-2", HealthCheckType=None)
    assert (found.subnets, found.launch_configuration, kind(found.health_check_type)) == (["subnet-1", "subnet-2"], None, Unknown)
    assert group(VPCZoneIdentifier="").subnets == []


# -- launch configurations -----------------------------------------------------------------------------------------


def disk(name: str, encrypted: bool | None) -> dict[str, Any]:
    return {"DeviceName": name, "Ebs": {} if encrypted is None else {"Encrypted": encrypted}}


def launch(*mappings: Any, image: Any = NOT_READ, **changes: Any) -> LaunchConfiguration:
    item = {"LaunchConfigurationARN": "arn:launch", "LaunchConfigurationName": "web", "BlockDeviceMappings": list(mappings)}
    if isinstance(image, list):
        image = Answer({"RootDeviceName": "/dev/xvda", "BlockDeviceMappings": image}, f"{autoscaling.IMAGES}.Images")
    where = "autoscaling:DescribeLaunchConfigurations"
    return autoscaling.build_launch_configuration(PLACE, Answer({**item, **changes}, where), Got({autoscaling.IMAGES: image}))


def encryption(found: LaunchConfiguration) -> tuple[Any, list[Any]]:
    def one(device: Any) -> Any:
        return kind(device.encrypted if isinstance(device, BlockDevice) else device)

    assert isinstance(found.ebs_devices, list)
    return one(found.root_device), [one(device) for device in found.ebs_devices]


def test_what_is_not_declared_is_left_to_others() -> None:
    found = launch()
    assert [kind(getattr(found, name)) for name in ("metadata", "public_ip", "monitoring")] == [Unknown] * 3
    assert found.instance_profile is None


@pytest.mark.parametrize(
    ("declared", "image", "expected"),
    [
        ([disk("/dev/xvda", True), disk("/dev/sdf", False)], [], (True, [False])),
        ([disk("/dev/xvda", None)], [], (Unknown, [])),
        ([disk("/dev/xvda", None)], [disk("/dev/xvda", True)], (Unknown, [])),
        ([], [disk("/dev/xvda", True)], (True, [])),
        ([], [disk("/dev/xvda", False), disk("/dev/sdg", True)], (Unknown, [True])),
        ([disk("/dev/xvda", True)], [disk("/dev/sdg", False)], (True, [Unknown])),
        ([disk("/dev/xvda", True), {"DeviceName": "/dev/sdg", "NoDevice": True}], [disk("/dev/sdg", False)], (True, [])),
        ([disk("/dev/xvda", True), {"DeviceName": "/dev/sdb", "VirtualName": "ephemeral0"}], [], (True, [])),
        ([], [], (Unknown, [])),
        ([disk("/dev/xvda", False)], DENIED, (Unknown, [False, Unknown])),
        ([disk("/dev/xvda", True)], NOT_READ, (Unknown, [True, Unknown])),
        ([disk("/dev/xvda", True)], Answer({}, autoscaling.IMAGES), (Unknown, [True, Unknown])),
    ],
)
def test_volumes_are_those_declared_and_those_of_the_image(declared: list[Any], image: Any, expected: Any) -> None:
    assert encryption(launch(*declared, image=image)) == expected


def test_an_image_that_is_gone() -> None:
    reader: Any = SimpleNamespace(once=lambda _, read: read(), pages=lambda *_, **__: [])
    assert kind(autoscaling._image(reader, Answer({"ImageId": "ami-1"}, "autoscaling"), Got({}))) is Unknown
