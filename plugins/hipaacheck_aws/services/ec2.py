"""Amazon EC2: instances and launch templates. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/

EC2 can leave what other services manage in the account out of its listings, and does unless told otherwise; so it is asked for.
https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/amazon-ec2-managed-instances.html
Launch templates come with their user data, which is redacted before anything here sees it; that of instances is not asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any

from hipaacheck import Unknown
from hipaacheck_assets.aws.ec2 import BlockDevice, Instance, LaunchTemplate, Metadata, has_ebs_bandwidth
from hipaacheck_assets.truth import Truth, any_of
from hipaacheck_aws.collect import Collector, Detail, Got
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_live.answers import Answer, Malformed, tags

VOLUMES = "ec2:DescribeVolumes"
MANAGED = "ssm:DescribeInstanceInformation"
VERSIONS = "ec2:DescribeLaunchTemplateVersions"

Items = dict[str | None, Answer | Unknown]
"""Items by id. Under null, why there may be more."""


def _by(found: Iterable[Answer | Unknown], *names: str) -> Items:
    """Items by what each of these members says."""
    out: Items = {}
    for item in found:
        if isinstance(item, Unknown):
            out[None] = item
        else:
            out.update({key: item for name in names if isinstance(key := item.text(name), str)})
    return out


def _of(items: Items, key: str) -> Answer | Unknown:
    """The item with an id."""
    return items.get(key, items.get(None, Unknown(f"{key} is not among what is listed")))


# -- instances -----------------------------------------------------------------------------------------------------


def _instances(reader: Reader) -> Iterator[Answer | Unknown]:
    """Instances that are there. One that is terminated stays listed for about an hour."""
    for reservation in reader.pages("ec2:DescribeInstances", "Reservations", IncludeManagedResources=True):
        if isinstance(reservation, Unknown):
            continue
        found = reservation.blocks("Instances")
        for item in [found] if isinstance(found, Unknown) else found:
            if isinstance(item, Unknown):
                raise Malformed(str(item))
            if _state(item) not in ("shutting-down", "terminated"):
                yield item


def _volumes(reader: Reader, _: Answer, __: Got) -> Items:
    """All volumes of the region: what an instance tells of its own is only their ids."""
    found: Items = reader.once(VOLUMES, lambda: _by(reader.pages(VOLUMES, "Volumes", IncludeManagedResources=True), "VolumeId"))
    return found


def _managed(reader: Reader, _: Answer, __: Got) -> Items:
    """All machines that Systems Manager knows in the region. `SourceId` is the instance where it was registered like one that
    runs elsewhere, which may be several times: then one that answers counts."""
    found: Items = reader.once(
        MANAGED,
        lambda: _by(sorted(reader.pages(MANAGED, "InstanceInformationList"), key=_is_online), "InstanceId", "SourceId"),
    )
    return found


def _is_online(machine: Answer | Unknown) -> bool:
    return isinstance(machine, Answer) and machine.text("PingStatus") == "Online"


def build_instance(place: Place, item: Answer, got: Got) -> Instance:
    """One asset per instance."""
    instance_id, state = item.known("InstanceId"), _state(item)
    arn = place.arn("ec2", f"instance/{instance_id}")
    kind = item.text("InstanceType")
    devices = got.read(VOLUMES, lambda volumes: _devices(item, state, volumes))
    root, others = (devices, devices) if isinstance(devices, Unknown) else devices
    return Instance(
        **place.common(arn, instance_id, tags(item, "Tags")),
        arn=arn,
        instance_id=instance_id,
        instance_type=kind,
        metadata=_metadata(item),
        public_ip=_public_ip(item, state),
        subnet_id=item.text("SubnetId"),
        security_groups=_security_groups(item),
        monitoring=_monitoring(item),
        ebs_optimized=has_ebs_bandwidth(item.sure("EbsOptimized", item.flag("EbsOptimized")), kind),
        instance_profile=_profile(item),
        key_name=item.text("KeyName"),
        root_device=root,
        ebs_devices=others,
        state=state,
        stopped_since=_stopped_since(item, state),
        managed_by_ssm=got.read(MANAGED, lambda found: _answers(instance_id, found)),
    )


def _state(item: Answer) -> str | Unknown:
    block = item.block("State")
    return block.required("Name") if isinstance(block, Answer) else item.sure("State", block)


_STOPPED = re.compile(r"\((\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) (?:GMT|UTC)\)")


def _stopped_since(item: Answer, state: str | Unknown) -> datetime | Unknown | None:
    """The time in the words of `StateTransitionReason`, such as `User initiated (2026-01-31 08:00:00 GMT)`. What else may stand
    there is not documented."""
    if isinstance(state, Unknown) or state != "stopped":
        return state if isinstance(state, Unknown) else None
    reason = item.text("StateTransitionReason")
    found = _STOPPED.search(reason) if isinstance(reason, str) else None
    try:
        return datetime.strptime(found[1], "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC) if found else _no_time(item)
    except ValueError:
        return _no_time(item)


def _no_time(item: Answer) -> Unknown:
    return Unknown("EC2 does not say when it was stopped", f"{item.where}.StateTransitionReason")


def _metadata(item: Answer) -> Metadata | Unknown:
    block = item.block("MetadataOptions")
    if not isinstance(block, Answer):
        return item.sure("MetadataOptions", block)
    return Metadata(
        http_endpoint=block.required("HttpEndpoint"),
        http_tokens=block.required("HttpTokens"),
        hop_limit=block.integer("HttpPutResponseHopLimit"),
    )


def _public_ip(item: Answer, state: str | Unknown) -> Truth:
    """Whether the primary address or that of any network interface is a public one, of its own or Elastic."""
    interfaces = _interfaces(item)
    own = item.text("PublicIpAddress")
    found = any_of(
        [
            own if isinstance(own, Unknown) else own is not None,
            interfaces if isinstance(interfaces, Unknown) else any_of(_has_public_ip(each) for each in interfaces),
        ]
    )
    if found is False and state == "pending":
        return Unknown("it is starting, and may not have its addresses yet", item.where)
    return found


def _interfaces(item: Answer) -> list[Answer | Unknown] | Unknown:
    """The network interfaces; EC2 always gives the list, if empty."""
    missing = Unknown("the answer has no NetworkInterfaces", item.where)
    return item.blocks("NetworkInterfaces") if "NetworkInterfaces" in item.values else missing


def _has_public_ip(interface: Answer | Unknown) -> Truth:
    addresses = interface if isinstance(interface, Unknown) else interface.blocks("PrivateIpAddresses")
    if isinstance(addresses, Unknown) or isinstance(interface, Unknown):
        return addresses if isinstance(addresses, Unknown) else Unknown("no network interface")
    return any_of(_is_associated(each) for each in (interface, *addresses))


def _is_associated(block: Answer | Unknown) -> Truth:
    association = block if isinstance(block, Unknown) else block.block("Association")
    if not isinstance(association, Answer):
        return False if association is None else association
    found = (association.text("PublicIp"), association.text("CarrierIp"))
    return any_of(each if isinstance(each, Unknown) else each is not None for each in found)


def _security_groups(item: Answer) -> list[str | Unknown] | Unknown:
    """Those of the instance, which are its primary network interface's, and those of the others."""
    interfaces = _interfaces(item)
    if isinstance(interfaces, Unknown) or "SecurityGroups" not in item.values:
        return interfaces if isinstance(interfaces, Unknown) else Unknown("the answer has no SecurityGroups", item.where)
    out: list[str | Unknown] = []
    for holder, name in ((item, "SecurityGroups"), *((each, "Groups") for each in interfaces)):
        groups = holder if isinstance(holder, Unknown) else holder.blocks(name)
        for group in [groups] if isinstance(groups, Unknown) else groups:
            group_id = group if isinstance(group, Unknown) else group.required("GroupId")
            out += [] if group_id in out else [group_id]
    return out


