resource "aws_db_instance" "orders" {
  storage_encrypted       = true
  kms_key_id              = aws_kms_key.this.arn
  backup_retention_period = local.is_prod ? 35 : 1
}

resource "aws_s3_bucket_versioning" "labels" {
  versioning_configuration {
    status = "Enabled"
  }
}

locals {
  tags = { DataClassification = local.is_prod ? "PHI" : "none", Team = "pharmacy" }
}
