"""Terraform source of any size, as people write it: services with a database, queues, logs, roles and stores of their own."""

from __future__ import annotations

from pathlib import Path
from string import Template

EACH, FLAT = 25, 17
"""Resource instances of one service, with its stores and without."""

VERSIONS = """\
terraform {
  required_version = ">= 1.6"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}

provider "aws" {
  region = var.region

  default_tags {
    tags = local.tags
  }
}
"""

VARIABLES = """\
variable "region" {
  type    = string
  default = "us-east-1"
}

variable "environment" {
  description = "Name of the environment, in front of all names."
  type        = string
}

variable "vpc_id" {
  type    = string
  default = "vpc-0a1b2c3d4e5f67890"
}

variable "clients" {
  description = "Networks that may connect, by name."
  type        = map(object({ cidr = string, ports = optional(list(number), [443]) }))
  default = {
    offices = { cidr = "10.20.0.0/16", ports = [443, 5432] }
    vpn     = { cidr = "10.30.0.0/16" }
  }
}

locals {
  prefix = "clinic-${var.environment}"
  tags   = { Environment = var.environment, DataClassification = "PHI", Owner = "platform" }
  rules = merge([
    for name, client in var.clients : {
      for port in client.ports : "${name}-${port}" => { cidr = client.cidr, port = port }
    }
  ]...)
}
"""

VALUES = 'environment = "prod"\n'

SERVICE = Template("""\
locals {
  ${s}_name = "$${local.prefix}-${s}"
  ${s}_days = { app = 90, audit = 2192, access = 365 }
}

data "aws_iam_policy_document" "${s}" {
  statement {
    sid       = "Read"
    actions   = ["s3:GetObject", "s3:ListBucket"]
    resources = ${readable}
  }
  statement {
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.${s}.arn]
  }
}

resource "aws_kms_key" "${s}" {
  description             = "Data of ${s}"
  enable_key_rotation     = true
  deletion_window_in_days = 30
}

resource "aws_kms_alias" "${s}" {
  name          = "alias/$${local.${s}_name}"
  target_key_id = aws_kms_key.${s}.key_id
}

resource "aws_security_group" "${s}" {
  name        = local.${s}_name
  description = "Clients of ${s}"
  vpc_id      = var.vpc_id

  dynamic "ingress" {
    for_each = local.rules
    content {
      description = ingress.key
      from_port   = ingress.value.port
      to_port     = ingress.value.port
      protocol    = "tcp"
      cidr_blocks = [ingress.value.cidr]
    }
  }
}

resource "aws_vpc_security_group_egress_rule" "${s}" {
  security_group_id = aws_security_group.${s}.id
  cidr_ipv4         = "10.0.0.0/8"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_db_parameter_group" "${s}" {
  name   = local.${s}_name
  family = "postgres16"

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
}

resource "aws_db_instance" "${s}" {
  identifier                      = local.${s}_name
  engine                          = "postgres"
  engine_version                  = "16.3"
  instance_class                  = var.environment == "prod" ? "db.r6g.large" : "db.t4g.micro"
  allocated_storage               = 100
  username                        = "app"
  manage_master_user_password     = true
  storage_encrypted               = true
  kms_key_id                      = aws_kms_key.${s}.arn
  multi_az                        = var.environment == "prod"
  backup_retention_period         = max(7, 35)
  deletion_protection             = true
  enabled_cloudwatch_logs_exports = ["postgresql", "upgrade"]
  parameter_group_name            = aws_db_parameter_group.${s}.name
  vpc_security_group_ids          = [aws_security_group.${s}.id]
}

resource "aws_cloudwatch_log_group" "${s}" {
  for_each          = local.${s}_days
  name              = "/clinic/${s}/$${each.key}"
  retention_in_days = each.value
  kms_key_id        = aws_kms_key.${s}.arn
}

resource "aws_iam_role" "${s}" {
  name = local.${s}_name
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "${s}" {
  role   = aws_iam_role.${s}.id
  policy = data.aws_iam_policy_document.${s}.json
}

resource "aws_lambda_function" "${s}" {
  function_name = local.${s}_name
  role          = aws_iam_role.${s}.arn
  handler       = "main.handler"
  runtime       = "python3.13"
  filename      = "${s}.zip"
  kms_key_arn   = aws_kms_key.${s}.arn

  environment {
    variables = {
      TABLE = aws_dynamodb_table.${s}.name
      QUEUE = aws_sqs_queue.${s}[0].url
    }
  }
  tracing_config {
    mode = "Active"
  }
}

resource "aws_dynamodb_table" "${s}" {
  name         = local.${s}_name
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "patient"

  attribute {
    name = "patient"
    type = "S"
  }
  point_in_time_recovery {
    enabled = true
  }
  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.${s}.arn
  }
}

resource "aws_sqs_queue" "${s}" {
  count                     = 2
  name                      = "$${local.${s}_name}-$${count.index}"
  message_retention_seconds = 24 * 60 * 60
  kms_master_key_id         = count.index == 0 ? aws_kms_key.${s}.id : null
}

resource "aws_sns_topic" "${s}" {
  name              = "$${local.${s}_name}-alarms"
  kms_master_key_id = aws_kms_key.${s}.id
}

resource "aws_ebs_volume" "${s}" {
  availability_zone = "$${var.region}a"
  size              = 200
  encrypted         = ${encrypted}
}
""")

STORES = Template("""
module "${s}_store" {
  source   = "./modules/store"
  for_each = toset(["records", "exports"])
  name     = "$${local.${s}_name}-$${each.key}"
  key      = aws_kms_key.${s}.arn
}
""")

STORE = {
    "variables.tf": """\
variable "name" {
  type = string
}

variable "key" {
  type = string
}
""",
    "outputs.tf": """\
output "arn" {
  value = aws_s3_bucket.this.arn
}
""",
    "main.tf": """\
resource "aws_s3_bucket" "this" {
  bucket        = lower(var.name)
  force_destroy = false
}

resource "aws_s3_bucket_public_access_block" "this" {
  bucket                  = aws_s3_bucket.this.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = var.key
    }
  }
}

resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.this.id

  versioning_configuration {
    status = "Enabled"
  }
}
""",
}


def write(root: Path, resources: int, *, modules: bool = True) -> Path:
    """A root module with so many resource instances (a multiple of EACH, or without modules of FLAT), one file for each service.
    Every third service has a volume that is not encrypted."""
    texts = {"versions.tf": VERSIONS, "variables.tf": VARIABLES, "terraform.tfvars": VALUES}
    if modules:
        texts |= {f"modules/store/{name}": text for name, text in STORE.items()}
    for number in range(resources // (EACH if modules else FLAT)):
        texts[f"service_{number:03}.tf"] = _service(f"service_{number:03}", encrypted=number % 3 != 0, modules=modules)
    for name, text in texts.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return root


def _service(name: str, *, encrypted: bool, modules: bool) -> str:
    stores = f'flatten([for store in module.{name}_store : [store.arn, "${{store.arn}}/*"]])'
    readable = stores if modules else f"[aws_dynamodb_table.{name}.arn]"
    text = SERVICE.substitute(s=name, readable=readable, encrypted="true" if encrypted else "false")
    return text + STORES.substitute(s=name) if modules else text
