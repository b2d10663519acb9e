resource "aws_s3_bucket" "us" {
  provider = aws.us
  bucket   = "lab-replica"
}

resource "aws_s3_bucket" "results" {
  bucket_prefix = "lab-results-"
  tags          = { data-classification = "phi" }
}

resource "aws_s3_bucket_versioning" "both" {
  for_each = { us = aws_s3_bucket.us.id }
  provider = aws.us
  bucket   = each.value

  versioning_configuration { status = "Enabled" }
}

resource "aws_s3_bucket_versioning" "results" {
  bucket = aws_s3_bucket.results.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_replication_configuration" "results" {
  role   = module.lambda_role.arn
  bucket = aws_s3_bucket_versioning.results.bucket

  rule {
    status = "Enabled"
    destination {
      bucket        = aws_s3_bucket.us.arn
      storage_class = "STANDARD_IA"
    }
  }
}

resource "aws_dynamodb_table" "results" {
  name             = "results"
  billing_mode     = "PAY_PER_REQUEST"
  hash_key         = "id"
  stream_enabled   = true
  stream_view_type = "NEW_AND_OLD_IMAGES"

  dynamic "attribute" {
    for_each = toset(["id"])
    content {
      name = attribute.value
      type = "S"
    }
  }

  dynamic "replica" {
    for_each = [for region in ["us-east-1", "eu-west-1"] : region if region != "eu-west-1"]
    content {
      region_name = replica.value
    }
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.events.arn
  }

  point_in_time_recovery {
    enabled = true
  }
}
