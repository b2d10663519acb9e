variable "identifier" { type = string }
variable "instance_class" { type = string }
variable "storage" { type = number }
variable "multi_az" { type = bool }
variable "public" { type = bool }
variable "backup_days" {
  type    = number
  default = null
}
variable "logs" { type = list(string) }
variable "parameters" { type = list(map(string)) }
variable "subnet_ids" { type = list(string) }
variable "key_arn" { type = string }
variable "security_group_ids" { type = list(string) }
variable "monitoring_interval" {
  type    = number
  default = 60
}

locals {
  monitoring = var.monitoring_interval > 0
}

resource "aws_db_subnet_group" "this" {
  name       = var.identifier
  subnet_ids = var.subnet_ids
}

resource "aws_db_parameter_group" "this" {
  count = length(var.parameters) > 0 ? 1 : 0

  name   = var.identifier
  family = "postgres16"

  dynamic "parameter" {
    for_each = var.parameters
    content {
      name         = parameter.value.name
      value        = parameter.value.value
      apply_method = lookup(parameter.value, "apply_method", null)
    }
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_iam_role" "monitoring" {
  count = local.monitoring ? 1 : 0

  name = "${var.identifier}-monitoring"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "monitoring.rds.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "monitoring" {
  count = local.monitoring ? 1 : 0

  role       = aws_iam_role.monitoring[0].name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
}

resource "aws_db_instance" "this" {
  identifier     = var.identifier
  engine         = "postgres"
  engine_version = "16.4"
  instance_class = var.instance_class

  allocated_storage     = var.storage
  max_allocated_storage = var.storage * 4
  storage_encrypted     = true
  kms_key_id            = var.key_arn

  username                    = "root"
  manage_master_user_password = true

  db_subnet_group_name   = aws_db_subnet_group.this.name
  vpc_security_group_ids = var.security_group_ids
  parameter_group_name   = one(aws_db_parameter_group.this[*].name)
  publicly_accessible    = var.public
  multi_az               = var.multi_az

  backup_retention_period         = coalesce(var.backup_days, 1)
  deletion_protection             = !var.public
  copy_tags_to_snapshot           = true
  auto_minor_version_upgrade      = true
  enabled_cloudwatch_logs_exports = var.logs
  monitoring_interval             = var.monitoring_interval
  monitoring_role_arn             = join("", aws_iam_role.monitoring.*.arn)
  skip_final_snapshot             = false
  final_snapshot_identifier       = "${var.identifier}-final"

  iam_database_authentication_enabled = true
}

output "address" {
  value = aws_db_instance.this.address
}
output "arn" {
  value = aws_db_instance.this.arn
}
