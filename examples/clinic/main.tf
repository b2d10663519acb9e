# The clinic: a patient portal, a records database, documents and images, and what watches over them.

terraform {
  required_version = ">= 1.9"

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
    tags = {
      DataClassification = "PHI"
      Owner              = "clinic-it"
      Project            = "clinic"
    }
  }
}

locals {
  # Services that act for us, and the AWS managed policy that each needs.
  service_roles = {
    backup     = { service = "backup.amazonaws.com", policy = "service-role/AWSBackupServiceRolePolicyForBackup" }
    execution  = { service = "ecs-tasks.amazonaws.com", policy = "service-role/AmazonECSTaskExecutionRolePolicy" }
    imaging    = { service = "ec2.amazonaws.com", policy = "AmazonSSMManagedInstanceCore" }
    monitoring = { service = "monitoring.rds.amazonaws.com", policy = "service-role/AmazonRDSEnhancedMonitoringRole" }
    reminders  = { service = "lambda.amazonaws.com", policy = "service-role/AWSLambdaVPCAccessExecutionRole" }
  }

  # Buckets with ePHI, and after how many days a document moves to cheaper storage.
  phi_buckets = {
    documents = { archive_after_days = 365 }
    imaging   = { archive_after_days = 90 }
  }
}

# -- keys -------------------------------------------------------------------------------------------------------------

resource "aws_kms_key" "phi" {
  description         = "Records, documents, images"
  enable_key_rotation = true
}

resource "aws_kms_key" "logs" {
  description         = "Logs"
  enable_key_rotation = true

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "Account"
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::${var.account_id}:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        Sid       = "LogGroups"
        Effect    = "Allow"
        Principal = { Service = "logs.${var.region}.amazonaws.com" }
        Action    = ["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey*", "kms:DescribeKey"]
        Resource  = "*"
        Condition = { ArnLike = { "kms:EncryptionContext:aws:logs:arn" = "arn:aws:logs:${var.region}:${var.account_id}:*" } }
      },
      {
        Sid       = "Trail"
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = ["kms:GenerateDataKey*", "kms:DescribeKey"]
        Resource  = "*"
        Condition = { StringEquals = { "aws:SourceAccount" = var.account_id } }
      },
    ]
  })
}

# Made by hand in 2019 and imported. Rotation was never switched on.
resource "aws_kms_key" "backup" {
  description             = "Backups"
  deletion_window_in_days = 30
}

# -- images and documents ---------------------------------------------------------------------------------------------

module "phi_bucket" {
  source   = "./modules/phi-bucket"
  for_each = local.phi_buckets

  name               = "${var.name_prefix}-${each.key}"
  archive_after_days = each.value.archive_after_days
  kms_key_arn        = aws_kms_key.phi.arn
  log_bucket         = aws_s3_bucket.logs.id
}

# The billing office fetched statements here until they got portal accounts. TODO: ask whether anybody still does.
resource "aws_s3_bucket" "export" {
  bucket = "${var.name_prefix}-export"
}

resource "aws_s3_bucket_public_access_block" "export" {
  bucket = aws_s3_bucket.export.id

  block_public_acls       = true
  block_public_policy     = false
  ignore_public_acls      = true
  restrict_public_buckets = false
}

resource "aws_s3_bucket_policy" "export" {
  bucket = aws_s3_bucket.export.id

  # Their software cannot sign requests.
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "BillingOffice"
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::${var.name_prefix}-export/*"
    }]
  })

  depends_on = [aws_s3_bucket_public_access_block.export]
}