def _monitoring(item: Answer) -> bool | Unknown:
    block = item.block("Monitoring")
    state = block.required("State") if isinstance(block, Answer) else item.sure("Monitoring", block)
    if isinstance(state, Unknown) or state in ("enabled", "disabled"):
        return state if isinstance(state, Unknown) else state == "enabled"
    return Unknown(f"monitoring is {state}: it is being changed", f"{item.where}.Monitoring")


def _profile(item: Answer) -> str | Unknown | None:
    """The name of the instance profile, which ends its ARN."""
    block = item.block("IamInstanceProfile")
    arn = block.required("Arn") if isinstance(block, Answer) else block
    return arn.rpartition("/")[2] if isinstance(arn, str) else arn


Devices = list[BlockDevice | Unknown]


def _devices(item: Answer, state: str | Unknown, volumes: Items) -> tuple[BlockDevice | Unknown, Devices | Unknown]:
    """The root volume and the others that are attached. Without a name of the root device, all are others."""
    devices = item.each("BlockDeviceMappings", lambda mapping: _attached(mapping, volumes))
    if state == "pending" or "BlockDeviceMappings" not in item.values:
        devices = Unknown("it is starting, or does not say which volumes are attached", item.where)
    if isinstance(devices, Unknown):
        return devices, devices
    name = item.required("RootDeviceName")
    roots = [device for device in devices if isinstance(device, BlockDevice) and device.device_name == name]
    none = Unknown("no volume is attached as root device", item.where)
    return roots[0] if roots else none, [device for device in devices if device not in roots]


