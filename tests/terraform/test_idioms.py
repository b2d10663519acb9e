"""Ways of writing that modules share: what source makes of them, by the asset that comes out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hipaacheck import Inventory, Unknown
from hipaacheck_terraform.hcl.child import answered
from hipaacheck_terraform.source import inventory, question


def read(folder: Path, files: dict[str, str]) -> Inventory:
    """The inventory of these files."""
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return inventory(answered(question(str(folder), {})), str(folder))


def field(found: Inventory, address: str, path: str) -> Any:
    """A field of an asset; `"?"` where it is unknown."""
    value: Any = next(asset for asset in found.assets if asset.id == address)
    for step in path.split("."):
        value = value[int(step)] if step.isdecimal() else getattr(value, step)
        if isinstance(value, Unknown):
            return "?"
    return value


TOPIC = """
resource "aws_sns_topic" "t" {}
resource "aws_sns_topic_policy" "t" {
  arn    = aws_sns_topic.t.arn
  policy = data.aws_iam_policy_document.all.json
}
variable "given" {}
data "aws_iam_policy_document" "open" {
  statement {
    sid       = "One"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.t.arn]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}
data "aws_iam_policy_document" "closed" {
  statement {
    sid       = SID
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.t.arn]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::123412341234:root"]
    }
  }
}
data "aws_iam_policy_document" "all" {
  DOCUMENTS
}
"""
OPEN, CLOSED = "data.aws_iam_policy_document.open.json", "data.aws_iam_policy_document.closed.json"
STATEMENT = json.dumps({"Statement": [{"Sid": "One", "Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}]})


@pytest.mark.parametrize(
    ("documents", "sid", "public"),
    [
        (f"source_policy_documents = [{OPEN}]", '"One"', True),
        (f"source_policy_documents = [{CLOSED}]", '"One"', False),
        (f"source_policy_documents = compact([{OPEN}, {CLOSED}, null])", '"Two"', True),
        (f"source_policy_documents = [{OPEN}]\n  override_policy_documents = [{CLOSED}]", '"One"', False),
        (f"source_policy_documents = [{CLOSED}]\n  override_policy_documents = [{OPEN}]", '"One"', True),
        (f"source_policy_documents = [{OPEN}]\n  override_policy_documents = [{CLOSED}]", '"Two"', True),
        (f"source_policy_documents = [{OPEN}]\n  override_policy_documents = [{CLOSED}]", "null", True),
        (f"source_policy_documents = [{OPEN}]\n  override_policy_documents = [{CLOSED}]", "var.given", "?"),
        (f"source_policy_documents = [{OPEN}, {CLOSED}]", '"One"', "?"),
        (f"source_policy_documents = [{OPEN}]\n  override_policy_documents = [<<E\n{STATEMENT}\nE\n  ]", "null", False),
        (f"source_policy_documents = [{CLOSED}, var.given]", '"One"', "?"),
        (f"source_policy_documents = concat([{CLOSED}], var.given)", '"One"', "?"),
        ("source_policy_documents = [data.aws_iam_policy_document.all.json]", '"One"', "?"),
    ],
)
def test_documents_that_are_put_together(tmp_path: Path, documents: str, sid: str, public: Any) -> None:
    text = TOPIC.replace("SID", sid).replace("DOCUMENTS", documents)
    assert field(read(tmp_path, {"main.tf": text}), "aws_sns_topic.t", "policy.allows_public") == public


@pytest.mark.parametrize(
    ("principal", "public"),
    [
        ("aws_iam_role.r.arn", False),
        ("aws_cloudfront_origin_access_identity.o.iam_arn", False),
        ("data.aws_iam_role.r.arn", False),
        ("data.aws_ssm_parameter.p.value", "?"),
        ("aws_cloudformation_stack.s.outputs", "?"),
        ('aws_cloudformation_stack.s.outputs["Who"]', "?"),
        ("aws_iam_role.r", "?"),
    ],
)
def test_a_principal_is_someone_only_where_an_attribute_names_a_resource(tmp_path: Path, principal: str, public: Any) -> None:
    named = {"aws_iam_role": "r", "aws_cloudfront_origin_access_identity": "o", "aws_cloudformation_stack": "s"}
    text = "".join(f'resource "{type_}" "{name}" {{}}\n' for type_, name in named.items())
    text += 'data "aws_iam_role" "r" {\n  name = "r"\n}\ndata "aws_ssm_parameter" "p" {\n  name = "p"\n}\n'
    statement = f'{{ Effect = "Allow", Principal = {{ AWS = {principal} }}, Action = "sqs:*", Resource = "*" }}'
    text += f'resource "aws_sqs_queue" "q" {{\n  policy = jsonencode({{ Statement = [{statement}] }})\n}}\n'
    assert field(read(tmp_path, {"main.tf": text}), "aws_sqs_queue.q", "policy.allows_public") == public


BUCKET = 'resource "aws_s3_bucket" "b" {}\n'
BLOCK = """resource "aws_s3_bucket_public_access_block" "b" {
  bucket            = aws_s3_bucket_versioning.b.id
  block_public_acls = true
}
"""
VERSIONS = 'resource "aws_s3_bucket_versioning" "b" {\n  bucket = aws_s3_bucket.b.id\n  OWNER\n}\n'
FUNCTION = 'resource "aws_lambda_function" "f" {\n  function_name = "f"\n  role = "r"\n}\n'
API = 'resource "aws_apigatewayv2_api" "a" {\n  name = "a"\n  protocol_type = "HTTP"\n}\n'
PERMISSION = (
    'resource "aws_lambda_permission" "p" {\n  function_name = "f"\n  action = "a"\n  principal = "*"\n  source_arn = ARN\n}\n'
)
ALARM = """resource "aws_cloudwatch_log_metric_filter" "f" {
  name           = "f"
  pattern        = "p"
  log_group_name = "g"
  BLOCK
}
resource "aws_cloudwatch_metric_alarm" "a" {
  alarm_name  = "a"
  namespace   = aws_cloudwatch_log_metric_filter.f.metric_transformation[0].namespace
  metric_name = aws_cloudwatch_log_metric_filter.f.metric_transformation.0.name
}
"""
WRITTEN = 'name = "m"\n    namespace = "n"\n    value = "1"'
INSTANCE = 'resource "aws_instance" "i" {\n  ami = "a"\n  dynamic "ebs_block_device" {\n    for_each = EACH\n    content {\n      device_name = "d"\n    }\n  }\n}\n'
TASK = """variable "secret" {
  sensitive = true
}
resource "aws_ecr_repository" "r" {
  name = "r"
}
resource "aws_ecs_task_definition" "t" {
  family                = "t"
  container_definitions = jsonencode([{ name = "c", image = aws_ecr_repository.r.repository_url, environment = [CONTENT], privileged = true }])
}
"""


@pytest.mark.parametrize(
    ("text", "address", "path", "expected"),
    [
        (BUCKET + BLOCK + VERSIONS.replace("OWNER", ""), "aws_s3_bucket.b", "public_access_block.block_public_acls", True),
        (BUCKET + BLOCK + VERSIONS.replace("OWNER", 'expected_bucket_owner = "1"'), "aws_s3_bucket.b", "public_access_block.block_public_acls", "?"),
        (FUNCTION + API + PERMISSION.replace("ARN", '"${aws_apigatewayv2_api.a.execution_arn}/*/*"'), "aws_lambda_function.f", "policy.allows_public", False),
        (FUNCTION + API + PERMISSION.replace("ARN", '"x${aws_apigatewayv2_api.a.execution_arn}"'), "aws_lambda_function.f", "policy.allows_public", "?"),
        (ALARM.replace("BLOCK", f"metric_transformation {{\n    {WRITTEN}\n  }}"), "aws_cloudwatch_metric_alarm.a", "metrics", ["::n:m"]),
        (ALARM.replace("BLOCK", f'dynamic "metric_transformation" {{\n    for_each = [1]\n    content {{\n    {WRITTEN}\n  }}\n  }}'), "aws_cloudwatch_metric_alarm.a", "metrics.0", "?"),
        (INSTANCE.replace("EACH", "[]"), "aws_instance.i", "ebs_devices", "?"),
        (INSTANCE.replace("EACH", "[1]"), "aws_instance.i", "ebs_devices.0.device_name", "d"),
        (TASK.replace("CONTENT", ""), "aws_ecs_task_definition.t", "containers.0.privileged", True),
        (TASK.replace("CONTENT", ""), "aws_ecs_task_definition.t", "containers.0.image", "?"),
        (TASK.replace("CONTENT", '{ name = "URL", value = aws_ecr_repository.r.repository_url }'), "aws_ecs_task_definition.t", "containers.0.secret_variables", []),
        (TASK.replace("CONTENT", '{ name = "DB_PASSWORD", value = aws_ecr_repository.r.arn }'), "aws_ecs_task_definition.t", "containers.0.secret_variables.0", "?"),
        (TASK.replace("CONTENT", '{ name = "URL", value = var.secret }'), "aws_ecs_task_definition.t", "containers.0.secret_variables.0", "?"),
        (TASK.replace("CONTENT", '{ name = "DB_PASSWORD", value = "dummy" }'), "aws_ecs_task_definition.t", "containers.0.secret_variables", ["DB_PASSWORD"]),
    ],
)  # fmt: skip
def test_idioms(tmp_path: Path, text: str, address: str, path: str, expected: Any) -> None:
    assert field(read(tmp_path, {"main.tf": text}), address, path) == expected


PROVIDERS = {"alias": "far", "default_tags": [{"tags": {"PHI": "true"}}]}
GROUP = {"aws_s3_bucket": {"b": {"bucket": "b", "versioning": {"enabled": False}}}}
RULE = {"from_port": 22, "to_port": 22, "protocol": "tcp", "cidr_blocks": ["0.0.0.0/0"]}


@pytest.mark.parametrize("content", [RULE, [RULE]])
def test_dynamic_blocks_in_json(tmp_path: Path, content: Any) -> None:
    group = {"dynamic": {"ingress": {"for_each": [1], "content": content}}}
    text = json.dumps({"resource": {"aws_security_group": {"g": {"name": "g", **group}}}})
    assert field(read(tmp_path, {"main.tf.json": text}), "aws_security_group.g", "ingress.0.exposes_admin_port") is True


def test_dynamic_blocks_inside_blocks_in_json(tmp_path: Path) -> None:
    encryption = {
        "dynamic": {
            "apply_server_side_encryption_by_default": {
                "for_each": ["aws:kms"],
                "content": {"sse_algorithm": "${apply_server_side_encryption_by_default.value}"},
            }
        }
    }
    rule = {"bucket": "b", "rule": [{"bucket_key_enabled": True, **encryption}]}
    text = json.dumps({"resource": {**GROUP, "aws_s3_bucket_server_side_encryption_configuration": {"b": rule}}})
    assert field(read(tmp_path, {"main.tf.json": text}), "aws_s3_bucket.b", "encryption.algorithm") == "aws:kms"


@pytest.mark.parametrize("tags", [PROVIDERS["default_tags"], {"tags": {"PHI": "true"}}])
def test_provider_tags_in_json(tmp_path: Path, tags: Any) -> None:
    text = json.dumps({"provider": {"aws": {"default_tags": tags}}, "resource": GROUP})
    assert field(read(tmp_path, {"main.tf.json": text}), "aws_s3_bucket.b", "tags.items") == {"PHI": "true"}


def test_provider_tags_of_an_alias_that_a_module_is_given(tmp_path: Path) -> None:
    (tmp_path / "m").mkdir()
    files = {
        "main.tf": 'provider "aws" {}\nmodule "m" {\n  source    = "./m"\n  providers = { aws = aws.far }\n}\n'
        'provider "aws" {\n  alias = "far"\n  default_tags {\n    tags = { PHI = "true" }\n  }\n}\nresource "aws_s3_bucket" "b" {}\n',
        "m/main.tf": 'resource "aws_s3_bucket" "b" {}\n',
    }
    found = read(tmp_path, files)
    assert field(found, "module.m.aws_s3_bucket.b", "tags.items") == {"PHI": "true"}
    assert field(found, "aws_s3_bucket.b", "tags.items") == {}


NATIVE = 'resource "aws_s3_bucket" "b" {\n  bucket = "b"\n  versioning {\n    enabled = ON\n  }\n}\n'


@pytest.mark.parametrize("on", ["true", "false"])
def test_blocks_and_json_override_each_other(tmp_path: Path, on: str) -> None:
    other = "false" if on == "true" else "true"
    written = json.dumps({"resource": {"aws_s3_bucket": {"b": {"versioning": {"enabled": on == "true"}}}}})
    by_json = read(tmp_path, {"main.tf": NATIVE.replace("ON", other), "override.tf.json": written})
    assert field(by_json, "aws_s3_bucket.b", "versioning.status") == ("Enabled" if on == "true" else "Suspended")
    (tmp_path / "override.tf.json").unlink()
    (tmp_path / "main.tf").unlink()
    written = written.replace('{"versioning', '{"bucket": "b", "versioning')
    by_block = read(tmp_path, {"main.tf.json": written, "override.tf": NATIVE.replace("ON", other)})
    assert field(by_block, "aws_s3_bucket.b", "versioning.status") == ("Enabled" if other == "true" else "Suspended")


def test_what_only_a_companion_names_is_shown_where_it_stands(tmp_path: Path) -> None:
    text = '\nresource "aws_s3_bucket_policy" "p" {\n  bucket = "elsewhere"\n  policy = "{}"\n}\n'
    location = field(read(tmp_path, {"main.tf": text}), "elsewhere", "location")
    assert (Path(location.file).name, location.line) == ("main.tf", 2)
