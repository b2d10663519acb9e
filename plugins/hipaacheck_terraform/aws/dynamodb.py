"""Amazon DynamoDB: tables with their auto scaling and policies; DAX clusters.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/dynamodb_table,
dynamodb_resource_policy, appautoscaling_target and dax_cluster.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.aws.dynamodb import DaxCluster, Table
from hipaacheck_assets.aws.policy import Policy, make_policy
from hipaacheck_assets.aws.statement import Statement
from hipaacheck_assets.truth import any_of
from hipaacheck_terraform.arguments import KMS_KEYS, declared_block, default, flag
from hipaacheck_terraform.blocks import Block, Resource
from hipaacheck_terraform.documents import policy
from hipaacheck_terraform.estate import Estate, Family

_TABLE = ("aws_dynamodb_table",)
_SCALING, _POLICY = "aws_appautoscaling_target", "aws_dynamodb_resource_policy"
_LIVE = Unknown("only known at run time")
_RESTORED = ("restore_source_name", "restore_source_table_arn", "restore_backup_arn")


def tables(estate: Estate) -> Iterator[Table]:
    """One asset per table, and one per table that only scaling targets or policies name."""
    for family in _families(estate):
        table = family.resource
        encryption = _encryption(table)
        policies = family.children.get(_POLICY, [])
        yield Table(
            **estate.common(table, table.text("name")),
            origins={"policy": policies[0].address} if len(policies) == 1 else {},
            arn=table.text("arn"),
            encrypted=True,
            kms_encrypted=flag(encryption, "enabled", False),
            kms_key=estate.link(encryption, "kms_key_arn", KMS_KEYS, of=table) if isinstance(encryption, Block) else encryption,
            point_in_time_recovery=flag(declared_block(table, "point_in_time_recovery"), "enabled", False),
            deletion_protection=default(table.flag("deletion_protection_enabled"), False),
            billing_mode=default(table.text("billing_mode"), "PROVISIONED"),
            read_autoscaling=_scaled(family, "dynamodb:table:ReadCapacityUnits"),
            write_autoscaling=_scaled(family, "dynamodb:table:WriteCapacityUnits"),
            read_capacity_percent=_LIVE,
            write_capacity_percent=_LIVE,
            policy=_policy(estate, family),
        )


def dax_clusters(estate: Estate) -> Iterator[DaxCluster]:
    """One asset per DAX cluster."""
    for cluster in estate.each("aws_dax_cluster"):
        endpoint = default(cluster.text("cluster_endpoint_encryption_type"), "NONE")
        yield DaxCluster(
            **estate.common(cluster, cluster.text("cluster_name")),
            arn=cluster.text("arn"),
            encrypted=flag(cluster.block("server_side_encryption"), "enabled", False),
            tls=endpoint if isinstance(endpoint, Unknown) else endpoint == "TLS",
        )


def _families(estate: Estate) -> list[Family]:
    """Tables with their companions. A scaling target says `table/NAME`, so it is joined by a copy that says NAME."""
    children = [*estate.each(_POLICY), *(target for target in map(_of_table, estate.each(_SCALING)) if target is not None)]
    joined = Estate([*estate.each(*_TABLE), *children], estate.references, incomplete=estate.incomplete)
    return joined.families(_TABLE, ("name", "id", "arn"), {_SCALING: "resource_id", _POLICY: "resource_arn"})


def _of_table(target: Resource) -> Resource | None:
    """The scaling target with its table's name as `resource_id`; null for one that scales something else."""
    dimension, name = target.text("scalable_dimension"), target.text("resource_id")
    if isinstance(dimension, str) and not dimension.startswith("dynamodb:table:"):
        return None
    if isinstance(name, str):
        kind, _, name = name.partition("/")
        if kind != "table" or "/" in name:
            return None
    return Resource(
        address=target.address,
        module=target.module,
        type=target.type,
        name=target.name,
        key=target.key,
        values={**target.values, "resource_id": name if isinstance(name, str) else None},
        unknown=target.unknown,
        sensitive=target.sensitive,
        expressions=target.expressions,
        provider=target.provider,
    )


def _scaled(family: Family, dimension: str) -> bool | Unknown:
    """Whether a scaling target is registered for a dimension of the table."""
    found = [target if isinstance(target, Unknown) else target.text("scalable_dimension") for target in family.all(_SCALING)]
    return any_of(item if isinstance(item, Unknown) else item == dimension for item in found)


def _policy(estate: Estate, family: Family) -> Policy | Unknown | None:
    """Of the table, and of its stream where that has one too: both lead to the same items."""
    found = [policy(estate, item) if isinstance(item, Resource) else item for item in family.all(_POLICY)]
    if len(found) <= 1:
        return found[0] if found else None
    statements: list[Statement | Unknown] = []
    for item in found:
        statements += item.statements if isinstance(item, Policy) else [] if item is None else [item]
    return make_policy(statements)


def _encryption(table: Resource) -> Block | Unknown | None:
    """The encryption block. A table restored from another takes that one's key unless it declares its own."""
    found = declared_block(table, "server_side_encryption")
    if found is None and any(table.get(name) is not None for name in _RESTORED):
        return Unknown("taken from the table or backup it is restored from", f"{table.address}.server_side_encryption")
    return found
