"""Amazon EFS: file systems with their policies, and access points.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/efs_file_system and its neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.aws.efs import AccessPoint, FileSystem, admits_everyone
from hipaacheck_terraform.arguments import KMS_KEYS, declared_block
from hipaacheck_terraform.blocks import Block, Resource
from hipaacheck_terraform.documents import policy
from hipaacheck_terraform.estate import Estate, Family

FILE_SYSTEM = ("aws_efs_file_system",)
_COMPANIONS = {"aws_efs_backup_policy": "file_system_id", "aws_efs_file_system_policy": "file_system_id"}
_FIELDS = {
    "admits_everyone": "aws_efs_file_system_policy",
    "automatic_backups": "aws_efs_backup_policy",
    "policy": "aws_efs_file_system_policy",
}


def file_systems(estate: Estate) -> Iterator[FileSystem]:
    """One asset per file system, and one per file system that only companions name."""
    for family in estate.families(FILE_SYSTEM, ("id",), _COMPANIONS):
        system = family.resource
        encrypted = system.flag("encrypted")
        companion = family.one("aws_efs_file_system_policy")
        rules = policy(estate, companion) if isinstance(companion, Resource) else companion
        children = {field: family.children.get(name, []) for field, name in _FIELDS.items()}
        yield FileSystem(
            **estate.common(system, system.text("name")),
            origins={field: found[0].address for field, found in children.items() if len(found) == 1},
            arn=system.text("arn"),
            encrypted=False if encrypted is None else encrypted,
            kms_key=estate.link(system, "kms_key_id", KMS_KEYS),
            automatic_backups=_automatic_backups(family),
            policy=rules,
            admits_everyone=admits_everyone(rules),
        )


def _automatic_backups(family: Family) -> bool | Unknown:
    """Off where no backup policy is declared; but file systems of one zone only have them on unless switched off."""
    source = family.one("aws_efs_backup_policy")
    if isinstance(source, Resource):
        block = source.block("backup_policy")
        status = block.text("status") if isinstance(block, Block) else block
        return status if isinstance(status, Unknown) else status == "ENABLED"
    if isinstance(source, Unknown):
        return source
    system = family.resource
    zone = system.text("availability_zone_name")
    if zone is None or (isinstance(zone, Unknown) and not system.declares("availability_zone_name")):
        return False
    return Unknown("EFS switches backups of One Zone file systems on itself; no backup policy is declared", system.address)


def access_points(estate: Estate) -> Iterator[AccessPoint]:
    """One asset per access point."""
    for point in estate.each("aws_efs_access_point"):
        user, root = point.block("posix_user"), declared_block(point, "root_directory")
        path = root.text("path") if isinstance(root, Block) else root
        tags = point.get("tags")
        name = tags.get("Name") if isinstance(tags, dict) else None
        yield AccessPoint(
            **estate.common(point, name if isinstance(name, str) else None),
            arn=point.text("arn"),
            file_system=estate.link(point, "file_system_id", FILE_SYSTEM),
            posix_uid=user.integer("uid") if isinstance(user, Block) else user,
            root_path="/" if path is None else path,
        )
