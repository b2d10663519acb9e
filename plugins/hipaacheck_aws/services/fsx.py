"""Amazon FSx: file systems of all kinds. https://docs.aws.amazon.com/fsx/latest/APIReference/API_FileSystem.html"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.aws.fsx import FileSystem
from hipaacheck_aws.collect import Collector, Got
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_live.answers import Answer, name_tag, tags

_CONFIGURATIONS = {
    "LUSTRE": "LustreConfiguration",
    "ONTAP": "OntapConfiguration",
    "OPENZFS": "OpenZFSConfiguration",
    "WINDOWS": "WindowsConfiguration",
}


def _find(reader: Reader) -> Iterator[Answer]:
    """What the account owns and is not about to be gone."""
    for item in reader.pages("fsx:DescribeFileSystems", "FileSystems"):
        if isinstance(item, Unknown) or item.text("OwnerId") not in (None, reader.account.id):
            continue
        if item.text("Lifecycle") not in ("DELETING", "FAILED"):
            yield item


def build(place: Place, item: Answer, _: Got) -> FileSystem:
    """One asset per file system."""
    arn, kind = item.known("ResourceARN"), item.required("FileSystemType")
    key = _CONFIGURATIONS.get(kind) if isinstance(kind, str) else None
    block = item.sure(key, item.block(key)) if key else Unknown(f"a file system of another kind: {kind}", item.where)
    found = tags(item, "Tags")
    return FileSystem(
        **place.common(arn, name_tag(found), found),
        arn=arn,
        kind=kind,
        deployment_type=block.text("DeploymentType") if isinstance(block, Answer) else block,
        kms_key=item.text("KmsKeyId"),
        backup_retention_days=_days(block, kind),
    )


def _days(block: Answer | Unknown, kind: str | Unknown) -> int | Unknown:
    """Lustre makes no backups unless asked; the other kinds have other defaults, so that silence says nothing.
    https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystemLustreConfiguration.html"""
    if isinstance(block, Unknown):
        return block
    days = block.integer("AutomaticBackupRetentionDays")
    return 0 if days is None and kind == "LUSTRE" else block.sure("AutomaticBackupRetentionDays", days)


FILE_SYSTEMS = Collector(
    asset_type="aws.fsx.file_system",
    operations=("fsx:DescribeFileSystems",),
    find=_find,
    build=build,
)
