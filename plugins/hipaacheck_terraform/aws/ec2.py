"""Amazon EC2 and EC2 Auto Scaling.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/instance and its neighbours. User data
is never read. What an instance leaves out its launch template may tell, so that it is unknown where there is one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hipaacheck import Tags, Unknown
from hipaacheck_assets.aws.ec2 import (
    BlockDevice,
    Group,
    Instance,
    LaunchConfiguration,
    LaunchTemplate,
    Metadata,
    has_ebs_bandwidth,
)
from hipaacheck_assets.truth import Truth, any_of
from hipaacheck_terraform.arguments import KMS_KEYS
from hipaacheck_terraform.aws.vpc import GROUPS, SUBNETS
from hipaacheck_terraform.blocks import Block, Resource
from hipaacheck_terraform.estate import Estate, Family

INSTANCE = ("aws_instance",)
INTERFACE = ("aws_network_interface",)
PROFILE = ("aws_iam_instance_profile",)
_ATTACHMENTS = {
    "aws_autoscaling_attachment": "autoscaling_group_name",
    "aws_autoscaling_traffic_source_attachment": "autoscaling_group_name",
}
_ELASTIC = {
    "aws_eip": ("instance", "network_interface"),
    "aws_eip_association": ("instance_id", "network_interface_id"),
}
_BALANCERS = ("aws_lb_target_group", "aws_alb_target_group", "aws_elb")


# -- parts that several types share --------------------------------------------------------------------------------


def _metadata(resource: Resource) -> Metadata | Unknown:
    block = resource.block("metadata_options")
    undeclared = Unknown("not declared, so the image and the account's default decide", f"{resource.address}.metadata_options")
    if block is None or isinstance(block, Unknown):
        return undeclared if block is None else block
    endpoint, tokens = block.text("http_endpoint"), block.text("http_tokens")
    return Metadata(
        http_endpoint="enabled" if endpoint is None else endpoint,
        http_tokens=undeclared if tokens is None else tokens,
        hop_limit=block.integer("http_put_response_hop_limit"),
    )


def _device(estate: Estate, resource: Resource, block: Block, name: str | Unknown | None) -> BlockDevice:
    encrypted = block.flag("encrypted")
    undeclared = Unknown("not declared, so its snapshot and the account's default decide", f"{block.path}.encrypted")
    return BlockDevice(
        device_name=name,
        encrypted=undeclared if encrypted is None else encrypted,
        kms_key=estate.link(block, "kms_key_id", KMS_KEYS, of=resource),
    )


def _root(estate: Estate, resource: Resource) -> BlockDevice | Unknown:
    block = resource.block("root_block_device")
    if block is None:
        return Unknown("not declared, so the image and the account's default decide", f"{resource.address}.root_block_device")
    return block if isinstance(block, Unknown) else _device(estate, resource, block, block.text("device_name"))


def _devices(estate: Estate, resource: Resource) -> list[BlockDevice | Unknown] | Unknown:
    found = resource.blocks("ebs_block_device")
    if isinstance(found, Unknown):
        return found
    return [item if isinstance(item, Unknown) else _device(estate, resource, item, item.text("device_name")) for item in found]


# -- instances -----------------------------------------------------------------------------------------------------


def instances(estate: Estate) -> Iterator[Instance]:
    """One asset per instance."""
    elastic, doubt = _elastic_ips(estate)
    for instance in estate.each(*INSTANCE):
        template = instance.block("launch_template") is not None
        monitoring = _or_template(instance.flag("monitoring"), template)
        kind = instance.text("instance_type")
        only_live = Unknown("only known at run time", instance.address)
        yield Instance(
            **estate.common(instance, instance.text("id")),
            arn=instance.text("arn"),
            instance_id=instance.text("id"),
            instance_type=kind,
            metadata=_metadata(instance),
            public_ip=_public_ip(estate, instance, template, elastic, doubt),
            subnet_id=_or_template(estate.link(instance, "subnet_id", SUBNETS), template),
            security_groups=estate.links(instance, "vpc_security_group_ids", GROUPS),
            monitoring=False if monitoring is None else monitoring,
            ebs_optimized=has_ebs_bandwidth(_or_template(instance.flag("ebs_optimized"), template), kind),
            instance_profile=_or_template(estate.link(instance, "iam_instance_profile", PROFILE), template),
            key_name=_key_name(estate, instance, template),
            root_device=_root(estate, instance),
            ebs_devices=_devices(estate, instance),
            state=only_live,
            stopped_since=only_live,
            managed_by_ssm=only_live,
        )


def _key_name(estate: Estate, instance: Resource, template: bool) -> str | Unknown | None:
    """The key pair. The provider marks it as known after apply since a launch template could set it: without one, none does."""
    if instance.configured and not instance.declares("key_name") and not template and not instance.declares("launch_template"):
        return instance.text("key_name") if isinstance(instance.values.get("key_name"), str) else None
    name: str | Unknown | None = _or_template(estate.link(instance, "key_name", ("aws_key_pair",)), template)
    return name


def _or_template(value: Any, template: bool) -> Any:
    return Unknown("not declared, so the launch template decides") if value is None and template else value


def _public_ip(
    estate: Estate, instance: Resource, template: bool, elastic: frozenset[str], doubt: Unknown | None
) -> bool | Unknown | None:
    """Whether an instance has a public address: asked for, known already, or an Elastic IP. Null when the subnet decides."""
    own = instance.flag("associate_public_ip_address")
    names = (instance.address, instance.text("id"), instance.text("primary_network_interface_id"))
    if (
        own is True
        or isinstance(instance.text("public_ip"), str)
        or any(name in elastic for name in names if isinstance(name, str))
    ):
        return True
    if own is False:
        return False if doubt is None else doubt
    if isinstance(own, Unknown) and instance.declares("associate_public_ip_address"):
        return own
    interfaces = [instance.blocks(name) for name in ("network_interface", "primary_network_interface")]
    if template or any(isinstance(found, list) and found for found in interfaces):
        return Unknown("the launch template or the network interface decides", instance.address)
    return doubt


def _elastic_ips(estate: Estate) -> tuple[frozenset[str], Unknown | None]:
    """Addresses and ids of instances (and of network interfaces) with an Elastic IP, and why there may be more."""
    found: set[str] = set()
    doubts: list[Unknown] = []

    def note(resource: Resource, block: Block, name: str) -> None:
        target = estate.link(block, name, (*INSTANCE, *INTERFACE), of=resource)
        key = target.refers if isinstance(target, Unknown) else target
        if key is not None:
            found.add(key)
        elif isinstance(target, Unknown) and resource.declares(name):
            doubts.append(Unknown(f"{resource.address} may give it a public address", resource.address))

    for kind, names in _ELASTIC.items():
        for resource in estate.each(kind):
            for name in names:
                note(resource, resource, name)
    for interface in estate.each(*INTERFACE):
        attachments = interface.blocks("attachment")
        if interface.address in found and isinstance(attachments, list):
            for block in attachments:
                if isinstance(block, Block):
                    note(interface, block, "instance")
    for attachment in estate.each("aws_network_interface_attachment"):
        interface_id = estate.link(attachment, "network_interface_id", INTERFACE)
        if (interface_id.refers if isinstance(interface_id, Unknown) else interface_id) in found:
            note(attachment, attachment, "instance_id")
    return frozenset(found), doubts[0] if doubts else None


# -- what instances are launched from ------------------------------------------------------------------------------


def launch_templates(estate: Estate) -> Iterator[LaunchTemplate]:
    """One asset per launch template."""
    for template in estate.each("aws_launch_template"):
        monitoring = template.block("monitoring")
        enabled = monitoring.flag("enabled") if isinstance(monitoring, Block) else monitoring
        profile = template.block("iam_instance_profile")
        yield LaunchTemplate(
            **estate.common(template, template.text("name")),
            arn=template.text("arn"),
            metadata=_metadata(template),
            public_ip=_template_public_ip(template),
            monitoring=False if enabled is None else enabled,
            instance_profile=_template_profile(estate, template, profile) if isinstance(profile, Block) else profile,
            block_devices=_template_devices(estate, template),
        )


def _template_public_ip(template: Resource) -> Truth:
    interfaces = template.blocks("network_interfaces")
    undeclared = Unknown("not declared, so the subnets decide", f"{template.address}.network_interfaces")
    if isinstance(interfaces, Unknown) or not interfaces:
        return interfaces if isinstance(interfaces, Unknown) else undeclared
    flags = [item if isinstance(item, Unknown) else item.flag("associate_public_ip_address") for item in interfaces]
    return any_of(undeclared if flag is None else flag for flag in flags)


def _template_profile(estate: Estate, template: Resource, block: Block) -> str | Unknown | None:
    arn = estate.link(block, "arn", PROFILE, of=template)
    return estate.link(block, "name", PROFILE, of=template) if arn is None else arn


def _template_devices(estate: Estate, template: Resource) -> list[BlockDevice | Unknown] | Unknown:
    mappings = template.blocks("block_device_mappings")
    if isinstance(mappings, Unknown):
        return mappings
    out: list[BlockDevice | Unknown] = []
    for mapping in mappings:
        ebs = mapping if isinstance(mapping, Unknown) else mapping.block("ebs")
        if isinstance(ebs, Unknown):
            out.append(ebs)
        elif ebs is not None and isinstance(mapping, Block):
            out.append(_device(estate, template, ebs, mapping.text("device_name")))
    return out


def launch_configurations(estate: Estate) -> Iterator[LaunchConfiguration]:
    """One asset per launch configuration. Detailed monitoring is on unless switched off."""
    for launch in estate.each("aws_launch_configuration"):
        public, monitoring = launch.flag("associate_public_ip_address"), launch.flag("enable_monitoring")
        undeclared = Unknown("not declared, so the subnets decide", f"{launch.address}.associate_public_ip_address")
        yield LaunchConfiguration(
            **estate.common(launch, launch.text("name")),
            arn=launch.text("arn"),
            metadata=_metadata(launch),
            public_ip=undeclared if public is None else public,
            monitoring=True if monitoring is None else monitoring,
            instance_profile=estate.link(launch, "iam_instance_profile", PROFILE),
            root_device=_root(estate, launch),
            ebs_devices=_devices(estate, launch),
        )


# -- Auto Scaling groups -------------------------------------------------------------------------------------------


def groups(estate: Estate) -> Iterator[Group]:
    """One asset per Auto Scaling group, and one per group that only attachments name."""
    for family in estate.families(("aws_autoscaling_group",), ("name", "id"), _ATTACHMENTS):
        group = family.resource
        health = group.text("health_check_type")
        yield Group(
            **{**estate.common(group, group.text("name")), "tags": _tags(group)},
            arn=group.text("arn"),
            health_check_type="EC2" if health is None else health,
            has_load_balancer=any_of(_balancers(estate, family)),
            launch_configuration=estate.link(group, "launch_configuration", ("aws_launch_configuration",)),
            subnets=estate.links(group, "vpc_zone_identifier", SUBNETS),
        )


def _balancers(estate: Estate, family: Family) -> Iterator[Truth]:
    """Of everything that may attach a load balancer, whether it does. Computed but not declared attaches none."""
    group = family.resource
    for name in ("load_balancers", "target_group_arns"):
        found = estate.links(group, name, _BALANCERS)
        if isinstance(found, Unknown):
            yield found if group.declares(name) else False
        else:
            yield bool(found)
    sources = group.blocks("traffic_source")
    if isinstance(sources, Unknown):
        yield sources if group.declares("traffic_source") else False
    else:
        yield from map(_is_balancer, sources)
    for child in family.all("aws_autoscaling_attachment"):
        yield child if isinstance(child, Unknown) else True
    for child in family.all("aws_autoscaling_traffic_source_attachment"):
        source = child if isinstance(child, Unknown) else child.block("traffic_source")
        yield False if source is None else _is_balancer(source)


def _is_balancer(source: Block | Unknown) -> Truth:
    """Whether a traffic source is a load balancer or a target group, and not VPC Lattice."""
    kind = source if isinstance(source, Unknown) else source.text("type")
    return kind if isinstance(kind, Unknown) else kind != "vpc-lattice"


def _tags(group: Resource) -> Tags | Unknown:
    """Tags of the group's `tag` blocks; until provider version 3 also a list of maps, `tags`."""
    items: dict[str, str | Unknown | None] = {}
    for name in ("tag", "tags"):
        blocks = group.blocks(name)
        if isinstance(blocks, Unknown):
            return blocks
        for block in blocks:
            key = block if isinstance(block, Unknown) else block.text("key")
            if isinstance(key, Unknown):
                return key
            if key is not None and isinstance(block, Block):
                items[key] = block.text("value")
    return Tags(items=items)
