resource "aws_db_subnet_group" "records" {
  name       = "clinic-records"
  subnet_ids = aws_subnet.public[*].id
}

resource "aws_db_parameter_group" "records" {
  name   = "clinic-records"
  family = "postgres16"

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }

  parameter {
    name  = "log_connections"
    value = "1"
  }
}

resource "aws_db_instance" "records" {
  identifier                          = "clinic-records"
  engine                              = "postgres"
  engine_version                      = "16.8"
  instance_class                      = "db.m6g.large"
  allocated_storage                   = 200
  username                            = "clinic"
  manage_master_user_password         = true
  db_subnet_group_name                = aws_db_subnet_group.records.name
  parameter_group_name                = aws_db_parameter_group.records.name
  vpc_security_group_ids              = [aws_security_group.records.id]
  multi_az                            = true
  storage_encrypted                   = true
  kms_key_id                          = aws_kms_key.phi.arn
  iam_database_authentication_enabled = true
  backup_retention_period             = 14
  enabled_cloudwatch_logs_exports     = ["postgresql", "upgrade"]
  monitoring_interval                 = 60
  monitoring_role_arn                 = aws_iam_role.service["monitoring"].arn
  final_snapshot_identifier           = "clinic-records-final"

  # The reporting consultant connects from her office until the VPN is there.
  publicly_accessible = true

  # Off while we move off the old server. Switch back on afterwards.
  deletion_protection = false
}

resource "aws_dynamodb_table" "appointments" {
  name                        = "appointments"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "patient"
  range_key                   = "starts"
  deletion_protection_enabled = true

  attribute {
    name = "patient"
    type = "S"
  }

  attribute {
    name = "starts"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.phi.arn
  }
}

# -- imaging gateway --------------------------------------------------------------------------------------------------

resource "aws_instance" "imaging" {
  ami                         = var.imaging_ami
  instance_type               = "m6i.large"
  subnet_id                   = aws_subnet.private[0].id
  vpc_security_group_ids      = [aws_security_group.imaging.id]
  iam_instance_profile        = aws_iam_instance_profile.imaging.name
  associate_public_ip_address = false
  ebs_optimized               = true
  monitoring                  = true

  # The vendor's agent is old and asks for its credentials the old way.
  metadata_options {
    http_endpoint = "enabled"
    http_tokens   = "optional"
  }

  root_block_device {
    encrypted  = true
    kms_key_id = aws_kms_key.phi.arn
  }
}

# Only for images on their way through. Nothing stays here overnight.
resource "aws_ebs_volume" "scratch" {
  availability_zone = "${var.region}a"
  size              = 500
  type              = "gp3"
  encrypted         = false
}

resource "aws_volume_attachment" "scratch" {
  device_name = "/dev/sdf"
  instance_id = aws_instance.imaging.id
  volume_id   = aws_ebs_volume.scratch.id
}

# -- backup -----------------------------------------------------------------------------------------------------------

# Vault lock: cannot be undone, so we wait until retention is agreed.
resource "aws_backup_vault" "clinic" {
  name        = "clinic"
  kms_key_arn = aws_kms_key.backup.arn
}

resource "aws_backup_plan" "nightly" {
  name = "nightly"

  rule {
    rule_name         = "nightly"
    target_vault_name = aws_backup_vault.clinic.name
    schedule          = "cron(0 5 * * ? *)"

    lifecycle {
      delete_after = 90
    }
  }
}

resource "aws_backup_selection" "clinic" {
  name         = "clinic"
  plan_id      = aws_backup_plan.nightly.id
  iam_role_arn = aws_iam_role.service["backup"].arn

  resources = [
    aws_db_instance.records.arn,
    aws_dynamodb_table.appointments.arn,
    aws_instance.imaging.arn,
    module.phi_bucket["documents"].arn,
    module.phi_bucket["imaging"].arn,
  ]
}
