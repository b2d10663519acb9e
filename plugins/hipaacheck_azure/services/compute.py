"""Azure virtual machines, disks and scale sets.

https://learn.microsoft.com/rest/api/compute/virtual-machines, virtual-machine-extensions, disks and virtual-machine-scale-sets;
https://learn.microsoft.com/rest/api/guestconfiguration/guest-configuration-assignments.
"""

from __future__ import annotations

from typing import Any

from hipaacheck import Unknown
from hipaacheck_assets.azure.common import Texts, arm_id
from hipaacheck_assets.azure.compute import (
    Disk,
    Extension,
    GuestConfiguration,
    ScaleSet,
    VirtualMachine,
    extension_kind,
    guest_configuration,
)
from hipaacheck_assets.truth import Truth, opposite
from hipaacheck_azure.collect import Collector, Detail, Got, detail, id_of, ids, listing, properties
from hipaacheck_azure.reader import Place, Reader
from hipaacheck_live.answers import Answer

_MACHINES = "Microsoft.Compute/virtualMachines"
_DISKS = "Microsoft.Compute/disks"
_SETS = "Microsoft.Compute/virtualMachineScaleSets"
_EXTENSIONS = f"{_MACHINES}/extensions"
_GUESTS = "Microsoft.GuestConfiguration/guestConfigurationAssignments"
_SYSTEMS = ("linuxConfiguration", "windowsConfiguration")


def inside(block: Answer, *names: str) -> Answer:
    """What is nested under these names; nothing where one of them is absent. As `properties` for what cannot be read."""
    for name in names:
        found = block.block(name)
        gone = Answer({}, f"{block.where}.{name}", old=block.old or isinstance(found, Unknown))
        block = found if isinstance(found, Answer) else gone
    return block


def build(place: Place, item: Answer, got: Got) -> VirtualMachine:
    """One asset per machine."""
    inner = properties(item)
    profile, storage = inner.block("osProfile"), inside(inner, "storageProfile")
    os_type = inside(storage, "osDisk").required("osType")
    image = inside(storage, "imageReference").text("publisher")
    return VirtualMachine(
        **place.resource(item),
        os_type=os_type,
        vm_agent=_agent(profile, inner),
        password_authentication=None if os_type == "Windows" else _passwords(profile, inner),
        image_publisher=image.lower() if isinstance(image, str) else image,
        **_security(inner),
        identity=_identity(item),
        network_interface_ids=_interfaces(inside(inner, "networkProfile")),
        unmanaged_disks=_unmanaged(storage),
        scale_set_id=id_of(inner, "virtualMachineScaleSet"),
        extensions=got.read(_EXTENSIONS, lambda found: [_extension(one) for one in found if not _failed(one)], []),
        guest_configuration=got.read(_GUESTS, lambda found: guest_configuration(map(_assignment, found), item.known("id"))),
    )


def _interfaces(network: Answer) -> Texts:
    """Every machine has one."""
    name = "networkInterfaces"
    return ids(network, name) if network.get(name) is not None else Unknown(f"the answer has no {name}", network.where)


def _security(inner: Answer) -> dict[str, Any]:
    """What `securityProfile` says; what it leaves out is off. Nothing says what holds for a machine that has a security type and
    no settings of its firmware."""
    security = inside(inner, "securityProfile")
    firmware = inside(security, "uefiSettings")
    if security.get("securityType") not in (None, "Standard") and security.get("uefiSettings") is None:
        firmware = Answer({}, firmware.where, old=True)
    return {
        "encryption_at_host": security.or_default("encryptionAtHost", security.flag("encryptionAtHost"), False),
        "secure_boot": firmware.or_default("secureBootEnabled", firmware.flag("secureBootEnabled"), False),
        "vtpm": firmware.or_default("vTpmEnabled", firmware.flag("vTpmEnabled"), False),
    }


def _system(profile: Answer) -> Answer | Unknown | None:
    """What the profile says of Linux or Windows."""
    return next((found for name in _SYSTEMS if (found := profile.block(name)) is not None), None)


def _agent(profile: Answer | Unknown | None, inner: Answer) -> Truth:
    """Azure installs it unless told otherwise. A machine made from a disk with a system has no profile."""
    system = _system(profile) if isinstance(profile, Answer) else profile
    if not isinstance(system, Answer):
        return inner.sure("osProfile", system)
    return system.or_default("provisionVMAgent", system.flag("provisionVMAgent"), True)


def _passwords(profile: Answer | Unknown | None, inner: Answer) -> Truth:
    linux = profile.block("linuxConfiguration") if isinstance(profile, Answer) else profile
    if not isinstance(linux, Answer):
        return inner.sure("osProfile.linuxConfiguration", linux)
    return opposite(linux.sure("disablePasswordAuthentication", linux.flag("disablePasswordAuthentication")))


def _identity(item: Answer) -> Texts:
    block = item.block("identity")
    kinds = block.required("type") if isinstance(block, Answer) else block
    if isinstance(kinds, Unknown):
        return kinds
    return [kind for name in (kinds or "").split(",") if (kind := name.strip()) not in ("", "None")]


def _unmanaged(storage: Answer) -> Texts:
    """Disks with a `vhd`, by name."""
    system, data = storage.block("osDisk"), storage.blocks("dataDisks")
    if isinstance(data, Unknown):
        return data
    out: list[str | Unknown] = []
    for disk in (storage.sure("osDisk", system), *data):
        blob = disk.block("vhd") if isinstance(disk, Answer) else disk
        if isinstance(blob, Unknown):
            out.append(blob)
        elif blob is not None and isinstance(disk, Answer):
            out.append(disk.required("name"))
    return out


