"""EC2 instances, what they are launched from, and Auto Scaling groups."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.aws.ec2 import BlockDevice, Metadata, has_ebs_bandwidth
from tests.support.plans import asset, assets, inventory, plan, resource

COMPUTED = (
    "id",
    "arn",
    "associate_public_ip_address",
    "metadata_options",
    "root_block_device",
    "ebs_block_device",
    "monitoring",
    "public_ip",
)
INSTANCE = resource("aws_instance.a", {"instance_type": "t3.micro"}, unknown=COMPUTED)


def found(address: str, *resources: Any) -> Any:
    """The asset of this id, of a plan of these resources."""
    return next(item for item in inventory(plan(*resources)).assets if item.id == address)


def test_a_declared_instance() -> None:
    values = {
        "instance_type": "t2.micro",
        "associate_public_ip_address": False,
        "metadata_options": [{"http_tokens": "required", "http_endpoint": None, "http_put_response_hop_limit": 1}],
        "root_block_device": [{"encrypted": True, "kms_key_id": "arn:aws:kms:x"}],
        "ebs_block_device": [{"device_name": "/dev/sdf", "encrypted": None}],
        "monitoring": None,
        "ebs_optimized": None,
        "iam_instance_profile": None,
        "user_data": "secret",
    }
    instance = asset(resource("aws_instance.a", values, refs={"subnet_id": "aws_subnet.a.id"}))
    assert instance.metadata == Metadata(http_endpoint="enabled", http_tokens="required", hop_limit=1)
    assert instance.root_device == BlockDevice(device_name=None, encrypted=True, kms_key="arn:aws:kms:x")
    assert isinstance(instance.ebs_devices[0].encrypted, Unknown)
    assert (instance.public_ip, instance.monitoring, instance.ebs_optimized, instance.instance_profile) == (
        False,
        False,
        False,
        None,
    )
    assert "secret" not in repr(instance)


def test_what_is_not_declared_is_unknown() -> None:
    instance = asset(INSTANCE)
    assert [type(value) for value in (instance.metadata, instance.root_device, instance.ebs_devices, instance.monitoring)] == [
        Unknown
    ] * 4


def test_what_the_launch_template_may_tell_is_unknown() -> None:
    values = {
        "launch_template": [{"name": "x"}],
        "monitoring": None,
        "iam_instance_profile": None,
        "key_name": None,
        "instance_type": None,
    }
    instance = asset(resource("aws_instance.a", values))
    told = (instance.monitoring, instance.instance_profile, instance.key_name, instance.ebs_optimized, instance.public_ip)
    assert [type(value) for value in told] == [Unknown] * 5


def test_references_prove_presence() -> None:
    refs = {
        "subnet_id": "aws_subnet.a.id",
        "iam_instance_profile": "aws_iam_instance_profile.a.name",
        "vpc_security_group_ids": "aws_security_group.a.id",
    }
    others = [resource("aws_subnet.a", {}), resource("aws_iam_instance_profile.a", {}), resource("aws_security_group.a", {})]
    instance = found("aws_instance.a", resource("aws_instance.a", {"instance_type": "t3.micro"}, refs=refs), *others)
    assert instance.subnet_id.refers == "aws_subnet.a"
    assert instance.instance_profile.refers == "aws_iam_instance_profile.a"
    assert [item.refers for item in instance.security_groups] == ["aws_security_group.a"]


def test_an_address_that_is_not_asked_for_is_left_to_the_subnet() -> None:
    assert asset(INSTANCE).public_ip is None
    by_interface = resource("aws_instance.a", {"network_interface": [{"network_interface_id": "eni-1"}]}, unknown=COMPUTED)
    assert isinstance(asset(by_interface).public_ip, Unknown)
    asked = resource("aws_instance.a", {}, unknown=("id",), refs={"associate_public_ip_address": "local.public"})
    assert isinstance(asset(asked).public_ip, Unknown)


@pytest.mark.parametrize(
    "elastic",
    [
        resource("aws_eip.a", {}, refs={"instance": "aws_instance.a.id"}),
        resource("aws_eip.a", {}, refs={"network_interface": "aws_instance.a.primary_network_interface_id"}),
        resource("aws_eip_association.a", {}, refs={"instance_id": "aws_instance.a.id"}),
    ],
)
def test_an_elastic_ip_is_a_public_address(elastic: Any) -> None:
    private = resource("aws_instance.a", {"associate_public_ip_address": False})
    assert found("aws_instance.a", private, elastic).public_ip is True


@pytest.mark.parametrize(
    ("interface", "attachment"),
    [
        ({"attachment": [{"device_index": 1, "instance": "i-1"}]}, []),
        (
            {},
            [
                resource(
                    "aws_network_interface_attachment.a",
                    {},
                    refs={"instance_id": "aws_instance.a.id", "network_interface_id": "aws_network_interface.n.id"},
                )
            ],
        ),
    ],
)
def test_an_elastic_ip_of_a_further_interface_is_a_public_address(interface: Any, attachment: list[Any]) -> None:
    private = resource("aws_instance.a", {"id": "i-1", "associate_public_ip_address": False})
    further = resource("aws_network_interface.n", interface)
    elastic = resource("aws_eip.e", {}, refs={"network_interface": "aws_network_interface.n.id"})
    assert found("aws_instance.a", private, further, elastic, *attachment).public_ip is True
    assert found("aws_instance.a", private, further, *attachment).public_ip is False


def test_elastic_ips_of_others_and_of_nobody_known() -> None:
    private = resource("aws_instance.a", {"associate_public_ip_address": False})
    assert (
        found("aws_instance.a", private, resource("aws_eip.nat", {}, unknown=("id", "instance", "network_interface"))).public_ip
        is False
    )
    assert isinstance(
        found("aws_instance.a", private, resource("aws_eip.x", {}, refs={"instance": "local.instance"})).public_ip, Unknown
    )
    assert isinstance(
        found("aws_instance.a", private, resource("aws_eip.x", {}, refs={"network_interface": "local.eni"})).public_ip, Unknown
    )


@pytest.mark.parametrize(
    ("declared", "kind", "expected"),
    [(True, "m3.xlarge", True), (None, "m5.large", True), (Unknown("x"), "t3.micro", True), (False, "t2.micro", False), (None, None, None), (None, Unknown("x"), None)],
)  # fmt: skip
def test_bandwidth_to_ebs(declared: Any, kind: Any, expected: bool | None) -> None:
    value = has_ebs_bandwidth(declared, kind)
    assert value is expected if expected is not None else isinstance(value, Unknown)


def test_a_launch_template() -> None:
    values = {
        "name": "a",
        "metadata_options": [{"http_tokens": "optional"}],
        "network_interfaces": [{"associate_public_ip_address": "false"}, {"associate_public_ip_address": "true"}],
        "monitoring": [{"enabled": True}],
        "block_device_mappings": [
            {"device_name": "/dev/xvda", "ebs": [{"encrypted": "true", "kms_key_id": None}]},
            {"device_name": "/dev/sdb", "ebs": [], "virtual_name": "ephemeral0"},
        ],
        "iam_instance_profile": [{"name": "web", "arn": None}],
    }
    template = asset(resource("aws_launch_template.a", values))
    assert template.metadata.http_tokens == "optional"
    assert (template.public_ip, template.monitoring, template.instance_profile) == (True, True, "web")
    assert template.block_devices == [BlockDevice(device_name="/dev/xvda", encrypted=True, kms_key=None)]


def test_a_launch_template_that_says_nothing() -> None:
    template = asset(
        resource("aws_launch_template.a", {"network_interfaces": [], "monitoring": []}, unknown=("id", "metadata_options"))
    )
    assert isinstance(template.metadata, Unknown)
    assert isinstance(template.public_ip, Unknown)
    assert (template.monitoring, template.block_devices, template.instance_profile) == (False, [], None)


def test_a_launch_configuration() -> None:
    values = {"associate_public_ip_address": None, "enable_monitoring": None, "root_block_device": [{"encrypted": False}]}
    launch = asset(resource("aws_launch_configuration.a", values, unknown=("id", "ebs_block_device")))
    assert isinstance(launch.public_ip, Unknown)
    assert (launch.monitoring, launch.root_device.encrypted) == (True, False)
    assert isinstance(launch.ebs_devices, Unknown)


ASG = resource(
    "aws_autoscaling_group.a",
    {"name": "a", "health_check_type": "ELB"},
    unknown=("id", "load_balancers", "target_group_arns", "traffic_source"),
)
TO = {"autoscaling_group_name": "aws_autoscaling_group.a.id"}


@pytest.mark.parametrize(
    ("more", "balanced"),
    [
        ([], False),
        ([resource("aws_autoscaling_attachment.a", {"lb_target_group_arn": "arn"}, refs=TO)], True),
        ([resource("aws_autoscaling_traffic_source_attachment.a", {"traffic_source": [{"type": "elbv2"}]}, refs=TO)], True),
        (
            [resource("aws_autoscaling_traffic_source_attachment.a", {"traffic_source": [{"type": "vpc-lattice"}]}, refs=TO)],
            False,
        ),
    ],
)
def test_load_balancers_attached_from_outside(more: list[Any], balanced: bool) -> None:
    assert asset(ASG, *more).has_load_balancer is balanced


def test_load_balancers_of_the_group_itself() -> None:
    values = {"name": "a", "health_check_type": None, "tag": [{"key": "Name", "value": "web", "propagate_at_launch": True}]}
    target = resource("aws_lb_target_group.a", {})
    group = found(
        "aws_autoscaling_group.a",
        resource("aws_autoscaling_group.a", values, refs={"target_group_arns": "aws_lb_target_group.a.arn"}),
        target,
    )
    assert (group.has_load_balancer, group.health_check_type) == (True, "EC2")
    assert group.tags.items == {"Name": "web"}


def test_an_attachment_that_may_belong_to_any_group_leaves_them_unknown() -> None:
    attachment = resource("aws_autoscaling_attachment.x", {"elb": "x"}, refs={"autoscaling_group_name": "local.group"})
    groups: Any = assets(ASG, attachment)
    assert isinstance(groups["aws_autoscaling_group.a"].has_load_balancer, Unknown)
    assert groups["aws_autoscaling_attachment.x"].has_load_balancer is True
