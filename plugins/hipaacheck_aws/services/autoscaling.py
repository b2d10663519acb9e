"""Amazon EC2 Auto Scaling: groups and launch configurations. https://docs.aws.amazon.com/autoscaling/ec2/APIReference/

Launch configurations come with their user data, which is redacted before anything here sees it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hipaacheck import Unknown
from hipaacheck_assets.aws.ec2 import BlockDevice, Group, LaunchConfiguration, Metadata
from hipaacheck_assets.truth import Truth, any_of
from hipaacheck_aws.collect import Collector, Detail, Got
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_live.answers import Answer, tags

IMAGES = "ec2:DescribeImages"


def build_group(place: Place, item: Answer, got: Got) -> Group:
    """One asset per Auto Scaling group."""
    arn = item.known("AutoScalingGroupARN")
    subnets = item.text("VPCZoneIdentifier")
    return Group(
        **place.common(arn, item.known("AutoScalingGroupName"), tags(item, "Tags")),
        arn=arn,
        health_check_type=item.required("HealthCheckType"),
        has_load_balancer=any_of(_balancers(item)),
        launch_configuration=item.text("LaunchConfigurationName"),
        subnets=subnets if isinstance(subnets, Unknown) else [name for name in (subnets or "").split(",") if name],
    )


def _balancers(item: Answer) -> Iterator[Truth]:
    """Of everything that may send requests to the instances, whether it is a load balancer. AWS gives the first two lists
    always."""
    for name in ("LoadBalancerNames", "TargetGroupARNs"):
        found = item.texts(name) if name in item.values else Unknown(f"the answer has no {name}", item.where)
        yield found if isinstance(found, Unknown) else bool(found)
    sources = item.blocks("TrafficSources")
    for source in [sources] if isinstance(sources, Unknown) else sources:
        kind = source if isinstance(source, Unknown) else source.required("Type")
        yield kind if isinstance(kind, Unknown) else kind != "vpc-lattice"


GROUPS = Collector(
    asset_type="aws.autoscaling.group",
    operations=("autoscaling:DescribeAutoScalingGroups",),
    find=lambda reader: reader.pages("autoscaling:DescribeAutoScalingGroups", "AutoScalingGroups"),
    build=build_group,
)


# -- launch configurations -----------------------------------------------------------------------------------------


def _image(reader: Reader, item: Answer, _: Got) -> Answer | Unknown:
    """The image that is started. It is filtered for, since asking for one by its id is an error when it is gone."""
    image_id = item.known("ImageId")
    filters = [{"Name": "image-id", "Values": [image_id]}]
    found = reader.once(image_id, lambda: reader.pages(IMAGES, "Images", Filters=filters, IncludeDeprecated=True))
    return found[0] if found else Unknown(f"the image {image_id} is not there, or not shared with the account", IMAGES)


def build_launch_configuration(place: Place, item: Answer, got: Got) -> LaunchConfiguration:
    """One asset per launch configuration."""
    arn = item.known("LaunchConfigurationARN")
    monitoring = item.block("InstanceMonitoring")
    public = item.flag("AssociatePublicIpAddress")
    root, others = _devices(item, got[IMAGES])
    return LaunchConfiguration(
        **place.common(arn, item.known("LaunchConfigurationName"), tags(None, "")),
        arn=arn,
        metadata=_metadata(item),
        public_ip=_undeclared(item, "AssociatePublicIpAddress", "the subnets decide") if public is None else public,
        monitoring=monitoring.sure("Enabled", monitoring.flag("Enabled"))
        if isinstance(monitoring, Answer)
        else item.sure("InstanceMonitoring", monitoring),
        instance_profile=item.text("IamInstanceProfile"),
        root_device=root,
        ebs_devices=others,
    )


def _undeclared(item: Answer, name: str, who: str) -> Unknown:
    return Unknown(f"not declared, so {who}", f"{item.where}.{name}")


def _metadata(item: Answer) -> Metadata | Unknown:
    undeclared = _undeclared(item, "MetadataOptions", "the image and the account's default decide")
    block = item.block("MetadataOptions")
    if not isinstance(block, Answer):
        return undeclared if block is None else block
    endpoint, tokens = block.text("HttpEndpoint"), block.text("HttpTokens")
    return Metadata(
        http_endpoint="enabled" if endpoint is None else endpoint,
        http_tokens=undeclared if tokens is None else tokens,
        hop_limit=block.integer("HttpPutResponseHopLimit"),
    )


Devices = list[BlockDevice | Unknown]


def _devices(item: Answer, image: Answer | Unknown) -> tuple[BlockDevice | Unknown, Devices | Unknown]:
    """The root volume and the others: those declared, and those that only the image has. Without the image nobody knows which
    of those declared is the root volume, nor what else there is."""
    mappings = item.blocks("BlockDeviceMappings")
    if isinstance(mappings, Unknown):
        return mappings, mappings
    declared = list(_volumes(mappings, _declared))
    if isinstance(image, Unknown):
        return image, [*declared, image]
    name, brought = image.required("RootDeviceName"), image.blocks("BlockDeviceMappings")
    if isinstance(name, Unknown) or isinstance(brought, Unknown):
        doubt = name if isinstance(name, Unknown) else Unknown("the image's devices are not known", IMAGES)
        return doubt, [*declared, doubt]
    named = {mapping.text("DeviceName") for mapping in mappings if isinstance(mapping, Answer)}
    own = [mapping for mapping in brought if isinstance(mapping, Unknown) or mapping.text("DeviceName") not in named]
    devices = [*declared, *_volumes(own, _of_image)]
    roots = [device for device in devices if isinstance(device, BlockDevice) and device.device_name == name]
    undeclared = _undeclared(item, "BlockDeviceMappings", "the image and the account's default decide")
    return roots[0] if roots else undeclared, [device for device in devices if device not in roots]


def _volumes(
    mappings: list[Answer | Unknown], is_encrypted: Callable[[Answer], bool | Unknown]
) -> Iterator[BlockDevice | Unknown]:
    """The volumes among mappings; the others hide a device of the image or add an instance store."""
    for mapping in mappings:
        ebs = mapping if isinstance(mapping, Unknown) else mapping.block("Ebs")
        if isinstance(ebs, Unknown):
            yield ebs
        elif ebs is not None and isinstance(mapping, Answer):
            yield BlockDevice(device_name=mapping.text("DeviceName"), encrypted=is_encrypted(ebs), kms_key=ebs.text("KmsKeyId"))


def _declared(ebs: Answer) -> bool | Unknown:
    encrypted = ebs.flag("Encrypted")
    return _undeclared(ebs, "Encrypted", "its snapshot and the account's default decide") if encrypted is None else encrypted


def _of_image(ebs: Answer) -> bool | Unknown:
    """A volume of an encrypted snapshot is encrypted; any other may be, by the account's default."""
    encrypted = ebs.flag("Encrypted")
    return encrypted if encrypted is True else _undeclared(ebs, "Encrypted", "the account's default decides")


LAUNCH_CONFIGURATIONS = Collector(
    asset_type="aws.autoscaling.launch_configuration",
    operations=("autoscaling:DescribeLaunchConfigurations",),
    find=lambda reader: reader.pages("autoscaling:DescribeLaunchConfigurations", "LaunchConfigurations"),
    details=(Detail(name=IMAGES, operations=(IMAGES,), fields=("root_device", "ebs_devices"), read=_image),),
    build=build_launch_configuration,
)

PERMISSIONS: dict[str, tuple[str, ...]] = {}
"""Every operation is called like its IAM action."""
