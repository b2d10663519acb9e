"""Amazon FSx: file systems of all kinds.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/fsx_windows_file_system and its neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.aws.fsx import FileSystem
from hipaacheck_terraform.arguments import KMS_KEYS
from hipaacheck_terraform.estate import Estate

_KINDS: dict[str, tuple[str, int | None]] = {
    "aws_fsx_lustre_file_system": ("LUSTRE", 0),
    "aws_fsx_ontap_file_system": ("ONTAP", None),
    "aws_fsx_openzfs_file_system": ("OPENZFS", None),
    "aws_fsx_windows_file_system": ("WINDOWS", 7),
}
"""Terraform type → kind, and the documented days of backups when none are named. For ONTAP and OpenZFS AWS documents 30, but
the provider asks for none."""


def file_systems(estate: Estate) -> Iterator[FileSystem]:
    """One asset per file system."""
    for system in estate.each(*_KINDS):
        kind, documented = _KINDS[system.type]
        days = system.integer("automatic_backup_retention_days")
        where = f"{system.address}.automatic_backup_retention_days"
        fallback = Unknown("left out, and provider and AWS have different defaults", where) if documented is None else documented
        tags = system.get("tags")
        name = tags.get("Name") if isinstance(tags, dict) else None
        yield FileSystem(
            **estate.common(system, name if isinstance(name, str) else None),
            arn=system.text("arn"),
            kind=kind,
            deployment_type=system.text("deployment_type"),
            kms_key=estate.link(system, "kms_key_id", KMS_KEYS),
            backup_retention_days=fallback if days is None else days,
        )