def _failed(item: Answer | Unknown) -> bool:
    """Whether an extension is there but could not be installed."""
    return isinstance(item, Answer) and properties(item).text("provisioningState") == "Failed"


def _extension(item: Answer | Unknown) -> Extension | Unknown:
    if isinstance(item, Unknown):
        return item
    inner = properties(item)
    return Extension(
        kind=extension_kind(inner.required("publisher"), inner.required("type")),
        auto_upgrade_minor_version=inner.sure("autoUpgradeMinorVersion", inner.flag("autoUpgradeMinorVersion")),
        automatic_upgrade=inner.sure("enableAutomaticUpgrade", inner.flag("enableAutomaticUpgrade")),
    )


def _assignment(item: Answer | Unknown) -> GuestConfiguration | Unknown:
    if isinstance(item, Unknown):
        return item
    inner = properties(item)
    status = inner.required("complianceStatus")
    return GuestConfiguration(
        name=inside(inner, "guestConfiguration").required("name"),
        compliance_status=Unknown("the machine has not reported yet", inner.where) if status == "Pending" else status,
    )


def _assigned(reader: Reader, item: Answer, _: Got) -> list[Answer | Unknown]:
    """What is assigned to a machine, and a doubt where the subscription's list may lack something."""
    found: dict[str, list[Answer | Unknown]] = reader.once(_GUESTS, lambda: _by_machine(reader.pages(_GUESTS)))
    return [*found.get(arm_id(item.known("id")) or "", ()), *found.get("", ())]


def _by_machine(items: list[Answer | Unknown]) -> dict[str, list[Answer | Unknown]]:
    out: dict[str, list[Answer | Unknown]] = {}
    for item in items:
        own = item.text("id") if isinstance(item, Answer) else item
        machine = own.lower().partition("/providers/microsoft.guestconfiguration/")[0] if isinstance(own, str) else ""
        doubt = item if isinstance(item, Unknown) else Unknown("an assignment without an id", item.where)
        out.setdefault(machine, []).append(item if machine else doubt)
    return out


def build_disk(place: Place, item: Answer, got: Got) -> Disk:
    """One asset per managed disk."""
    inner = properties(item)
    encryption = inside(inner, "encryption")
    sets = (encryption.text("diskEncryptionSetId"), inside(inner, "securityProfile").text("secureVMDiskEncryptionSetId"))
    key = arm_id(next((found for found in sets if found is not None), None))
    return Disk(**place.resource(item), customer_managed_key=_own_key(encryption, key), disk_encryption_set_id=key)


def _own_key(encryption: Answer, key: str | Unknown | None) -> Truth:
    if key is not None:
        return key if isinstance(key, Unknown) else True
    kind = encryption.required("type")
    if isinstance(kind, Unknown):
        return kind
    if "CustomerKey" in kind:
        return True
    return False if kind == "EncryptionAtRestWithPlatformKey" else Unknown(f"a kind of encryption that is not known: {kind}")


def build_set(place: Place, item: Answer, got: Got) -> ScaleSet:
    """One asset per scale set."""
    inner = properties(item)
    profile = inside(inner, "virtualMachineProfile")
    groups_only = inner.get("virtualMachineProfile") is None and inner.text("orchestrationMode") == "Flexible"
    system = inside(profile, "osProfile")
    os_type = None if groups_only else _set_os(profile, system)
    return ScaleSet(
        **place.resource(item),
        os_type=os_type,
        password_authentication=None if os_type in ("Windows", None) else _passwords(system, profile),
        **_security(profile),
        automatic_os_upgrade=_replaced(inner),
        automatic_updates=None if os_type in ("Linux", None) else _updates(os_type, inside(system, "windowsConfiguration")),
        patch_mode=_patch_mode(system),
        extensions=inside(profile, "extensionProfile").each("extensions", _extension),
    )


def _set_os(profile: Answer, system: Answer) -> str | Unknown:
    told = inside(profile, "storageProfile", "osDisk").text("osType")
    if told is not None:
        return told
    names = [name for name in _SYSTEMS if system.get(name) is not None]
    return profile.sure("osType", {"linuxConfiguration": "Linux", "windowsConfiguration": "Windows"}[names[0]] if names else None)


def _replaced(inner: Answer) -> Truth:
    policy = inside(inner, "upgradePolicy", "automaticOSUpgradePolicy")
    return policy.or_default("enableAutomaticOSUpgrade", policy.flag("enableAutomaticOSUpgrade"), False)


def _updates(os_type: str | Unknown | None, windows: Answer) -> Truth:
    if isinstance(os_type, Unknown):
        return os_type
    return windows.or_default("enableAutomaticUpdates", windows.flag("enableAutomaticUpdates"), True)


def _patch_mode(system: Answer) -> str | Unknown | None:
    found = [inside(system, name, "patchSettings").text("patchMode") for name in _SYSTEMS]
    return next((mode for mode in found if mode is not None), None)


VIRTUAL_MACHINES = Collector(
    asset_type="azure.compute.virtual_machine",
    scope="global",
    operations=(_MACHINES,),
    find=listing(_MACHINES),
    details=(
        detail(_EXTENSIONS, "extensions", pages=True),
        Detail(name=_GUESTS, operations=(_GUESTS,), fields=("guest_configuration",), read=_assigned),
    ),
    build=build,
)
DISKS = Collector(asset_type="azure.compute.disk", scope="global", operations=(_DISKS,), find=listing(_DISKS), build=build_disk)
SCALE_SETS = Collector(
    asset_type="azure.compute.scale_set", scope="global", operations=(_SETS,), find=listing(_SETS), build=build_set
)