def _attached(mapping: Answer, volumes: Items) -> BlockDevice:
    ebs = mapping.block("Ebs")
    volume_id = ebs.required("VolumeId") if isinstance(ebs, Answer) else mapping.sure("Ebs", ebs)
    volume = _of(volumes, volume_id) if isinstance(volume_id, str) else Unknown("no volume is named", mapping.where)
    return BlockDevice(
        device_name=mapping.required("DeviceName"),
        encrypted=volume.sure("Encrypted", volume.flag("Encrypted")) if isinstance(volume, Answer) else volume,
        kms_key=volume.text("KmsKeyId") if isinstance(volume, Answer) else volume,
    )


def _answers(instance_id: str, managed: Items) -> Truth:
    """Whether the instance is among the machines of Systems Manager, and its agent answers."""
    found = managed.get(instance_id, managed.get(None))
    ping = found.required("PingStatus") if isinstance(found, Answer) else found
    return ping if isinstance(ping, Unknown) else ping == "Online"


INSTANCES = Collector(
    asset_type="aws.ec2.instance",
    operations=("ec2:DescribeInstances",),
    find=_instances,
    details=(
        Detail(name=VOLUMES, operations=(VOLUMES,), fields=("root_device", "ebs_devices"), read=_volumes),
        Detail(name=MANAGED, operations=(MANAGED,), fields=("managed_by_ssm",), read=_managed),
    ),
    build=build_instance,
)


# -- launch templates ----------------------------------------------------------------------------------------------


def _newest(reader: Reader, item: Answer, _: Got) -> Answer | Unknown:
    """The data of a template's newest version. One call lists those of all templates."""
    newest = partial(reader.pages, VERSIONS, "LaunchTemplateVersions", Versions=["$Latest"], IncludeManagedResources=True)
    found: Items = reader.once(VERSIONS, lambda: _by(newest(), "LaunchTemplateId"))
    version = _of(found, item.known("LaunchTemplateId"))
    return version if isinstance(version, Unknown) else version.sure("LaunchTemplateData", version.block("LaunchTemplateData"))


