"""Amazon EC2 and EC2 Auto Scaling: instances, launch templates and configurations, Auto Scaling groups.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/ and https://docs.aws.amazon.com/autoscaling/ec2/APIReference/.
User data is never read.
"""

from __future__ import annotations

from datetime import datetime

from hipaacheck import Asset, AssetType, Record, Relation, Unknown
from hipaacheck_assets.aws.backup import BACKUP_SELECTIONS
from hipaacheck_assets.truth import Truth


class BlockDevice(Record, frozen=True, kw_only=True):
    """An EBS volume that comes with an instance."""

    device_name: str | Unknown | None
    """Such as `/dev/xvda`; null where it is left to the image."""
    encrypted: bool | Unknown
    """Whether it is encrypted at rest. Where nothing is declared, its snapshot and the account's default decide."""
    kms_key: str | Unknown | None
    """ARN of the key; null when none is named."""


class Metadata(Record, frozen=True, kw_only=True):
    """The instance metadata service (IMDS)."""

    http_endpoint: str | Unknown
    """`enabled` or `disabled`."""
    http_tokens: str | Unknown
    """`required` for version 2 only, `optional` for both. Where nothing is declared, image and account decide."""
    hop_limit: int | Unknown | None
    """How many network hops an answer may travel; null when not declared."""


_NOT_EBS_OPTIMIZED = frozenset(
    {"t1", "t2", "c1", "c3", "cc1", "cc2", "cg1", "cr1", "g2", "hi1", "hs1", "i2", "m1", "m2", "m3", "r3"}
)


def has_ebs_bandwidth(declared: bool | Unknown | None, instance_type: str | Unknown | None) -> Truth:
    """Whether an instance has bandwidth to EBS of its own: it was asked for, or its type has it without asking.

    Every type that came after those listed by name has; see
    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ebs-optimized.html.
    """
    if declared is True:
        return True
    if isinstance(instance_type, str) and instance_type.partition(".")[0] not in _NOT_EBS_OPTIMIZED:
        return True
    if isinstance(declared, Unknown):
        return declared
    if isinstance(instance_type, Unknown):
        return instance_type
    return False if instance_type is not None else Unknown("the instance type is not declared")


class Instance(Asset, frozen=True, kw_only=True, tag="aws.ec2.instance"):
    """A virtual machine."""

    arn: str | Unknown | None
    """ARN."""
    instance_id: str | Unknown | None
    """`i-…`."""
    instance_type: str | Unknown | None
    """Such as `m7g.large`; null when the launch template tells."""
    metadata: Metadata | Unknown
    """The instance metadata service."""
    public_ip: bool | Unknown | None
    """Whether it has a public IPv4 address. Null where a declaration leaves that to the subnet. In a running estate, whether it
    has one now: one that is stopped keeps only Elastic IPs."""
    subnet_id: str | Unknown | None
    """Subnet of the primary network interface; null outside a VPC."""
    security_groups: list[str | Unknown] | Unknown
    """Ids of its security groups, those of all its network interfaces where they are known."""
    monitoring: bool | Unknown
    """Whether metrics are taken every minute (detailed monitoring) and not every five."""
    ebs_optimized: bool | Unknown
    """Whether it has bandwidth to EBS of its own, because it was asked for or because its type always has."""
    instance_profile: str | Unknown | None
    """Name or ARN of the IAM instance profile; null when there is none."""
    key_name: str | Unknown | None
    """Name of the SSH key pair that is put on it at launch; null when there is none."""
    root_device: BlockDevice | Unknown
    """The volume it starts from."""
    ebs_devices: list[BlockDevice | Unknown] | Unknown
    """Further volumes that come with it; in a running estate, all others that are attached. Unknown where only the image
    tells."""
    state: str | Unknown
    """`pending`, `running`, `stopping` or `stopped`. Known only in a running estate."""
    stopped_since: datetime | Unknown | None
    """When it was stopped; null when it is not stopped. Unknown where EC2 gives a reason without a time, as for some that did
    not stop at a user's request. Known only in a running estate."""
    managed_by_ssm: bool | Unknown
    """Whether Systems Manager manages it: it is registered, and its agent answers. One that is stopped is not. Known only in a
    running estate."""


INSTANCE = AssetType(
    name="aws.ec2.instance",
    record=Instance,
    relations={
        "backup_selections": BACKUP_SELECTIONS,
        "subnet": Relation(
            to="aws.ec2.subnet", mine="subnet_id", theirs="subnet_id", doc="Subnet of the primary network interface."
        ),
    },
    runtime=frozenset({"managed_by_ssm", "state", "stopped_since"}),
)


class LaunchTemplate(Asset, frozen=True, kw_only=True, tag="aws.ec2.launch_template"):
    """A launch template, in its newest version."""

    arn: str | Unknown | None
    """ARN."""
    metadata: Metadata | Unknown
    """The instance metadata service."""
    public_ip: bool | Unknown
    """Whether some network interface gets a public IPv4 address. Where nothing is declared, the subnets decide."""
    monitoring: bool | Unknown
    """Whether metrics are taken every minute."""
    instance_profile: str | Unknown | None
    """Name or ARN of the IAM instance profile; null when there is none."""
    block_devices: list[BlockDevice | Unknown] | Unknown
    """The EBS volumes that the template describes; the image may have others."""


LAUNCH_TEMPLATE = AssetType(name="aws.ec2.launch_template", record=LaunchTemplate)


class LaunchConfiguration(Asset, frozen=True, kw_only=True, tag="aws.autoscaling.launch_configuration"):
    """A launch configuration, what launch templates were before."""

    arn: str | Unknown | None
    """ARN."""
    metadata: Metadata | Unknown
    """The instance metadata service."""
    public_ip: bool | Unknown
    """Whether instances get a public IPv4 address. Where nothing is declared, the subnets decide."""
    monitoring: bool | Unknown
    """Whether metrics are taken every minute."""
    instance_profile: str | Unknown | None
    """Name or ARN of the IAM instance profile; null when there is none."""
    root_device: BlockDevice | Unknown
    """The volume that instances start from."""
    ebs_devices: list[BlockDevice | Unknown] | Unknown
    """Further volumes that come with an instance. Unknown where only the image tells."""


LAUNCH_CONFIGURATION = AssetType(name="aws.autoscaling.launch_configuration", record=LaunchConfiguration)


class Group(Asset, frozen=True, kw_only=True, tag="aws.autoscaling.group"):
    """An Auto Scaling group."""

    arn: str | Unknown | None
    """ARN."""
    health_check_type: str | Unknown
    """`EC2`, or with commas what else is asked: `ELB`, `EBS`, `VPC_LATTICE`."""
    has_load_balancer: bool | Unknown
    """Whether a load balancer, or a target group of one, sends requests to its instances."""
    launch_configuration: str | Unknown | None
    """Name of the launch configuration; null when a launch template is used."""
    subnets: list[str | Unknown] | Unknown
    """Ids of the subnets that instances are started in."""


GROUP = AssetType(name="aws.autoscaling.group", record=Group)
