"""Azure virtual machines, their disks, and scale sets.

https://learn.microsoft.com/rest/api/compute/virtual-machines, disks and virtual-machine-scale-sets;
https://learn.microsoft.com/rest/api/guestconfiguration/guest-configuration-assignments.
"""

from __future__ import annotations

from collections.abc import Iterable

from hipaacheck import Asset, AssetType, Record, Relation, Unknown
from hipaacheck_assets.azure.common import Texts

STANDARD_ASSIGNMENTS = (
    "AdministratorsGroupMembers",
    "AdministratorsGroupMembersToExclude",
    "AdministratorsGroupMembersToInclude",
    "AzureBaseline_AdministrativeTemplatesNetwork",
    "AzureBaseline_SecurityOptionsAccounts",
    "AzureBaseline_SecurityOptionsAudit",
    "AzureBaseline_SecurityOptionsMicrosoftNetworkServer",
    "AzureBaseline_SecurityOptionsNetworkAccess",
    "AzureBaseline_SecurityOptionsRecoveryconsole",
    "AzureBaseline_SecurityOptionsUserAccountControl",
    "AzureBaseline_SystemAuditPoliciesAccountManagement",
    "AzureBaseline_SystemAuditPoliciesDetailedTracking",
    "AzureBaseline_UserRightsAssignment",
    "AzureBaseline_WindowsFirewallProperties",
    "AzureLinuxBaseline",
    "AzureWindowsBaseline",
    "PasswordMustMeetComplexityRequirements",
    "PasswordPolicy_msid121",
    "WindowsCertificateInTrustedRoot",
)
"""Guest configurations that Azure's built-in policies assign and that controls ask for."""


class Extension(Record, frozen=True, kw_only=True):
    """An extension: software that Azure installs on a machine."""

    kind: str | Unknown
    """Publisher and type, in lower case, e.g. `microsoft.azure.monitor/azuremonitorlinuxagent`."""
    auto_upgrade_minor_version: bool | Unknown
    """Whether the newest minor version is installed when the extension is deployed."""
    automatic_upgrade: bool | Unknown
    """Whether Azure upgrades the extension by itself."""


class GuestConfiguration(Record, frozen=True, kw_only=True):
    """What Azure found when it compared the inside of a machine with a configuration that was assigned to it."""

    name: str | Unknown
    """Name of the configuration, e.g. `AzureBaseline_WindowsFirewallProperties`."""
    compliance_status: str | Unknown
    """`Compliant` or `NonCompliant`; unknown while the machine has not reported, and where the configuration is not assigned."""


def extension_kind(publisher: str | Unknown | None, type_: str | Unknown | None) -> str | Unknown:
    """Publisher and type as they are compared."""
    for part in (publisher, type_):
        if isinstance(part, Unknown):
            return part
    return f"{publisher}/{type_}".lower()


def guest_configuration(found: Iterable[GuestConfiguration | Unknown], machine: str) -> list[GuestConfiguration | Unknown]:
    """What was found, and that nothing is known of each standard configuration that is not assigned."""
    out = list(found)
    names = {item.name for item in out if isinstance(item, GuestConfiguration)}
    nothing = Unknown("not assigned to the machine, so Azure has not compared it", machine)
    return [
        *out,
        *(GuestConfiguration(name=name, compliance_status=nothing) for name in STANDARD_ASSIGNMENTS if name not in names),
    ]


