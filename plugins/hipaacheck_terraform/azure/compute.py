"""Azure virtual machines with their extensions, and managed disks.

Arguments: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/linux_virtual_machine,
windows_virtual_machine, virtual_machine (until version 3 of the provider the only one), virtual_machine_extension, managed_disk.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hipaacheck import Unknown
from hipaacheck_assets.azure.common import Texts
from hipaacheck_assets.azure.compute import Disk, Extension, VirtualMachine, extension_kind
from hipaacheck_assets.truth import Truth, opposite
from hipaacheck_terraform.arguments import declared_block, default, flag
from hipaacheck_terraform.azure.common import common, link, links, renamed
from hipaacheck_terraform.blocks import AFTER_APPLY, Block, Resource
from hipaacheck_terraform.estate import Estate

LINUX = "azurerm_linux_virtual_machine"
WINDOWS = "azurerm_windows_virtual_machine"
LEGACY = "azurerm_virtual_machine"
MACHINES = (LINUX, WINDOWS, LEGACY)
SCALE_SETS = (
    "azurerm_linux_virtual_machine_scale_set",
    "azurerm_windows_virtual_machine_scale_set",
    "azurerm_virtual_machine_scale_set",
    "azurerm_orchestrated_virtual_machine_scale_set",
)
_EXTENSION = "azurerm_virtual_machine_extension"
_COPIED = ("Copy", "Restore")


def virtual_machines(estate: Estate) -> Iterator[VirtualMachine]:
    """One asset per machine, and one per machine that only extensions name."""
    for family in estate.families(MACHINES, ("id", "name"), {_EXTENSION: "virtual_machine_id"}):
        item = family.resource
        legacy = item.type == LEGACY
        os_type = _os_type(item)
        yield VirtualMachine(
            **common(estate, item),
            os_type=os_type,
            vm_agent=_legacy_agent(item) if legacy else _made(item, "provision_vm_agent"),
            password_authentication=_passwords(item, os_type),
            image_publisher=_publisher(item),
            encryption_at_host=flag(item, "encryption_at_host_enabled", False),
            secure_boot=flag(item, "secure_boot_enabled", False),
            vtpm=flag(item, "vtpm_enabled", False),
            identity=_identity(item),
            network_interface_ids=links(estate, item, "network_interface_ids", ("azurerm_network_interface",)),
            unmanaged_disks=list(_unmanaged(item)),
            scale_set_id=link(estate, item, "virtual_machine_scale_set_id", SCALE_SETS),
            extensions=[extension(child) for child in family.all(_EXTENSION)],
            guest_configuration=Unknown("only known at run time", item.address),
        )


def extension(item: Block | Unknown) -> Extension | Unknown:
    """An extension, as a resource of its own or as a block."""
    if isinstance(item, Unknown):
        return item
    minor = renamed(item, "auto_upgrade_minor_version", "auto_upgrade_minor_version_enabled")
    return Extension(
        kind=extension_kind(item.text("publisher"), item.text("type")),
        auto_upgrade_minor_version=flag(item, minor, False),
        automatic_upgrade=flag(item, "automatic_upgrade_enabled", False),
    )


def _os_type(item: Resource) -> str | Unknown:
    if item.stub:
        return Unknown(item.reason, f"{item.address}: operating system")
    if item.type != LEGACY:
        return "Linux" if item.type == LINUX else "Windows"
    return legacy_os_type(item, "storage_os_disk")


def legacy_os_type(item: Resource, disk: str) -> str | Unknown:
    """What the old resources say: by the profile, else by the disk."""
    for name, found in (("os_profile_linux_config", "Linux"), ("os_profile_windows_config", "Windows")):
        if isinstance(item.block(name), Block):
            return found
    block = item.block(disk)
    told = block.text("os_type") if isinstance(block, Block) else block
    if told is None:
        return Unknown("not declared", f"{item.address}.{disk}.os_type")
    return told.capitalize() if isinstance(told, str) else told


def _made(item: Resource, name: str) -> Truth:
    """A flag of the profile that a machine is made with. Left out, the provider sets it, unless the disk has a system already;
    newer versions mark such a flag as known only after apply."""
    found = item.flag(name)
    if isinstance(found, Unknown):
        own = found.reason == AFTER_APPLY and not item.declares(name) and not item.declares("os_managed_disk_id")
        return True if own else found
    return Unknown("not declared, so the disk that it is made from decides", f"{item.address}.{name}") if found is None else found


def _legacy_agent(item: Resource) -> Truth:
    """Azure installs it on Linux unless told otherwise; the provider tells so on Windows."""
    windows = item.block("os_profile_windows_config")
    if windows is not None:
        return flag(windows, "provision_vm_agent", False)
    linux = item.block("os_profile_linux_config")
    if linux is None:
        return Unknown("not declared, so the disk that it is made from decides", f"{item.address}.os_profile_linux_config")
    return linux if isinstance(linux, Unknown) else True


def _passwords(item: Resource, os_type: str | Unknown) -> Truth | None:
    if os_type == "Windows":
        return None
    if item.stub or item.type != LEGACY:
        return opposite(_made(item, "disable_password_authentication"))
    block = item.block("os_profile_linux_config")
    if block is None:
        return Unknown("not declared, so the disk that it is made from decides", f"{item.address}.os_profile_linux_config")
    return opposite(flag(block, "disable_password_authentication", False))


def _publisher(item: Resource) -> str | Unknown | None:
    block = declared_block(item, "storage_image_reference" if item.type == LEGACY else "source_image_reference")
    found = block.text("publisher") if isinstance(block, Block) else block
    return found.lower() if isinstance(found, str) else found


def _identity(item: Resource) -> Texts:
    block = declared_block(item, "identity")
    kinds = block.text("type") if isinstance(block, Block) else block
    if isinstance(kinds, Unknown):
        return kinds
    return [kind.strip() for kind in kinds.split(",")] if kinds else []


def _unmanaged(item: Resource) -> Iterator[str | Unknown]:
    """Only the old resource can have such disks."""
    if item.stub:
        yield Unknown(item.reason, f"{item.address}: disks")
    for name in ("storage_os_disk", "storage_data_disk") if item.type == LEGACY else ():
        for block in _each(item, name):
            uri = block.text("vhd_uri") if isinstance(block, Block) else block
            if isinstance(uri, Unknown):
                yield uri
            elif uri is not None and isinstance(block, Block):
                yield default(block.text("name"), name)


def _each(item: Resource, name: str) -> Iterable[Block | Unknown]:
    """The old resource's disks. Data disks that it does not declare are attached by other resources, and managed."""
    found = item.blocks(name)
    if isinstance(found, Unknown):
        return [found] if found.reason != AFTER_APPLY or item.declares(name) else []
    return found


