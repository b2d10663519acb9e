"""Where plan and source of an estate differ, and why that is right: estate → reason → rows of the plan's verdict, the source's,
the control, and the assets without keys. `-` stands for an asset that is not there, and `*` for everything about it."""

from __future__ import annotations

Row = tuple[str, str, str, str]

_LOCALS = "a plan does not show what locals and outputs hold, so that what belongs together cannot be told"
_DYNAMIC = "a plan does not show the expressions of dynamic blocks"
_CHOSEN = "a plan does not show which side of a condition an unknown value comes from"
_STRUCTURE = "a plan knows nothing of a document of which a part is unknown"

_LAMBDA = "module.function.aws_lambda_function.this"
_ROLE = "module.lambda_role.aws_iam_role.this"
_GROUPS = "module.app_sg.aws_security_group.this module.database_sg.aws_security_group.this"
_ADMIN, _DEFAULT = "module.admin_sg.aws_security_group.this", "module.vpc.aws_default_security_group.this"
_TASK = "module.service.aws_ecs_task_definition.this"

DIFFERENCES: dict[str, dict[str, list[Row]]] = {
    "hospital": {
        _LOCALS: [
            (
                "*",
                "-",
                "*",
                "module.admin_sg.aws_security_group_rule.ingress_with_cidr_blocks "
                "module.app_sg.aws_security_group_rule.egress_rules "
                "module.app_sg.aws_security_group_rule.ingress_rules "
                "module.database_sg.aws_security_group_rule.ingress_with_source_security_group_id "
                "module.buckets.aws_s3_bucket_ownership_controls.this "
                "module.buckets.aws_s3_bucket_public_access_block.this "
                "module.log_bucket.aws_s3_bucket_ownership_controls.this "
                "module.log_bucket.aws_s3_bucket_public_access_block.this",
            ),
            ("unknown", "fail", "aws-ec2-security-group-no-public-admin-ports", _ADMIN),
            ("unknown", "fail", "aws-ec2-security-group-only-authorized-public-ports", _ADMIN),
            ("unknown", "fail", "aws-s3-bucket-acls-disabled", "module.log_bucket.aws_s3_bucket.this"),
            ("unknown", "fail", "aws-s3-bucket-public-access-blocked", "module.buckets.aws_s3_bucket.this"),
            ("unknown", "pass", "aws-ec2-security-group-no-public-admin-ports", f"{_GROUPS} {_DEFAULT}"),
            ("unknown", "pass", "aws-ec2-security-group-no-public-database-ports", f"{_GROUPS} {_ADMIN} {_DEFAULT}"),
            ("unknown", "pass", "aws-ec2-security-group-no-public-legacy-ports", f"{_GROUPS} {_ADMIN} {_DEFAULT}"),
            ("unknown", "pass", "aws-ec2-security-group-only-authorized-public-ports", f"{_GROUPS} {_DEFAULT}"),
            ("unknown", "pass", "aws-s3-bucket-acls-disabled", "module.buckets.aws_s3_bucket.this"),
            (
                "unknown",
                "pass",
                "aws-s3-bucket-public-access-blocked",
                "module.buckets.aws_s3_bucket.this module.log_bucket.aws_s3_bucket.this",
            ),
            ("unknown", "pass", "aws-vpc-flow-logs-enabled", "module.vpc.aws_vpc.this"),
        ],
        _DYNAMIC: [
            ("unknown", "pass", "aws-ec2-default-security-group-closed", _DEFAULT),
            ("unknown", "pass", "aws-s3-bucket-kms-encrypted", "module.buckets.aws_s3_bucket.this"),
        ],
    },
    "lab": {
        "a plan does not tell by which key one of several policy documents is chosen": [
            ("unknown", "fail", "aws-sns-topic-not-public", "aws_sns_topic.results"),
            ("unknown", "pass", "aws-sns-topic-not-public", "aws_sns_topic.results"),
        ],
        _LOCALS: [
            ("unknown", "fail", "aws-iam-role-inline-no-decrypt-any-key", _ROLE),
            ("unknown", "pass", "aws-iam-role-inline-no-privilege-escalation", _ROLE),
            ("unknown", "pass", "aws-iam-role-no-full-admin", _ROLE),
        ],
    },
    "claims": {
        _STRUCTURE: [("unknown", "fail", "aws-dynamodb-table-policy-not-public", "aws_dynamodb_table.sessions")],
        "a map of which one value is unknown is unknown to a plan": [
            ("unknown", "fail", "aws-lambda-function-environment-customer-key", "aws_lambda_function.legacy"),
        ],
        _CHOSEN: [("unknown", "pass", "aws-lambda-function-environment-customer-key", _LAMBDA)],
        _DYNAMIC: [
            ("unknown", "pass", "aws-apigateway-stage-access-logged", "aws_api_gateway_stage.forms"),
            ("unknown", "pass", "aws-lambda-function-failed-events-kept", _LAMBDA),
            ("unknown", "pass", "aws-lambda-function-in-vpc", _LAMBDA),
        ],
        "a plan writes a group without rules like one with a dynamic block over something unknown": [
            ("unknown", "pass", f"aws-ec2-security-group-{control}", "aws_security_group.functions")
            for control in (
                "no-public-admin-ports",
                "no-public-database-ports",
                "no-public-legacy-ports",
                "only-authorized-public-ports",
            )
        ],
    },
    "imaging": {
        _DYNAMIC: [("unknown", "fail", "aws-vpc-route-table-no-public-internet-route", "aws_route_table.this")],
        _CHOSEN: [
            ("unknown", "pass", "aws-ec2-instance-profile-attached", "aws_instance.this"),
            ("unknown", "pass", "aws-elbv2-listener-tls", "aws_lb_listener.web"),
        ],
        "a plan does not tell which key `each.value` names": [
            ("unknown", "pass", "aws-ec2-instance-in-vpc", "aws_instance.this"),
            ("unknown", "pass", "aws-ec2-instance-no-public-ip", "aws_instance.this"),
        ],
    },
    "warehouse": {
        "left out, with a default that differs between versions of the provider": [
            ("fail", "unknown", "aws-redshift-cluster-encrypted", "aws_redshift_cluster.sandbox"),
            ("fail", "unknown", "aws-redshift-cluster-not-public", "aws_redshift_cluster.sandbox"),
        ],
        "a sensitive variable may be null; in a plan, an argument that is always sensitive looks set even if it is not": [
            (
                "pass",
                "unknown",
                "aws-elasticache-replication-group-authentication",
                "aws_elasticache_replication_group.sessions",
            ),
            (
                "unknown",
                "fail",
                "aws-elasticache-replication-group-authentication",
                "aws_elasticache_replication_group.cache",
            ),
        ],
        _LOCALS: [
            (
                "unknown",
                "pass",
                "aws-sagemaker-endpoint-config-encrypted-with-kms",
                "aws_sagemaker_endpoint_configuration.this",
            ),
            ("unknown", "pass", "aws-sagemaker-notebook-encrypted-with-kms", "aws_sagemaker_notebook_instance.this"),
        ],
    },
    "governance": {},
    "portal": {
        _STRUCTURE: [
            ("unknown", "fail", "aws-ecs-task-definition-no-plain-text-secrets", _TASK),
            ("unknown", "fail", "aws-ecs-task-definition-no-privileged-containers", _TASK),
            ("unknown", "fail", "aws-ecs-task-definition-readonly-root", _TASK),
            ("unknown", "pass", "aws-ecs-task-definition-containers-logged", _TASK),
            ("unknown", "pass", "aws-ecs-task-definition-no-plain-text-secrets", _TASK),
            ("unknown", "pass", "aws-ecs-task-definition-no-privileged-containers", _TASK),
            ("unknown", "pass", "aws-ecs-task-definition-readonly-root", _TASK),
            ("unknown", "fail", "aws-s3-bucket-tls-only", "aws_s3_bucket.site"),
            ("unknown", "pass", "aws-s3-bucket-no-public-read", "aws_s3_bucket.site"),
            ("unknown", "pass", "aws-s3-bucket-no-public-write", "aws_s3_bucket.site"),
        ],
        _DYNAMIC: [("unknown", "pass", "aws-cloudfront-distribution-s3-origin-access", "aws_cloudfront_distribution.this")],
    },
    "pharmacy": {},
    "dental": {},
}
