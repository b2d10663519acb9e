terraform {
  required_version = "~> 1.5"
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      version               = ">= 5.0, < 6.0"
      configuration_aliases = []
    }
  }
}

variable "regions" {
  type    = list(string)
  default = ["us-east-1", "eu-central-1"]
}

variable "features" {
  type = object({
    guardduty   = optional(bool, true)
    securityhub = optional(bool, false)
    config      = optional(object({ all = optional(bool, true), global = optional(bool) }), {})
    analyzer    = optional(string, "ACCOUNT")
    trail       = optional(map(any), { multi_region = true, validation = true })
  })
  default = {}
}

variable "log_retention" {
  type    = map(number)
  default = { audit = 2557, flow = 365 }
}

variable "cis" {
  type = map(object({ pattern = string, threshold = optional(number, 1), action = optional(bool, true) }))
}

provider "aws" {
  region                      = var.regions[0]
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
  default_tags {
    tags = {
      for key, value in { Team = "security", phi = "yes", Unused = "" } : key => value if value != ""
    }
  }
}

provider "aws" {
  alias                       = "eu"
  region                      = var.regions[1]
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}

locals {
  prefix  = "audit"
  account = "210987654321"
  trail   = merge({ multi_region = false, validation = false }, var.features.trail)
}

resource "aws_kms_key" "audit" {
  enable_key_rotation = true
  policy              = templatefile("${path.module}/policies/key.json.tftpl", { account = local.account, services = ["cloudtrail", "logs"] })
}

resource "aws_s3_bucket" "audit" {
  bucket        = "${local.prefix}-${local.account}"
  force_destroy = false
}

resource "aws_s3_bucket_versioning" "audit" {
  bucket = aws_s3_bucket.audit.id
  versioning_configuration {
    status     = "Enabled"
    mfa_delete = "Disabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "audit" {
  bucket = aws_s3_bucket.audit.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.audit.arn
    }
  }
}

resource "aws_s3_bucket_policy" "audit" {
  bucket = aws_s3_bucket.audit.id
  policy = data.aws_iam_policy_document.audit.json
}

data "aws_iam_policy_document" "audit" {
  override_policy_documents = [data.aws_iam_policy_document.tls.json]

  dynamic "statement" {
    for_each = {
      cloudtrail = "AWSLogs/${local.account}/*"
      config     = "config/*"
    }
    content {
      sid       = title(statement.key)
      actions   = ["s3:PutObject"]
      resources = ["${aws_s3_bucket.audit.arn}/${statement.value}"]
      principals {
        type        = "Service"
        identifiers = ["${statement.key}.amazonaws.com"]
      }
      condition {
        test     = "StringEquals"
        variable = "s3:x-amz-acl"
        values   = ["bucket-owner-full-control"]
      }
    }
  }
}

data "aws_iam_policy_document" "tls" {
  statement {
    sid       = "Tls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.audit.arn, "${aws_s3_bucket.audit.arn}/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_account_public_access_block" "this" {
  block_public_acls   = true
  block_public_policy = true
}

resource "aws_cloudwatch_log_group" "this" {
  for_each = var.log_retention

  name              = "/${local.prefix}/${each.key}"
  retention_in_days = each.value
  kms_key_id        = each.key == "audit" ? aws_kms_key.audit.arn : null
}

resource "aws_cloudtrail" "this" {
  name                          = local.prefix
  s3_bucket_name                = aws_s3_bucket.audit.id
  is_multi_region_trail         = local.trail.multi_region
  enable_log_file_validation    = local.trail["validation"]
  include_global_service_events = true
  kms_key_id                    = aws_kms_key.audit.arn
  cloud_watch_logs_group_arn    = "${aws_cloudwatch_log_group.this["audit"].arn}:*"
  cloud_watch_logs_role_arn     = aws_iam_role.service["cloudtrail"].arn

  dynamic "event_selector" {
    for_each = ["s3", "lambda"]
    content {
      read_write_type           = "All"
      include_management_events = true

      data_resource {
        type   = event_selector.value == "s3" ? "AWS::S3::Object" : "AWS::Lambda::Function"
        values = ["arn:aws:${event_selector.value}"]
      }
    }
  }

  depends_on = [aws_s3_bucket_policy.audit]
}

resource "aws_cloudtrail" "regional" {
  provider       = aws.eu
  name           = "regional"
  s3_bucket_name = "somebody-elses-bucket"
}

resource "aws_iam_role" "service" {
  for_each = toset(["cloudtrail", "config"])
  name     = "${local.prefix}-${each.key}"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Action = "sts:AssumeRole", Effect = "Allow", Principal = { Service = "${each.key}.amazonaws.com" } }]
  })
}