def disks(estate: Estate) -> Iterator[Disk]:
    """Disks that are resources of their own, and those that machines declare within themselves."""
    for item in estate.each("azurerm_managed_disk"):
        key = _key(estate, item, item)
        option = item.text("create_option")
        if key is None and (isinstance(option, Unknown) or option in _COPIED):
            key = Unknown("not declared, so its source decides", f"{item.address}.disk_encryption_set_id")
        yield Disk(**common(estate, item), customer_managed_key=_is_there(key), disk_encryption_set_id=key)
    for item in estate.each(*MACHINES):
        for name, block in _inline(item):
            own = block.text("managed_disk_id" if item.type == LEGACY else "id")
            key = _key(estate, block, item)
            yield Disk(
                **{**estate.common(item, block.text("name")), "id": f"{item.address}.{name}"},
                resource_id=own.lower() if isinstance(own, str) else Unknown(AFTER_APPLY, f"{block.path}.id"),
                customer_managed_key=_is_there(key),
                disk_encryption_set_id=key,
            )


def _key(estate: Estate, block: Block, item: Resource) -> str | Unknown | None:
    names = ("disk_encryption_set_id", "secure_vm_disk_encryption_set_id")
    found = [link(estate, block, name, ("azurerm_disk_encryption_set",), item) for name in names]
    return next((value for value in found if value is not None), None)


def _is_there(key: str | Unknown | None) -> Truth:
    return key if isinstance(key, Unknown) and key.refers is None else key is not None


def _inline(item: Resource) -> Iterator[tuple[str, Block]]:
    """Blocks that make a managed disk of their own: not those that attach one, that are a blob, or that live on the host only."""
    if item.type != LEGACY:
        block = item.block("os_disk")
        attached = item.declares("os_managed_disk_id") and item.get("os_managed_disk_id") is not None
        if isinstance(block, Block) and not attached and block.block("diff_disk_settings") is None:
            yield "os_disk", block
        return
    for name in ("storage_os_disk", "storage_data_disk"):
        for number, block in enumerate(_each(item, name)):
            if isinstance(block, Block) and block.text("create_option") != "Attach" and block.text("vhd_uri") is None:
                yield name if name == "storage_os_disk" else f"{name}[{number}]", block
