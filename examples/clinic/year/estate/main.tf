# What the clinic runs, small enough to read. The variables are what changes over the year; make.py sets them month by month.

variable "trail" {
  description = "Whether a trail records who does what, and buckets and databases log who reads them."
  type        = bool
}

variable "documents_protected" {
  description = "Whether the documents are encrypted with the clinic's key, and closed to the public."
  type        = bool
}

variable "appointments" {
  description = "The new database of appointments: none, plain or encrypted."
  type        = string
}

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}

provider "aws" {
  region = "us-east-1"

  default_tags {
    tags = { DataClassification = "PHI" }
  }
}

resource "aws_kms_key" "phi" {
  description         = "Records and documents"
  enable_key_rotation = true
}

# -- buckets: patients' documents, what the scanner delivers, and the files of the trail -------------------------------

locals {
  buckets   = toset(["documents", "scans", "trail"])
  protected = var.documents_protected ? local.buckets : setsubtract(local.buckets, ["documents"])
  with_key  = setsubtract(local.protected, ["scans"])
}

resource "aws_s3_bucket" "clinic" {
  for_each = local.buckets

  bucket              = "clinic-${each.key}"
  object_lock_enabled = true
}

resource "aws_s3_bucket_public_access_block" "clinic" {
  for_each = local.protected

  bucket                  = aws_s3_bucket.clinic[each.key].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# The scanner's firmware signs its requests in a way that S3 refuses for keys of KMS: see compliance/scans.yaml.
resource "aws_s3_bucket_server_side_encryption_configuration" "clinic" {
  for_each = local.with_key

  bucket = aws_s3_bucket.clinic[each.key].id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.phi.arn
    }
  }
}

resource "aws_s3_bucket_ownership_controls" "clinic" {
  for_each = local.buckets

  bucket = aws_s3_bucket.clinic[each.key].id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_versioning" "clinic" {
  for_each = local.buckets

  bucket = aws_s3_bucket.clinic[each.key].id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "clinic" {
  for_each = local.buckets

  bucket = aws_s3_bucket.clinic[each.key].id

  rule {
    id     = "six-years"
    status = "Enabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days = 2192
    }
  }
}

resource "aws_s3_bucket_object_lock_configuration" "clinic" {
  for_each = local.buckets

  bucket = aws_s3_bucket.clinic[each.key].id

  rule {
    default_retention {
      mode = "COMPLIANCE"
      days = 400
    }
  }
}

resource "aws_s3_bucket_policy" "clinic" {
  for_each = local.buckets

  bucket = aws_s3_bucket.clinic[each.key].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "OnlyTls"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = ["arn:aws:s3:::clinic-${each.key}", "arn:aws:s3:::clinic-${each.key}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
      {
        Sid       = "Trail"
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = ["s3:GetBucketAcl", "s3:PutObject"]
        Resource  = ["arn:aws:s3:::clinic-${each.key}", "arn:aws:s3:::clinic-${each.key}/*"]
        Condition = { StringEquals = { "aws:SourceArn" = "arn:aws:cloudtrail:us-east-1:111122223333:trail/clinic" } }
      },
    ]
  })
}

# Access logs go to a bucket that another configuration declares.
resource "aws_s3_bucket_logging" "clinic" {
  for_each = var.trail ? local.buckets : toset([])

  bucket        = aws_s3_bucket.clinic[each.key].id
  target_bucket = "clinic-access-logs"
  target_prefix = "${each.key}/"
}

# -- who did what -----------------------------------------------------------------------------------------------------

resource "aws_cloudwatch_log_group" "trail" {
  count = var.trail ? 1 : 0

  name              = "/clinic/trail"
  retention_in_days = 2192
  kms_key_id        = aws_kms_key.phi.arn
}

resource "aws_cloudtrail" "clinic" {
  count = var.trail ? 1 : 0

  name                          = "clinic"
  s3_bucket_name                = aws_s3_bucket.clinic["trail"].id
  is_multi_region_trail         = true
  include_global_service_events = true
  enable_log_file_validation    = true
  enable_logging                = true
  kms_key_id                    = aws_kms_key.phi.arn
  cloud_watch_logs_group_arn    = "${aws_cloudwatch_log_group.trail[0].arn}:*"
  cloud_watch_logs_role_arn     = "arn:aws:iam::111122223333:role/trail"

  event_selector {
    read_write_type           = "All"
    include_management_events = true

    data_resource {
      type   = "AWS::S3::Object"
      values = ["arn:aws:s3"]
    }
  }
}

# -- databases --------------------------------------------------------------------------------------------------------

resource "aws_db_parameter_group" "clinic" {
  name   = "clinic"
  family = "postgres16"

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
}

resource "aws_db_instance" "records" {
  identifier                          = "clinic-records"
  engine                              = "postgres"
  engine_version                      = "16.8"
  instance_class                      = "db.t4g.medium"
  allocated_storage                   = 100
  username                            = "clinic"
  manage_master_user_password         = true
  parameter_group_name                = aws_db_parameter_group.clinic.name
  multi_az                            = true
  storage_encrypted                   = true
  kms_key_id                          = aws_kms_key.phi.arn
  iam_database_authentication_enabled = true
  backup_retention_period             = 14
  enabled_cloudwatch_logs_exports     = var.trail ? ["postgresql", "upgrade"] : []
  publicly_accessible                 = false
  deletion_protection                 = true
  auto_minor_version_upgrade          = true
}

# Restored from what the vendor of the calendar delivered, which was not encrypted.
resource "aws_db_instance" "appointments" {
  count = var.appointments == "none" ? 0 : 1

  identifier                          = "clinic-appointments"
  engine                              = "postgres"
  engine_version                      = "16.8"
  instance_class                      = "db.t4g.small"
  allocated_storage                   = 20
  username                            = "calendar"
  manage_master_user_password         = true
  parameter_group_name                = aws_db_parameter_group.clinic.name
  multi_az                            = true
  storage_encrypted                   = var.appointments == "encrypted"
  iam_database_authentication_enabled = true
  backup_retention_period             = 14
  enabled_cloudwatch_logs_exports     = ["postgresql", "upgrade"]
  publicly_accessible                 = false
  deletion_protection                 = true
  auto_minor_version_upgrade          = true
}
