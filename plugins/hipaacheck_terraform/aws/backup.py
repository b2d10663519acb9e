"""AWS Backup: plans, vaults, selections and restore testing.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/backup_plan and its neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from hipaacheck import Unknown
from hipaacheck_assets.aws.backup import (
    Plan,
    RestoreTestingPlan,
    Rule,
    Selection,
    Vault,
    VaultLock,
    chosen,
    denies_deletion,
    runs_daily,
)
from hipaacheck_assets.truth import Truth
from hipaacheck_terraform.arguments import KMS_KEYS, required
from hipaacheck_terraform.blocks import Block, Resource
from hipaacheck_terraform.documents import policy
from hipaacheck_terraform.estate import Estate, Family

VAULT = ("aws_backup_vault",)
_VAULT_COMPANIONS = {"aws_backup_vault_lock_configuration": "backup_vault_name", "aws_backup_vault_policy": "backup_vault_name"}
_TESTED = "aws_backup_restore_testing_selection"
PROTECTED = (
    "aws_db_instance",
    "aws_docdb_cluster",
    "aws_dynamodb_table",
    "aws_ebs_volume",
    "aws_efs_file_system",
    "aws_fsx_lustre_file_system",
    "aws_fsx_ontap_file_system",
    "aws_fsx_ontap_volume",
    "aws_fsx_openzfs_file_system",
    "aws_fsx_openzfs_volume",
    "aws_fsx_windows_file_system",
    "aws_instance",
    "aws_neptune_cluster",
    "aws_rds_cluster",
    "aws_redshift_cluster",
    "aws_s3_bucket",
    "aws_storagegateway_cached_iscsi_volume",
    "aws_storagegateway_stored_iscsi_volume",
    "aws_timestreamwrite_table",
)
"""Terraform types that a selection may name."""


def plans(estate: Estate) -> Iterator[Plan]:
    """One asset per backup plan."""
    for plan in estate.each("aws_backup_plan"):
        rules = plan.blocks("rule")
        yield Plan(
            **estate.common(plan, plan.text("name")),
            arn=plan.text("arn"),
            rules=rules
            if isinstance(rules, Unknown)
            else [item if isinstance(item, Unknown) else _rule(estate, plan, item) for item in rules],
        )


def _rule(estate: Estate, plan: Resource, block: Block) -> Rule:
    schedule = block.text("schedule")
    lifecycle = block.block("lifecycle")
    copies = block.blocks("copy_action")
    delete_after = lifecycle.integer("delete_after") if isinstance(lifecycle, Block) else lifecycle
    return Rule(
        name=block.text("rule_name"),
        schedule=schedule,
        daily=runs_daily(schedule),
        vault=estate.link(block, "target_vault_name", VAULT, of=plan),
        delete_after=None if delete_after == 0 else delete_after,
        copies=copies if isinstance(copies, Unknown) else bool(copies),
    )


def vaults(estate: Estate) -> Iterator[Vault]:
    """One asset per vault, and one per vault that only companions name."""
    for family in estate.families(VAULT, ("name", "id"), _VAULT_COMPANIONS):
        vault = family.resource
        lock = family.one("aws_backup_vault_lock_configuration")
        companion = family.one("aws_backup_vault_policy")
        rules = policy(estate, companion) if isinstance(companion, Resource) else companion
        yield Vault(
            **estate.common(vault, vault.text("name")),
            origins=_origins(family),
            arn=vault.text("arn"),
            kms_key=estate.link(vault, "kms_key_arn", KMS_KEYS),
            lock=_lock(lock) if isinstance(lock, Resource) else lock,
            policy=rules,
            denies_deletion=denies_deletion(rules),
        )


def _origins(family: Family) -> dict[str, str]:
    fields = {"lock": "aws_backup_vault_lock_configuration", "policy": "aws_backup_vault_policy"}
    found = {field: family.children.get(name, []) for field, name in fields.items()}
    out = {field: items[0].address for field, items in found.items() if len(items) == 1}
    return {**out, "denies_deletion": out["policy"]} if "policy" in out else out


def _lock(block: Block) -> VaultLock:
    return VaultLock(
        changeable_for_days=block.integer("changeable_for_days"),
        min_retention_days=block.integer("min_retention_days"),
        max_retention_days=block.integer("max_retention_days"),
    )


def selections(estate: Estate) -> Iterator[Selection]:
    """One asset per selection."""
    for selection in estate.each("aws_backup_selection"):
        resources, covers = chosen(
            estate.links(selection, "resources", PROTECTED),
            tags=_any(_filters(selection, "selection_tag")),
            conditions=False if _left_to_provider(selection, "condition") else _any(_filters(selection, "condition")),
            excluded=False if _left_to_provider(selection, "not_resources") else _any(selection.texts("not_resources")),
            where=selection.address,
        )
        yield Selection(
            **estate.common(selection, selection.text("name")),
            plan=estate.link(selection, "plan_id", ("aws_backup_plan",)),
            resources=resources,
            covers_named=covers,
        )


def _any(found: Sequence[object] | Unknown) -> Truth:
    return found if isinstance(found, Unknown) else bool(found)


def _filters(selection: Resource, name: str) -> list[Block | Unknown] | Unknown:
    """Filter blocks that say something: AWS gives conditions back with empty lists where there are none."""
    found = selection.blocks(name)
    if isinstance(found, Unknown):
        return found
    return [item for item in found if isinstance(item, Unknown) or _some_mark(item.unknown) or any(item.values.values())]


def _left_to_provider(selection: Resource, name: str) -> bool:
    """Whether an attribute is unknown only because the configuration does not set it: the provider reads it back then."""
    return isinstance(selection.get(name), Unknown) and not selection.declares(name)


def _some_mark(marks: Any) -> bool:
    """Whether something in a block is known only after apply."""
    inner = marks.values() if isinstance(marks, dict) else marks if isinstance(marks, list) else ()
    return marks is True or any(_some_mark(mark) for mark in inner)


def restore_testing_plans(estate: Estate) -> Iterator[RestoreTestingPlan]:
    """One asset per restore testing plan, and one per plan that only selections name."""
    live = Unknown("only known at run time")
    for family in estate.families(("aws_backup_restore_testing_plan",), ("name",), {_TESTED: "restore_testing_plan_name"}):
        plan = family.resource
        yield RestoreTestingPlan(
            **estate.common(plan, plan.text("name")),
            arn=plan.text("arn"),
            schedule=plan.text("schedule_expression"),
            resource_types=[
                item if isinstance(item, Unknown) else required(item, "protected_resource_type") for item in family.all(_TESTED)
            ],
            created=live,
            last_run=live,
        )
