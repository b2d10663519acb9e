"""What the AWS provider does with arguments that are left out: the table beside the code, held against real plans."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec
import pytest

import hipaacheck_terraform
from hipaacheck_terraform.mappers import MAPPERS
from tests.support.shared import needs_shared, shared_files

PATH = Path(hipaacheck_terraform.__file__).parent / "schema" / "aws.json"
TEXT = PATH.read_text()
TABLE: dict[str, dict[str, Any]] = msgspec.json.decode(TEXT)


class Spec(msgspec.Struct, forbid_unknown_fields=True):
    """One argument, as `schema/README.md` describes it."""

    c: Literal[1] | None = None
    d: Any = msgspec.UNSET
    n: dict[str, Spec] | None = None
    r: Literal[1] | None = None
    s: Literal[1] | None = None
    v: Literal[1] | None = None


def facts(path: str) -> dict[str, Any]:
    """The facts of one argument, by `type.argument.nested argument`, without those that are nested in it."""
    head, _, rest = path.removeprefix("data.").partition(".")
    found: Any = {"n": TABLE["data." + head if path.startswith("data.") else head]}
    for name in rest.split("."):
        found = found["n"][name]
    return {name: value for name, value in found.items() if name != "n"}


def test_every_mapped_type_is_there() -> None:
    mapped = {type_ for types in MAPPERS.values() for type_ in types if type_.startswith("aws_")}
    assert set(TABLE) == mapped | {"data.aws_iam_policy_document"}


def specs(arguments: Mapping[str, Any], where: str) -> Iterator[tuple[str, Spec]]:
    for name, spec in msgspec.convert(arguments, dict[str, Spec]).items():
        yield f"{where}.{name}", spec
        yield from specs(msgspec.to_builtins(spec.n or {}), f"{where}.{name}") if spec.n else ()


def test_every_fact_is_well_formed() -> None:
    found = [item for type_, arguments in TABLE.items() for item in specs(arguments, type_)]
    assert len(found) > 5000
    for where, spec in found:
        assert re.fullmatch(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+", where), where
        said = [spec.c is not None, spec.d is not msgspec.UNSET, spec.r is not None, spec.v is not None]
        assert sum(said) <= 1, where


def test_one_type_a_line_in_order() -> None:
    lines = TEXT.splitlines()
    assert (lines[0], lines[-1], len(lines)) == ("{", "}", len(TABLE) + 2)
    assert list(TABLE) == sorted(TABLE)
    assert all(list(arguments) == sorted(arguments) for arguments in TABLE.values())


COMPUTED, NULL, REQUIRED, VARIES = {"c": 1}, dict[str, Any](), {"r": 1}, {"v": 1}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("aws_db_instance.publicly_accessible", {"d": False}),
        ("aws_db_instance.storage_encrypted", NULL),
        ("aws_db_instance.kms_key_id", COMPUTED),
        ("aws_db_instance.deletion_protection", NULL),
        ("aws_db_instance.backup_retention_period", COMPUTED),
        ("aws_db_instance.auto_minor_version_upgrade", {"d": True}),
        ("aws_db_instance.instance_class", REQUIRED),
        ("aws_db_instance.password", {"s": 1}),
        ("aws_rds_cluster.storage_encrypted", COMPUTED),
        ("aws_rds_cluster.deletion_protection", NULL),
        ("aws_s3_bucket.versioning", COMPUTED),
        ("aws_s3_bucket.acl", COMPUTED),
        ("aws_s3_bucket.force_destroy", {"d": False}),
        ("aws_s3_bucket.versioning.enabled", {"d": False}),
        ("aws_s3_bucket_public_access_block.block_public_acls", {"d": False}),
        ("aws_s3_bucket_versioning.versioning_configuration", REQUIRED),
        ("aws_instance.root_block_device", COMPUTED),
        ("aws_instance.root_block_device.delete_on_termination", {"d": True}),
        ("aws_instance.root_block_device.encrypted", COMPUTED),
        ("aws_instance.metadata_options", COMPUTED),
        ("aws_instance.metadata_options.http_tokens", COMPUTED),
        ("aws_instance.metadata_options.http_endpoint", {"d": "enabled"}),
        ("aws_instance.user_data", VARIES),
        ("aws_launch_template.metadata_options", COMPUTED),
        ("aws_launch_configuration.enable_monitoring", {"d": True}),
        ("aws_ebs_volume.encrypted", COMPUTED),
        ("aws_ebs_encryption_by_default.enabled", {"d": True}),
        ("aws_cloudtrail.enable_log_file_validation", {"d": False}),
        ("aws_cloudtrail.include_global_service_events", {"d": True}),
        ("aws_cloudtrail.is_multi_region_trail", {"d": False}),
        ("aws_cloudtrail.kms_key_id", NULL),
        ("aws_kms_key.enable_key_rotation", {"d": False}),
        ("aws_kms_key.policy", COMPUTED),
        ("aws_kms_key.deletion_window_in_days", NULL),
        ("aws_lb.drop_invalid_header_fields", {"d": False}),
        ("aws_lb.internal", COMPUTED),
        ("aws_lb_listener.ssl_policy", COMPUTED),
        ("aws_elb.cross_zone_load_balancing", {"d": True}),
        ("aws_eks_cluster.vpc_config.endpoint_public_access", {"d": True}),
        ("aws_eks_cluster.vpc_config.endpoint_private_access", {"d": False}),
        ("aws_eks_cluster.vpc_config.public_access_cidrs", COMPUTED),
        ("aws_eks_cluster.encryption_config", NULL),
        ("aws_redshift_cluster.publicly_accessible", VARIES),
        ("aws_redshift_cluster.encrypted", VARIES),
        ("aws_opensearch_domain.encrypt_at_rest", COMPUTED),
        ("aws_opensearch_domain.domain_endpoint_options.enforce_https", {"d": True}),
        ("aws_opensearch_domain.log_publishing_options", NULL),
        ("aws_elasticache_replication_group.at_rest_encryption_enabled", COMPUTED),
        ("aws_efs_file_system.encrypted", COMPUTED),
        ("aws_dynamodb_table.point_in_time_recovery", COMPUTED),
        ("aws_dynamodb_table.server_side_encryption", COMPUTED),
        ("aws_sqs_queue.sqs_managed_sse_enabled", COMPUTED),
        ("aws_sqs_queue.kms_master_key_id", NULL),
        ("aws_sns_topic.kms_master_key_id", NULL),
        ("aws_cloudwatch_log_group.retention_in_days", {"d": 0}),
        ("aws_cloudwatch_log_group.kms_key_id", NULL),
        ("aws_ecr_repository.image_tag_mutability", {"d": "MUTABLE"}),
        ("aws_ecr_repository.image_scanning_configuration", NULL),
        ("aws_security_group.ingress", COMPUTED),
        ("aws_security_group.ingress.self", {"d": False}),
        ("aws_security_group.description", {"d": "Managed by Terraform"}),
        ("aws_subnet.map_public_ip_on_launch", {"d": False}),
        ("aws_guardduty_detector.enable", {"d": True}),
        ("aws_iam_account_password_policy.minimum_password_length", {"d": 6}),
        ("aws_iam_account_password_policy.require_symbols", COMPUTED),
        ("aws_iam_role.assume_role_policy", REQUIRED),
        ("aws_workspaces_workspace.root_volume_encryption_enabled", {"d": False}),
        ("data.aws_iam_policy_document.statement.effect", {"d": "Allow"}),
        ("data.aws_iam_policy_document.json", COMPUTED),
        ("data.aws_iam_policy_document.statement.principals.identifiers", REQUIRED),
    ],
)
def test_known_facts(path: str, expected: dict[str, Any]) -> None:
    assert facts(path) == expected


EARLIER = {
    "aws_acm_certificate": ("options",),
    "aws_api_gateway_rest_api": ("api_key_source", "binary_media_types", "description", "minimum_compression_size", "policy"),
    "aws_autoscaling_group": ("launch_template", "load_balancers", "mixed_instances_policy", "target_group_arns"),
    "aws_db_instance": ("iops", "snapshot_identifier"),
    "aws_default_subnet": ("outpost_arn",),
    "aws_instance": (
        "disable_api_termination",
        "ebs_optimized",
        "iam_instance_profile",
        "instance_initiated_shutdown_behavior",
        "monitoring",
        "user_data_base64",
    ),
    "aws_lambda_permission": ("statement_id_prefix",),
    "aws_launch_configuration": ("associate_public_ip_address",),
    "aws_rds_cluster": ("backup_retention_period", "iam_roles", "storage_encrypted"),
    "aws_s3_bucket": (
        "acl",
        "bucket_prefix",
        "cors_rule",
        "grant",
        "lifecycle_rule",
        "logging",
        "object_lock_configuration",
        "policy",
        "region",
        "replication_configuration",
        "server_side_encryption_configuration",
        "website",
    ),
    "aws_sqs_queue": ("redrive_policy",),
}
"""Computed now, so unknown; planned as null or with a default by versions 2 to 4, which many of the plans are from."""
ELSEWHERE = {
    "aws_instance.source_dest_check": None,
    "aws_lb.enable_cross_zone_load_balancing": False,
    "aws_lb.enable_http2": None,
    "aws_lb.idle_timeout": None,
}
"""Planned so when another argument is set: a network interface, or a type of load balancer."""
BEFORE_3 = {"aws_kms_key.key_usage"}
"""Computed in version 2 alone."""


def explained(where: str, spec: Mapping[str, Any], unknown: bool, value: Any) -> bool:
    """Whether the plan is of another version, or of arguments that its configuration sets in a way it does not show."""
    type_, _, name = where.partition(".")
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "n" in spec or name == "domain_validation_options"  # dynamic blocks; read off from other arguments
    if unknown:
        return where in BEFORE_3
    if "c" in spec:
        return name in ("tags_all", "name_prefix") or name in EARLIER.get(type_, ())
    return where in ELSEWHERE and ELSEWHERE[where] is value


class Compared:
    """Arguments of plans that are as the table says, and those that are not."""

    def __init__(self) -> None:
        self.agreed = 0
        self.other: list[str] = []

    def body(self, where: str, specs: Any, expressions: Any, values: Any, unknown: Any) -> None:
        """Compare the arguments of one resource or nested block that its configuration leaves out."""
        for name, spec in specs.items():
            value, mark = values.get(name), unknown.get(name)
            if name in expressions:
                self.nested(f"{where}.{name}", spec, expressions[name], value, mark)
            elif not spec.keys() & {"v", "r"} and (name in values or mark is not None):
                self.left_out(f"{where}.{name}", spec, value, mark)

    def nested(self, where: str, spec: Any, expressions: Any, value: Any, mark: Any) -> None:
        """Compare a block that is declared once: others are not told apart from each other."""
        one = isinstance(expressions, list) and len(expressions) == 1 and isinstance(value, list) and len(value) == 1
        if "n" in spec and one:
            inner = mark[0] if isinstance(mark, list) and mark else {}
            self.body(where, spec["n"], expressions[0], value[0] or {}, inner if isinstance(inner, dict) else {})

    def left_out(self, where: str, spec: Any, value: Any, mark: Any) -> None:
        """Compare one argument."""
        unknown = mark is True or ("c" in spec and bool(mark) and not value)
        value = None if "n" in spec and value == [] else value
        expected = spec.get("d")
        same = unknown if "c" in spec else not unknown and value == expected and (value is None) == (expected is None)
        if same:
            self.agreed += 1
        elif not explained(where, spec, unknown, value):
            self.other.append(f"{where}: {'unknown' if unknown else value!r}, not {spec}")


def configured(module: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for resource in module.get("resources", ()):
        yield prefix + resource["address"], resource.get("expressions", {})
    for name, call in module.get("module_calls", {}).items():
        yield from configured(call.get("module", {}), f"{prefix}module.{name}.")


@needs_shared
def test_real_plans_hold_what_the_table_says() -> None:
    compared, resources = Compared(), 0
    for file in shared_files("corpus/terraform-plans/*.json") + shared_files("acceptance/plans/*.json"):
        plan = msgspec.json.decode(file.read_bytes())
        expressions = dict(configured(plan.get("configuration", {}).get("root_module", {})))
        for item in plan.get("resource_changes", ()):
            declared = expressions.get(re.sub(r"\[[^]]*]", "", item["address"]))
            if (
                item["mode"] == "managed"
                and item["type"] in TABLE
                and item["change"]["actions"] == ["create"]
                and declared is not None
            ):
                change, resources = item["change"], resources + 1
                compared.body(
                    item["type"], TABLE[item["type"]], declared, change["after"] or {}, change.get("after_unknown") or {}
                )
    assert compared.other == []
    assert (resources > 1000, compared.agreed > 12000) == (True, True)