class VirtualMachine(Asset, frozen=True, kw_only=True, tag="azure.compute.virtual_machine"):
    """A virtual machine."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    os_type: str | Unknown
    """`Linux` or `Windows`."""
    vm_agent: bool | Unknown
    """Whether the machine was made with the Azure VM agent, which extensions need. Unknown for one that was
    made from a disk with an operating system, like `password_authentication`."""
    password_authentication: bool | Unknown | None
    """Whether SSH accepts passwords; null for Windows."""
    image_publisher: str | Unknown | None
    """Publisher of the image that it was made from, in lower case, e.g. `canonical`; null where something else was used."""
    encryption_at_host: bool | Unknown
    """Whether the host encrypts temporary disks, caches and what flows to storage."""
    secure_boot: bool | Unknown
    """Whether only signed boot components are loaded."""
    vtpm: bool | Unknown
    """Whether it has a virtual TPM, which measures the boot."""
    identity: Texts
    """Kinds of managed identity that it has: `SystemAssigned`, `UserAssigned`."""
    network_interface_ids: Texts
    """Ids of its network interfaces."""
    unmanaged_disks: Texts
    """Names of disks that are blobs in a storage account instead of managed disks."""
    scale_set_id: str | Unknown | None
    """Id of the scale set that it is an instance of; null for none."""
    extensions: list[Extension | Unknown] | Unknown
    """Its extensions."""
    guest_configuration: list[GuestConfiguration | Unknown] | Unknown
    """Configurations that Azure compared with the inside of the machine: all that are assigned, and of those that are not, the
    standard ones, whose status is unknown. Known only in a running estate."""


class Disk(Asset, frozen=True, kw_only=True, tag="azure.compute.disk"):
    """A managed disk. One that a virtual machine declares within itself has the machine's address with the block's name as id."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    customer_managed_key: bool | Unknown
    """Whether a key of the customer's own encrypts it, by a disk encryption set. Azure's own key does otherwise."""
    disk_encryption_set_id: str | Unknown | None
    """Id of the disk encryption set; null for none."""


class ScaleSet(Asset, frozen=True, kw_only=True, tag="azure.compute.scale_set"):
    """A set of virtual machines made from one profile. Its fields tell of the profile."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    os_type: str | Unknown | None
    """`Linux` or `Windows`; null where the set has no profile, so that it only groups machines made apart. Other fields are then
    false, empty or null."""
    password_authentication: bool | Unknown | None
    """Whether SSH accepts passwords; null for Windows."""
    encryption_at_host: bool | Unknown
    """Whether hosts encrypt temporary disks, caches and what flows to storage."""
    secure_boot: bool | Unknown
    """Whether only signed boot components are loaded."""
    vtpm: bool | Unknown
    """Whether machines have a virtual TPM, which measures the boot."""
    automatic_os_upgrade: bool | Unknown
    """Whether Azure replaces the disk of instances when their image has a new version."""
    automatic_updates: bool | Unknown | None
    """Whether Windows Update installs updates; null for Linux."""
    patch_mode: str | Unknown | None
    """Who patches instances: `AutomaticByPlatform` (Azure), `ImageDefault`, `AutomaticByOS` or `Manual`; null where unset."""
    extensions: list[Extension | Unknown] | Unknown
    """Extensions that instances have."""


def _assessments() -> Relation:
    return Relation(
        to="azure.defender.assessment",
        mine="resource_id",
        theirs="assessed_id",
        many=True,
        missing="null",
        doc="What Microsoft Defender for Cloud found of it.",
    )


VIRTUAL_MACHINE = AssetType(
    name="azure.compute.virtual_machine",
    record=VirtualMachine,
    relations={
        "assessments": _assessments(),
        "network_interfaces": Relation(
            to="azure.network.interface",
            mine="network_interface_ids",
            theirs="resource_id",
            many=True,
            doc="Its network interfaces.",
        ),
        "protected_items": Relation(
            to="azure.recovery.protected_item",
            mine="resource_id",
            theirs="source_id",
            many=True,
            missing="null",
            doc="Its backups and replications in Recovery Services vaults.",
        ),
    },
    runtime=frozenset({"guest_configuration"}),
)
DISK = AssetType(name="azure.compute.disk", record=Disk)
SCALE_SET = AssetType(
    name="azure.compute.scale_set",
    record=ScaleSet,
    relations={"assessments": _assessments()},
)
