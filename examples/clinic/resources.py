"""What the .tf files declare, block by block and in their order. A plain value is a literal of the configuration, a list of
dictionaries holds nested blocks, `later` and `known` are expressions with their references."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from examples.clinic.values import COMPUTED, UNKNOWN, Each, Secret, kind, known, later, provided

ACCOUNT, REGION, PREFIX = "111122223333", "us-east-1", "clinic-111122223333"
VARIABLES = {
    "account_id": ACCOUNT,
    "imaging_ami": "ami-0123456789abcdef0",
    "name_prefix": PREFIX,
    "portal_version": "2026.10",
    "region": REGION,
    "sms_api_key": "example",
    "vpc_cidr": "10.20.0.0/16",
}
SERVICES = {
    "backup": ("backup.amazonaws.com", "service-role/AWSBackupServiceRolePolicyForBackup"),
    "execution": ("ecs-tasks.amazonaws.com", "service-role/AmazonECSTaskExecutionRolePolicy"),
    "imaging": ("ec2.amazonaws.com", "AmazonSSMManagedInstanceCore"),
    "monitoring": ("monitoring.rds.amazonaws.com", "service-role/AmazonRDSEnhancedMonitoringRole"),
    "reminders": ("lambda.amazonaws.com", "service-role/AWSLambdaVPCAccessExecutionRole"),
}
ARCHIVE_AFTER_DAYS = {"documents": 365, "imaging": 90}


def document(*statements: dict[str, Any]) -> str:
    """What `jsonencode` makes of a policy."""
    return json.dumps({"Version": "2012-10-17", "Statement": statements}, sort_keys=True, separators=(",", ":"))


def allow(**rest: Any) -> dict[str, Any]:
    """A statement of a policy."""
    return {"Effect": "Allow", **rest}


def trust(service: str | list[str], **rest: Any) -> str:
    """The trust policy of a role for AWS services."""
    return document(allow(Principal={"Service": service}, Action="sts:AssumeRole", **rest))


def rule(description: str, port: int, cidrs: Sequence[str] = (), groups: Any = ()) -> dict[str, Any]:
    """A rule inside a security group."""
    own = {"cidr_blocks": [*cidrs], "security_groups": groups or [], "from_port": port, "to_port": port, "protocol": "tcp"}
    return {**own, "description": description, "ipv6_cidr_blocks": [], "prefix_list_ids": [], "self": False}


FORWARD = {
    "type": "forward",
    "target_group_arn": later("aws_lb_target_group.portal.arn"),
    **kind("forward order", "", "authenticate_cognito authenticate_oidc fixed_response jwt_validation redirect"),
}
BLOCKED = dict.fromkeys(("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"), True)
SERVICE_ONLY = kind("", "not_actions not_resources sid", "condition not_principals principals", effect="Allow")


def lifecycle(name: str, **actions: Any) -> list[dict[str, Any]]:
    """The one rule of a lifecycle configuration."""
    others = "abort_incomplete_multipart_upload expiration noncurrent_version_expiration noncurrent_version_transition transition"
    empty = [kind("", "object_size_greater_than object_size_less_than prefix", "and tag")]
    return [{**kind("prefix", "", others), "id": name, "status": "Enabled", "filter": empty, **actions}]


def to_aws(service: str | list[str]) -> list[dict[str, Any]]:
    """Principals of a policy document."""
    return [{"type": "Service", "identifiers": [service] if isinstance(service, str) else service}]


def log_group(name: str, days: int) -> dict[str, Any]:
    """A log group with the key of logs."""
    return {"name": name, "retention_in_days": days, "kms_key_id": later("aws_kms_key.logs.arn")}


def port(group: str, description: str, number: int, **peer: Any) -> dict[str, Any]:
    """A rule of a security group, as a resource."""
    own = {"security_group_id": later(f"aws_security_group.{group}.id"), "description": description, "ip_protocol": "tcp"}
    return {**own, "from_port": number, "to_port": number, **peer}


def group(name: str, description: str, **rules: Any) -> dict[str, Any]:
    """A security group. Its own rules are attributes written as blocks, which plans leave out of the configuration."""
    own = {"name": f"clinic-{name}", "description": description, "vpc_id": later("aws_vpc.clinic.id")}
    return {**own, **{direction: provided(items) for direction, items in rules.items()}}


def subnets(first: int) -> dict[str, Any]:
    """Two subnets, in two zones."""
    return {
        "count": 2,
        "vpc_id": later("aws_vpc.clinic.id"),
        "cidr_block": known(Each({0: f"10.20.{first}.0/20", 1: f"10.20.{first + 16}.0/20"}), "var.vpc_cidr", "count.index"),
        "availability_zone": known(Each({0: f"{REGION}a", 1: f"{REGION}b"}), "var.region", "count.index"),
    }


RESOURCES: dict[str, dict[str, Any]] = {
    # main.tf
    "aws_kms_key.phi": {"description": "Records, documents, images", "enable_key_rotation": True},
    "aws_kms_key.logs": {
        "description": "Logs",
        "enable_key_rotation": True,
        "policy": known(
            document(
                allow(Sid="Account", Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, Action="kms:*", Resource="*"),
                allow(
                    Sid="LogGroups",
                    Principal={"Service": f"logs.{REGION}.amazonaws.com"},
                    Action=["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey*", "kms:DescribeKey"],
                    Resource="*",
                    Condition={"ArnLike": {"kms:EncryptionContext:aws:logs:arn": f"arn:aws:logs:{REGION}:{ACCOUNT}:*"}},
                ),
                allow(
                    Sid="Trail",
                    Principal={"Service": "cloudtrail.amazonaws.com"},
                    Action=["kms:GenerateDataKey*", "kms:DescribeKey"],
                    Resource="*",
                    Condition={"StringEquals": {"aws:SourceAccount": ACCOUNT}},
                ),
            ),
            "var.account_id",
            "var.region",
        ),
    },
    "aws_kms_key.backup": {"description": "Backups", "deletion_window_in_days": 30},
    "aws_s3_bucket.export": {"bucket": known(f"{PREFIX}-export", "var.name_prefix")},
    "aws_s3_bucket_public_access_block.export": {
        **BLOCKED,
        "bucket": later("aws_s3_bucket.export.id"),
        "block_public_policy": False,
        "restrict_public_buckets": False,
    },
    "aws_s3_bucket_policy.export": {
        "bucket": later("aws_s3_bucket.export.id"),
        "policy": known(
            document(
                allow(Sid="BillingOffice", Principal="*", Action="s3:GetObject", Resource=f"arn:aws:s3:::{PREFIX}-export/*")
            ),
            "var.name_prefix",
        ),
        "depends_on": ["aws_s3_bucket_public_access_block.export"],
    },
    # network.tf
    "aws_vpc.clinic": {"cidr_block": known("10.20.0.0/16", "var.vpc_cidr"), "enable_dns_hostnames": True},
    "aws_default_security_group.clinic": {"vpc_id": later("aws_vpc.clinic.id")},
    "aws_subnet.public": {**subnets(0), "map_public_ip_on_launch": True},
    "aws_subnet.private": subnets(128),
    "aws_internet_gateway.clinic": {"vpc_id": later("aws_vpc.clinic.id")},
    "aws_route_table.public": {"vpc_id": later("aws_vpc.clinic.id")},
    "aws_route.internet": {
        "route_table_id": later("aws_route_table.public.id"),
        "destination_cidr_block": "0.0.0.0/0",
        "gateway_id": later("aws_internet_gateway.clinic.id"),
    },
    "aws_route_table_association.public": {
        "count": 2,
        "subnet_id": later("aws_subnet.public", "count.index"),
        "route_table_id": later("aws_route_table.public.id"),
    },
    "aws_flow_log.clinic": {
        "vpc_id": later("aws_vpc.clinic.id"),
        "traffic_type": "ALL",
        "log_destination": later("aws_cloudwatch_log_group.flow.arn"),
        "iam_role_arn": later("aws_iam_role.delivery.arn"),
    },
    "aws_security_group.balancer": group("balancer", "Load balancer of the portal"),
    "aws_vpc_security_group_ingress_rule.https": port("balancer", "Patients", 443, cidr_ipv4="0.0.0.0/0"),
    "aws_vpc_security_group_ingress_rule.http": port("balancer", "Patients with old bookmarks", 80, cidr_ipv4="0.0.0.0/0"),
    "aws_vpc_security_group_egress_rule.portal": port(
        "balancer", "To the portal", 8443, referenced_security_group_id=later("aws_security_group.portal.id")
    ),
    "aws_security_group.portal": group(
        "portal",
        "Portal and reminders",
        ingress=[rule("From the load balancer", 8443, groups=UNKNOWN)],
        egress=[rule("To AWS and the SMS service", 443, ["0.0.0.0/0"])],
    ),
    "aws_security_group.records": group(
        "records",
        "Records database",
        ingress=[rule("From the portal", 5432, groups=UNKNOWN), rule("Reporting consultant", 5432, ["203.0.113.16/28"])],
    ),
    "aws_security_group.imaging": group(
        "imaging",
        "Imaging gateway",
        ingress=[rule("DICOM over TLS from the clinic", 2762, ["10.20.0.0/16"]), rule("Vendor support", 22, ["0.0.0.0/0"])],
    ),
    # portal.tf
    "aws_acm_certificate.portal": {"domain_name": "portal.clinic.example", "validation_method": "DNS"},
    "aws_lb.portal": {
        "name": "clinic-portal",
        "load_balancer_type": "application",
        "internal": False,
        "security_groups": later("aws_security_group.balancer.id"),
        "subnets": later("aws_subnet.public"),
        "drop_invalid_header_fields": True,
        "enable_deletion_protection": True,
        "access_logs": [{"bucket": later("aws_s3_bucket.logs.id"), "prefix": "portal", "enabled": True}],
    },
    "aws_lb_target_group.portal": {
        "name": "clinic-portal",
        "port": 8443,
        "protocol": "HTTPS",
        "target_type": "ip",
        "vpc_id": later("aws_vpc.clinic.id"),
    },
    "aws_lb_listener.https": {
        "load_balancer_arn": later("aws_lb.portal.arn"),
        "port": 443,
        "protocol": "HTTPS",
        "ssl_policy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
        "certificate_arn": later("aws_acm_certificate.portal.arn"),
        "default_action": [FORWARD],
    },
    "aws_lb_listener.http": {
        "load_balancer_arn": later("aws_lb.portal.arn"),
        "port": 80,
        "protocol": "HTTP",
        "default_action": [FORWARD],
    },
    "aws_ecs_cluster.clinic": {"name": "clinic", "setting": [{"name": "containerInsights", "value": "enabled"}]},
    "aws_ecs_task_definition.portal": {
        "family": "portal",
        "requires_compatibilities": ["FARGATE"],
        "network_mode": "awsvpc",
        "cpu": "512",
        "memory": "1024",
        "execution_role_arn": later('aws_iam_role.service["execution"].arn'),
        "task_role_arn": later("aws_iam_role.portal.arn"),
        "container_definitions": later(
            "var.account_id",
            "var.region",
            "var.portal_version",
            "aws_dynamodb_table.appointments.name",
            "aws_secretsmanager_secret.laboratory.arn",
            "aws_cloudwatch_log_group.portal.name",
        ),
    },
    "aws_ecs_service.portal": {
        "name": "portal",
        "cluster": later("aws_ecs_cluster.clinic.id"),
        "task_definition": later("aws_ecs_task_definition.portal.arn"),
        "launch_type": "FARGATE",
        "desired_count": 2,
        "deployment_configuration": COMPUTED,
        "deployment_controller": provided([]),
        "network_configuration": [
            {
                "subnets": later("aws_subnet.private"),
                "security_groups": later("aws_security_group.portal.id"),
                "assign_public_ip": False,
            }
        ],
        "load_balancer": [
            {
                **kind("", "elb_name", "advanced_configuration"),
                "target_group_arn": later("aws_lb_target_group.portal.arn"),
                "container_name": "portal",
                "container_port": 8443,
            }
        ],
    },
    "aws_secretsmanager_secret.laboratory": {"name": "laboratory", "kms_key_id": later("aws_kms_key.phi.arn")},
    "aws_sqs_queue.reminders": {"name": "reminders", "message_retention_seconds": 86400},
    "aws_lambda_function.reminders": {
        "function_name": "reminders",
        "role": later('aws_iam_role.service["reminders"].arn'),
        "runtime": "python3.13",
        "handler": "reminders.send",
        "s3_bucket": known(f"{PREFIX}-releases", "var.name_prefix"),
        "s3_key": "reminders.zip",
        "kms_key_arn": later("aws_kms_key.phi.arn"),
        "environment": [
            {"variables": known({"SENDER": "Clinic", "SMS_API_KEY": Secret(VARIABLES["sms_api_key"])}, "var.sms_api_key")}
        ],
        "vpc_config": [
            {
                **kind("vpc_id", ipv6_allowed_for_dual_stack=False),
                "subnet_ids": later("aws_subnet.private"),
                "security_group_ids": later("aws_security_group.portal.id"),
            }
        ],
        "dead_letter_config": [{"target_arn": later("aws_sns_topic.alerts.arn")}],
    },
    "aws_lambda_event_source_mapping.reminders": {
        "event_source_arn": later("aws_sqs_queue.reminders.arn"),
        "function_name": later("aws_lambda_function.reminders.arn"),
    },
    "aws_sns_topic.alerts": {"name": "alerts"},
    # records.tf
    "aws_db_subnet_group.records": {"name": "clinic-records", "subnet_ids": later("aws_subnet.public")},
    "aws_db_parameter_group.records": {
        "name": "clinic-records",
        "family": "postgres16",
        "parameter": [
            {"name": name, "value": "1", "apply_method": provided("immediate")} for name in ("rds.force_ssl", "log_connections")
        ],
    },
    "aws_db_instance.records": {
        "identifier": "clinic-records",
        "engine": "postgres",
        "engine_version": "16.8",
        "instance_class": "db.m6g.large",
        "allocated_storage": 200,
        "username": "clinic",
        "manage_master_user_password": True,
        "db_subnet_group_name": known("clinic-records", "aws_db_subnet_group.records.name"),
        "parameter_group_name": known("clinic-records", "aws_db_parameter_group.records.name"),
        "vpc_security_group_ids": later("aws_security_group.records.id"),
        "multi_az": True,
        "storage_encrypted": True,
        "kms_key_id": later("aws_kms_key.phi.arn"),
        "iam_database_authentication_enabled": True,
        "backup_retention_period": 14,
        "enabled_cloudwatch_logs_exports": ["postgresql", "upgrade"],
        "monitoring_interval": 60,
        "monitoring_role_arn": later('aws_iam_role.service["monitoring"].arn'),
        "final_snapshot_identifier": "clinic-records-final",
        "publicly_accessible": True,
        "deletion_protection": False,
    },
    "aws_dynamodb_table.appointments": {
        "name": "appointments",
        "billing_mode": "PAY_PER_REQUEST",
        "hash_key": "patient",
        "range_key": "starts",
        "deletion_protection_enabled": True,
        "attribute": [{"name": "patient", "type": "S"}, {"name": "starts", "type": "S"}],
        "point_in_time_recovery": [{"enabled": True, "recovery_period_in_days": COMPUTED}],
        "server_side_encryption": [{"enabled": True, "kms_key_arn": later("aws_kms_key.phi.arn")}],
    },
    "aws_instance.imaging": {
        "ami": known("ami-0123456789abcdef0", "var.imaging_ami"),
        "instance_type": "m6i.large",
        "subnet_id": later("aws_subnet.private[0].id"),
        "vpc_security_group_ids": later("aws_security_group.imaging.id"),
        "iam_instance_profile": known("clinic-imaging", "aws_iam_instance_profile.imaging.name"),
        "associate_public_ip_address": False,
        "ebs_optimized": True,
        "monitoring": True,
        "metadata_options": [
            {
                **kind("http_protocol_ipv6 http_put_response_hop_limit instance_metadata_tags"),
                "http_endpoint": "enabled",
                "http_tokens": "optional",
            }
        ],
        "root_block_device": [
            {
                **kind("device_name iops tags_all throughput volume_id volume_size volume_type", "tags"),
                "delete_on_termination": provided(True),
                "encrypted": True,
                "kms_key_id": later("aws_kms_key.phi.arn"),
            }
        ],
    },
    "aws_ebs_volume.scratch": {
        "availability_zone": known(f"{REGION}a", "var.region"),
        "size": 500,
        "type": "gp3",
        "encrypted": False,
    },
    "aws_volume_attachment.scratch": {
        "device_name": "/dev/sdf",
        "instance_id": later("aws_instance.imaging.id"),
        "volume_id": later("aws_ebs_volume.scratch.id"),
    },
    "aws_backup_vault.clinic": {"name": "clinic", "kms_key_arn": later("aws_kms_key.backup.arn")},
    "aws_backup_plan.nightly": {
        "name": "nightly",
        "rule": [
            {
                **kind("", "enable_continuous_backup recovery_point_tags target_logically_air_gapped_backup_vault_arn"),
                **kind("", "", "copy_action", completion_window=180, start_window=60, schedule_expression_timezone="Etc/UTC"),
                "rule_name": "nightly",
                "target_vault_name": known("clinic", "aws_backup_vault.clinic.name"),
                "schedule": "cron(0 5 * * ? *)",
                "lifecycle": [{**kind("opt_in_to_archive_for_supported_resources", "cold_storage_after"), "delete_after": 90}],
            }
        ],
    },
    "aws_backup_selection.clinic": {
        "name": "clinic",
        "plan_id": later("aws_backup_plan.nightly.id"),
        "iam_role_arn": later('aws_iam_role.service["backup"].arn'),
        "resources": later(
            "aws_db_instance.records.arn",
            "aws_dynamodb_table.appointments.arn",
            "aws_instance.imaging.arn",
            'module.phi_bucket["documents"].arn',
            'module.phi_bucket["imaging"].arn',
        ),
    },
    # audit.tf
    "aws_s3_bucket.logs": {"bucket": known(f"{PREFIX}-logs", "var.name_prefix"), "object_lock_enabled": True},
    "aws_s3_bucket_public_access_block.logs": {"bucket": later("aws_s3_bucket.logs.id"), **BLOCKED},
    "aws_s3_bucket_ownership_controls.logs": {
        "bucket": later("aws_s3_bucket.logs.id"),
        "rule": [{"object_ownership": "BucketOwnerEnforced"}],
    },
    "aws_s3_bucket_versioning.logs": {
        "bucket": later("aws_s3_bucket.logs.id"),
        "versioning_configuration": [{"status": "Enabled", "mfa_delete": COMPUTED}],
    },
    "aws_s3_bucket_lifecycle_configuration.logs": {
        "bucket": later("aws_s3_bucket.logs.id"),
        "rule": lifecycle("six-years", expiration=[{**kind("expired_object_delete_marker", "date"), "days": 2192}]),
    },
    "data.aws_iam_policy_document.logs": {
        "statement": [
            {
                **SERVICE_ONLY,
                "sid": "Delivery",
                "actions": ["s3:PutObject"],
                "resources": known([UNKNOWN], "aws_s3_bucket.logs.arn"),
                "principals": to_aws(
                    ["cloudtrail.amazonaws.com", "logdelivery.elasticloadbalancing.amazonaws.com", "logging.s3.amazonaws.com"]
                ),
                "condition": [
                    {"test": "StringEquals", "variable": "aws:SourceAccount", "values": known([ACCOUNT], "var.account_id")}
                ],
            },
            {
                **SERVICE_ONLY,
                "sid": "TrailChecksOwner",
                "actions": ["s3:GetBucketAcl"],
                "resources": known([UNKNOWN], "aws_s3_bucket.logs.arn"),
                "principals": to_aws("cloudtrail.amazonaws.com"),
            },
            {
                **SERVICE_ONLY,
                "sid": "OnlyTls",
                "effect": "Deny",
                "actions": ["s3:*"],
                "resources": known([UNKNOWN, UNKNOWN], "aws_s3_bucket.logs.arn"),
                "principals": [{"type": "*", "identifiers": ["*"]}],
                "condition": [{"test": "Bool", "variable": "aws:SecureTransport", "values": ["false"]}],
            },
        ]
    },
    "aws_s3_bucket_policy.logs": {
        "bucket": later("aws_s3_bucket.logs.id"),
        "policy": later("data.aws_iam_policy_document.logs.json"),
    },
    "aws_cloudwatch_log_group.flow": log_group("/clinic/flow", 400),
    "aws_cloudwatch_log_group.portal": log_group("/clinic/portal", 400),
    "aws_cloudwatch_log_group.reminders": log_group("/aws/lambda/reminders", 14),
    "aws_cloudwatch_log_group.trail": log_group("/clinic/trail", 2192),
    "aws_cloudtrail.clinic": {
        "name": "clinic",
        "s3_bucket_name": later("aws_s3_bucket.logs.id"),
        "s3_key_prefix": "trail",
        "is_multi_region_trail": True,
        "enable_log_file_validation": True,
        "kms_key_id": later("aws_kms_key.logs.arn"),
        "cloud_watch_logs_group_arn": later("aws_cloudwatch_log_group.trail.arn"),
        "cloud_watch_logs_role_arn": later("aws_iam_role.delivery.arn"),
        "event_selector": [
            {
                **kind("", "exclude_management_event_sources"),
                "read_write_type": "All",
                "include_management_events": True,
                "data_resource": [{"type": "AWS::S3::Object", "values": ["arn:aws:s3"]}],
            }
        ],
        "depends_on": ["aws_s3_bucket_policy.logs"],
    },
    "aws_cloudwatch_log_metric_filter.root": {
        "name": "root-usage",
        "log_group_name": known("/clinic/trail", "aws_cloudwatch_log_group.trail.name"),
        "pattern": (
            '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }'
        ),
        "metric_transformation": [
            {
                **kind("", "default_value dimensions", unit="None"),
                "name": "RootUsage",
                "namespace": "Clinic",
                "value": "1",
            }
        ],
    },
    "aws_cloudwatch_metric_alarm.root": {
        "alarm_name": "root-usage",
        "namespace": "Clinic",
        "metric_name": "RootUsage",
        "statistic": "Sum",
        "period": 300,
        "evaluation_periods": 1,
        "threshold": 1,
        "comparison_operator": "GreaterThanOrEqualToThreshold",
        "alarm_actions": later("aws_sns_topic.alerts.arn"),
    },
    # access.tf
    "aws_iam_account_password_policy.clinic": {
        "minimum_password_length": 8,
        "require_lowercase_characters": True,
        "require_uppercase_characters": True,
        "require_numbers": True,
        "require_symbols": True,
        "password_reuse_prevention": 24,
        "max_password_age": 90,
        "allow_users_to_change_password": True,
    },
    "aws_iam_role.service": {
        "for_each": known(SERVICES, "local.service_roles"),
        "name": known(Each({key: f"clinic-{key}" for key in SERVICES}), "each.key"),
        "assume_role_policy": known(Each({key: trust(service) for key, (service, _) in SERVICES.items()}), "each.value.service"),
    },
    "aws_iam_role_policy_attachment.service": {
        "for_each": known(SERVICES, "local.service_roles"),
        "role": known(Each({key: f"clinic-{key}" for key in SERVICES}), "aws_iam_role.service", "each.key"),
        "policy_arn": known(
            Each({key: f"arn:aws:iam::aws:policy/{name}" for key, (_, name) in SERVICES.items()}), "each.value.policy"
        ),
    },
    "aws_iam_role.delivery": {
        "name": "clinic-delivery",
        "assume_role_policy": known(
            trust(
                ["cloudtrail.amazonaws.com", "vpc-flow-logs.amazonaws.com"],
                Condition={"StringEquals": {"aws:SourceAccount": ACCOUNT}},
            ),
            "var.account_id",
        ),
    },
    "aws_iam_policy.delivery": {
        "name": "clinic-delivery",
        "policy": known(
            document(
                allow(
                    Action=["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
                    Resource=f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/clinic/*",
                )
            ),
            "var.region",
            "var.account_id",
        ),
    },
    "aws_iam_role_policy_attachment.delivery": {
        "role": known("clinic-delivery", "aws_iam_role.delivery.name"),
        "policy_arn": later("aws_iam_policy.delivery.arn"),
    },
    "aws_iam_role.portal": {"name": "clinic-portal", "assume_role_policy": known(trust("ecs-tasks.amazonaws.com"))},
    "data.aws_iam_policy_document.portal": {
        "statement": [
            {
                **SERVICE_ONLY,
                "actions": ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"],
                "resources": known([UNKNOWN], "aws_dynamodb_table.appointments.arn"),
            },
            {
                **SERVICE_ONLY,
                "actions": ["s3:GetObject", "s3:PutObject"],
                "resources": known([UNKNOWN], 'module.phi_bucket["documents"].arn'),
            },
            {
                **SERVICE_ONLY,
                "actions": ["kms:Decrypt", "kms:GenerateDataKey"],
                "resources": known([UNKNOWN], "aws_kms_key.phi.arn"),
            },
        ]
    },
    "aws_iam_policy.portal": {"name": "clinic-portal", "policy": later("data.aws_iam_policy_document.portal.json")},
    "aws_iam_role_policy_attachment.portal": {
        "role": known("clinic-portal", "aws_iam_role.portal.name"),
        "policy_arn": later("aws_iam_policy.portal.arn"),
    },
    "aws_iam_policy.imaging": {"name": "clinic-imaging", "policy": known(document(allow(Action="*", Resource="*")))},
    "aws_iam_role_policy_attachment.imaging": {
        "role": known("clinic-imaging", 'aws_iam_role.service["imaging"].name'),
        "policy_arn": later("aws_iam_policy.imaging.arn"),
    },
    "aws_iam_instance_profile.imaging": {
        "name": "clinic-imaging",
        "role": known("clinic-imaging", 'aws_iam_role.service["imaging"].name'),
    },
}

NAMES = {key: f"{PREFIX}-{key}" for key in ARCHIVE_AFTER_DAYS}
CALL = {
    "for_each": known(ARCHIVE_AFTER_DAYS, "local.phi_buckets"),
    "name": known(Each(NAMES), "var.name_prefix", "each.key"),
    "archive_after_days": known(Each(ARCHIVE_AFTER_DAYS), "each.value.archive_after_days"),
    "kms_key_arn": later("aws_kms_key.phi.arn"),
    "log_bucket": later("aws_s3_bucket.logs.id"),
}
OUTPUTS = {"arn": later("aws_s3_bucket.this.arn"), "id": later("aws_s3_bucket.this.id")}
MODULE: dict[str, dict[str, Any]] = {
    "aws_s3_bucket.this": {"bucket": known(Each(NAMES), "var.name"), "object_lock_enabled": True},
    "aws_s3_bucket_public_access_block.this": BLOCKED,
    "aws_s3_bucket_ownership_controls.this": {"rule": [{"object_ownership": "BucketOwnerEnforced"}]},
    "aws_s3_bucket_versioning.this": {"versioning_configuration": [{"status": "Enabled", "mfa_delete": COMPUTED}]},
    "aws_s3_bucket_server_side_encryption_configuration.this": {
        "rule": [
            {
                "bucket_key_enabled": True,
                "apply_server_side_encryption_by_default": [
                    {"sse_algorithm": "aws:kms", "kms_master_key_id": later("var.kms_key_arn")}
                ],
            }
        ]
    },
    "aws_s3_bucket_lifecycle_configuration.this": {
        "rule": lifecycle(
            "archive",
            transition=[
                {
                    "date": provided(None),
                    "days": known(Each(ARCHIVE_AFTER_DAYS), "var.archive_after_days"),
                    "storage_class": "GLACIER_IR",
                }
            ],
        )
    },
    "aws_s3_bucket_logging.this": {
        "target_bucket": later("var.log_bucket"),
        "target_prefix": known(Each({key: f"s3/{name}/" for key, name in NAMES.items()}), "var.name"),
    },
    "aws_s3_bucket_policy.this": {
        "policy": known(
            Each(
                {
                    key: document(
                        {
                            "Sid": "OnlyTls",
                            "Effect": "Deny",
                            "Principal": "*",
                            "Action": "s3:*",
                            "Resource": [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"],
                            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
                        }
                    )
                    for key, name in NAMES.items()
                }
            ),
            "var.name",
        )
    },
}
for _address, _body in MODULE.items():
    if not _address.startswith("aws_s3_bucket."):
        MODULE[_address] = {"bucket": later("aws_s3_bucket.this.id"), **_body}
