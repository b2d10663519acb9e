"""Scale sets of virtual machines: uniform and flexible ones, and the resource of version 1 of the provider.

Arguments: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/linux_virtual_machine_scale_set,
windows_virtual_machine_scale_set, orchestrated_virtual_machine_scale_set, virtual_machine_scale_set_extension.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.azure.compute import Extension, ScaleSet
from hipaacheck_assets.truth import Truth, opposite
from hipaacheck_terraform.arguments import flag
from hipaacheck_terraform.azure.common import common, renamed
from hipaacheck_terraform.azure.compute import SCALE_SETS, extension, legacy_os_type
from hipaacheck_terraform.blocks import Block, Resource
from hipaacheck_terraform.estate import Estate, Family

_LINUX, _WINDOWS, _LEGACY, _FLEXIBLE = SCALE_SETS
_EXTENSION = "azurerm_virtual_machine_scale_set_extension"


def scale_sets(estate: Estate) -> Iterator[ScaleSet]:
    """One asset per scale set, and one per scale set that only extensions name."""
    for family in estate.families(SCALE_SETS, ("id", "name"), {_EXTENSION: "virtual_machine_scale_set_id"}):
        item = family.resource
        profile = _profile(item)
        os_type = _os_type(item, profile)
        yield ScaleSet(
            **common(estate, item),
            os_type=os_type,
            password_authentication=None if os_type in ("Windows", None) else _passwords(profile),
            encryption_at_host=flag(item, "encryption_at_host_enabled", False),
            secure_boot=flag(item, "secure_boot_enabled", False),
            vtpm=flag(item, "vtpm_enabled", False),
            automatic_os_upgrade=_os_upgrade(item),
            automatic_updates=None if os_type in ("Linux", None) else _updates(item, profile),
            patch_mode=profile.text("patch_mode") if isinstance(profile, Block) else profile,
            extensions=_extensions(family),
        )


def _profile(item: Resource) -> Block | Unknown | None:
    """What the set says of the system: the resource itself, or a block."""
    if item.type in (_LINUX, _WINDOWS):
        return item
    if item.type == _LEGACY:
        return _either(item, "os_profile_linux_config", "os_profile_windows_config")
    outer = item.block("os_profile")
    return _either(outer, "linux_configuration", "windows_configuration") if isinstance(outer, Block) else outer


def _either(block: Block, linux: str, windows: str) -> Block | Unknown | None:
    found = [block.block(linux), block.block(windows)]
    doubt = next((value for value in found if isinstance(value, Unknown)), None)
    return next((value for value in found if isinstance(value, Block)), doubt)


def _os_type(item: Resource, profile: Block | Unknown | None) -> str | Unknown | None:
    if item.stub:
        return Unknown(item.reason, f"{item.address}: operating system")
    if item.type in (_LINUX, _WINDOWS):
        return "Linux" if item.type == _LINUX else "Windows"
    if item.type == _LEGACY:
        return legacy_os_type(item, "storage_profile_os_disk")
    if profile is None and item.get("sku_name") is not None:
        return Unknown("not declared", f"{item.address}.os_profile")
    if not isinstance(profile, Block):
        return profile
    return "Linux" if profile.path.rpartition(".")[2].startswith("linux") else "Windows"


def _passwords(profile: Block | Unknown | None) -> Truth:
    """The old resource allows them unless told otherwise, the newer ones do not; plans hold those defaults."""
    if isinstance(profile, Block):
        found = profile.flag("disable_password_authentication")
        return Unknown("not declared", f"{profile.path}.disable_password_authentication") if found is None else opposite(found)
    return Unknown("no profile of the system is declared") if profile is None else profile


def _os_upgrade(item: Resource) -> Truth:
    if item.stub or item.type == _LEGACY:
        return flag(item, "automatic_os_upgrade", False)
    policy = item.block("automatic_os_upgrade_policy")
    if not isinstance(policy, Block):
        return flag(policy, "", False)
    return flag(policy, renamed(policy, "automatic_os_upgrade_enabled", "enable_automatic_os_upgrade"), False)


def _updates(item: Resource, profile: Block | Unknown | None) -> Truth | None:
    """The old resource leaves them off unless told otherwise, the newer ones on."""
    if not isinstance(profile, Block):
        return Unknown("no profile of the system is declared") if profile is None else profile
    names = ("automatic_updates_enabled", "enable_automatic_updates", "enable_automatic_upgrades")
    return flag(profile, renamed(profile, *names), item.type != _LEGACY)


def _extensions(family: Family) -> list[Extension | Unknown] | Unknown:
    own = family.resource.blocks("extension")
    inner: list[Block | Unknown] = []
    if not isinstance(own, Unknown):
        inner = own
    elif family.resource.declares("extension"):  # otherwise the provider only tells what resources apart say
        inner = [own]
    return [extension(child) for child in (*inner, *family.all(_EXTENSION))]