resource "aws_config_configuration_recorder" "this" {
  name     = "default"
  role_arn = aws_iam_role.service["config"].arn

  recording_group {
    all_supported                 = var.features.config.all
    include_global_resource_types = coalesce(var.features.config.global, var.features.config.all)
  }
}

resource "aws_config_configuration_recorder_status" "this" {
  name       = aws_config_configuration_recorder.this.name
  is_enabled = true
  depends_on = [aws_config_delivery_channel.this]
}

resource "aws_config_delivery_channel" "this" {
  s3_bucket_name = aws_s3_bucket.audit.bucket
  s3_key_prefix  = "config"
}

resource "aws_guardduty_detector" "this" {
  count  = var.features.guardduty ? 1 : 0
  enable = true
}

resource "aws_guardduty_detector" "eu" {
  provider                     = aws.eu
  enable                       = var.features.guardduty && contains(var.regions, "eu-central-1") ? false : true
  finding_publishing_frequency = "ONE_HOUR"
}

resource "aws_guardduty_detector_feature" "this" {
  for_each = { for pair in setproduct(aws_guardduty_detector.this[*].enable, ["S3_DATA_EVENTS", "EKS_AUDIT_LOGS"]) : pair[1] => pair[0] }

  detector_id = aws_guardduty_detector.this[0].id
  name        = each.key
  status      = each.value ? "ENABLED" : "DISABLED"
}

resource "aws_securityhub_account" "this" {
  count = var.features.securityhub ? 1 : 0
}

resource "aws_accessanalyzer_analyzer" "this" {
  for_each      = { for kind in compact([var.features.analyzer]) : lower(kind) => kind }
  analyzer_name = each.key
  type          = each.value
}

module "alarm" {
  source   = "./modules/alarm"
  for_each = var.cis

  name      = each.key
  pattern   = each.value.pattern
  threshold = each.value.threshold
  log_group = aws_cloudwatch_log_group.this["audit"].name
  topics    = each.value.action ? [aws_sns_topic.security.arn] : []
}

resource "aws_cloudwatch_composite_alarm" "any" {
  alarm_name    = "any"
  alarm_rule    = join(" OR ", [for alarm in module.alarm : "ALARM(${alarm.name})"])
  alarm_actions = aws_sns_topic.security[*].arn
}

resource "aws_sns_topic" "security" {
  name              = "security"
  kms_master_key_id = aws_kms_key.audit.id
}

resource "aws_sns_topic_subscription" "security" {
  for_each  = toset(["secops@example.com", "privacy@example.com"])
  topic_arn = aws_sns_topic.security.arn
  protocol  = "email"
  endpoint  = each.value
}

resource "aws_ssoadmin_permission_set" "this" {
  for_each         = { admin = null, auditor = "PT12H", developer = "PT2H" }
  name             = each.key
  instance_arn     = "arn:aws:sso:::instance/ssoins-0123456789abcdef"
  session_duration = each.value
}

resource "aws_ssm_document" "session" {
  name            = "SSM-SessionManagerRunShell"
  document_type   = "Session"
  document_format = "JSON"
  content = jsonencode({
    schemaVersion = "1.0"
    sessionType   = "Standard_Stream"
    inputs = {
      cloudWatchLogGroupName      = aws_cloudwatch_log_group.this["audit"].name
      cloudWatchEncryptionEnabled = true
      kmsKeyId                    = aws_kms_key.audit.id
    }
  })
}

resource "aws_ebs_encryption_by_default" "regions" {
  enabled = true
}

resource "aws_ebs_encryption_by_default" "eu" {
  provider = aws.eu
}