def build_template(place: Place, item: Answer, got: Got) -> LaunchTemplate:
    """One asset per launch template, in its newest version."""
    arn = place.arn("ec2", f"launch-template/{item.known('LaunchTemplateId')}")

    def newest(function: Callable[[Answer], Any]) -> Any:
        return got.read(VERSIONS, function)

    return LaunchTemplate(
        **place.common(arn, item.known("LaunchTemplateName"), tags(item, "Tags")),
        arn=arn,
        metadata=newest(_declared_metadata),
        public_ip=newest(_assigns_public_ip),
        monitoring=newest(_monitors),
        instance_profile=newest(_declared_profile),
        block_devices=newest(_declared_devices),
    )


def _declared_metadata(data: Answer) -> Metadata | Unknown:
    """What the template says; the endpoint is on unless it is switched off."""
    undeclared = Unknown("not declared, so the image and the account's default decide", f"{data.where}.MetadataOptions")
    block = data.block("MetadataOptions")
    if not isinstance(block, Answer):
        return undeclared if block is None else block
    endpoint, tokens = block.text("HttpEndpoint"), block.text("HttpTokens")
    return Metadata(
        http_endpoint="enabled" if endpoint is None else endpoint,
        http_tokens=undeclared if tokens is None else tokens,
        hop_limit=block.integer("HttpPutResponseHopLimit"),
    )


def _assigns_public_ip(data: Answer) -> Truth:
    interfaces = data.each("NetworkInterfaces", lambda block: block.flag("AssociatePublicIpAddress"))
    undeclared = Unknown("not declared, so the subnets decide", f"{data.where}.NetworkInterfaces")
    if isinstance(interfaces, Unknown) or not interfaces:
        return interfaces if isinstance(interfaces, Unknown) else undeclared
    return any_of(undeclared if flag is None else flag for flag in interfaces)


def _monitors(data: Answer) -> bool | Unknown:
    """Off unless it is switched on."""
    block = data.block("Monitoring")
    enabled = block.flag("Enabled") if isinstance(block, Answer) else block
    return False if enabled is None else enabled


def _declared_profile(data: Answer) -> str | Unknown | None:
    block = data.block("IamInstanceProfile")
    if not isinstance(block, Answer):
        return block
    arn = block.text("Arn")
    return block.text("Name") if arn is None else arn


def _declared_devices(data: Answer) -> Devices | Unknown:
    """The volumes described; mappings without one hide a device of the image or add an instance store."""
    mappings = data.blocks("BlockDeviceMappings")
    if isinstance(mappings, Unknown):
        return mappings
    out: Devices = []
    for mapping in mappings:
        ebs = mapping if isinstance(mapping, Unknown) else mapping.block("Ebs")
        if isinstance(ebs, Unknown):
            out.append(ebs)
        elif ebs is not None and isinstance(mapping, Answer):
            encrypted = ebs.flag("Encrypted")
            undeclared = Unknown("not declared, so its snapshot and the account's default decide", f"{ebs.where}.Encrypted")
            out.append(
                BlockDevice(
                    device_name=mapping.text("DeviceName"),
                    encrypted=undeclared if encrypted is None else encrypted,
                    kms_key=ebs.text("KmsKeyId"),
                )
            )
    return out


LAUNCH_TEMPLATES = Collector(
    asset_type="aws.ec2.launch_template",
    operations=("ec2:DescribeLaunchTemplates",),
    find=lambda reader: reader.pages("ec2:DescribeLaunchTemplates", "LaunchTemplates", IncludeManagedResources=True),
    details=(
        Detail(
            name=VERSIONS,
            operations=(VERSIONS,),
            fields=("metadata", "public_ip", "monitoring", "instance_profile", "block_devices"),
            read=_newest,
        ),
    ),
    build=build_template,
)

PERMISSIONS: dict[str, tuple[str, ...]] = {}
"""Every operation is called like its IAM action."""
