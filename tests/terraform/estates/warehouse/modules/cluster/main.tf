terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "name" { type = string }
variable "engine" { type = string }
variable "key_arn" { type = string }
variable "encrypted" { type = bool }
variable "parameters" {
  type    = list(object({ name = string, value = string, method = optional(string, "pending-reboot") }))
  default = []
}
variable "retention" {
  type     = number
  default  = 14
  nullable = false
}
variable "instances" {
  type = map(object({ class = optional(string, "db.r6g.large"), public = optional(bool), promotion_tier = optional(number) }))
}
variable "subnets" { type = set(string) }

locals {
  family = { aurora-mysql = "aurora-mysql8.0", aurora-postgresql = "aurora-postgresql16" }[var.engine]
  logs   = var.engine == "aurora-mysql" ? ["audit", "error"] : ["postgresql"]
}

resource "aws_rds_cluster_parameter_group" "this" {
  count  = min(length(var.parameters), 1)
  name   = var.name
  family = local.family

  dynamic "parameter" {
    for_each = { for parameter in var.parameters : parameter.name => parameter }
    content {
      name         = parameter.key
      value        = parameter.value.value
      apply_method = parameter.value.method
    }
  }
}

resource "aws_rds_cluster" "this" {
  cluster_identifier                  = var.name
  engine                              = var.engine
  master_username                     = "root"
  manage_master_user_password         = true
  storage_encrypted                   = var.encrypted
  kms_key_id                          = var.encrypted ? var.key_arn : null
  backup_retention_period             = var.retention
  deletion_protection                 = var.encrypted
  iam_database_authentication_enabled = true
  copy_tags_to_snapshot               = true
  enabled_cloudwatch_logs_exports     = [for log in local.logs : log if log != "error"]
  db_cluster_parameter_group_name     = try(aws_rds_cluster_parameter_group.this[0].name, null)
  skip_final_snapshot                 = true
}

resource "aws_rds_cluster_instance" "this" {
  for_each = var.instances

  identifier          = "${var.name}-${each.key}"
  cluster_identifier  = aws_rds_cluster.this.id
  engine              = aws_rds_cluster.this.engine
  instance_class      = each.value.class
  publicly_accessible = each.value.public
  promotion_tier      = each.value.promotion_tier
  monitoring_interval = each.key == "two" ? 30 : 0
  monitoring_role_arn = each.key == "two" ? "arn:aws:iam::123412341234:role/monitoring" : null

  auto_minor_version_upgrade = true
}

output "endpoint" {
  value = aws_rds_cluster.this.endpoint
}
