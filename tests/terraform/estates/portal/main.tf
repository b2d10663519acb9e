terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "5.100.0" }
  }
}

provider "aws" {
  region                      = "us-east-1"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}

variable "services" {
  type    = map(any)
  default = {}
}

variable "image_tag" {
  type = string
}

variable "enable" {
  type    = object({ waf = bool, eks = bool, desktops = bool })
  default = { waf = true, eks = true, desktops = true }
}

locals {
  origins = [
    { id = "app", domain = "app.example.com", policy = "https-only" },
    { id = "legacy", domain = "old.example.com", policy = "match-viewer" },
  ]
  repositories = ["portal", "worker"]
  public       = ["subnet-0a", "subnet-0b"]
}

resource "aws_kms_key" "portal" {
  enable_key_rotation = true
}

resource "aws_ecr_repository" "this" {
  for_each = toset(local.repositories)

  name                 = each.value
  image_tag_mutability = each.key == "portal" ? "IMMUTABLE" : "MUTABLE"

  image_scanning_configuration {
    scan_on_push = true
  }

  dynamic "encryption_configuration" {
    for_each = each.key == "portal" ? [aws_kms_key.portal.arn] : []
    content {
      encryption_type = "KMS"
      kms_key         = encryption_configuration.value
    }
  }
}

resource "aws_ecr_repository_policy" "worker" {
  repository = aws_ecr_repository.this["worker"].name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Sid = "Pull", Effect = "Allow", Principal = "*", Action = ["ecr:BatchGetImage"] }]
  })
}

resource "aws_ecr_registry_scanning_configuration" "this" {
  scan_type = "ENHANCED"

  rule {
    scan_frequency = "CONTINUOUS_SCAN"
    repository_filter {
      filter      = "*"
      filter_type = "WILDCARD"
    }
  }
}

resource "aws_ecs_cluster" "this" {
  name = "portal"

  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

module "service" {
  source   = "./modules/service"
  for_each = { web = { public = true, secrets = ["DB_URL"] }, worker = { plain = { DB_PASSWORD = "not-a-real-password" }, privileged = true } }

  name       = each.key
  cluster    = aws_ecs_cluster.this.id
  image      = "${aws_ecr_repository.this[each.key == "web" ? "portal" : "worker"].repository_url}:${var.image_tag}"
  public     = try(each.value.public, false)
  secrets    = { for name in try(each.value.secrets, []) : name => "arn:aws:secretsmanager:us-east-1:123412341234:secret:${name}" }
  plain      = try(each.value.plain, {})
  privileged = try(each.value.privileged, false)
  subnets    = local.public
}

resource "aws_eks_cluster" "this" {
  count = var.enable.eks ? 1 : 0

  name                      = "portal"
  role_arn                  = "arn:aws:iam::123412341234:role/eks"
  version                   = "1.31"
  enabled_cluster_log_types = ["api", "audit", "authenticator"]

  vpc_config {
    subnet_ids              = local.public
    endpoint_private_access = true
    endpoint_public_access  = true
    public_access_cidrs     = ["203.0.113.0/24"]
  }

  encryption_config {
    resources = ["secrets"]
    provider { key_arn = aws_kms_key.portal.arn }
  }
}

resource "aws_eks_node_group" "this" {
  for_each = var.enable.eks ? { default = "t3.large" } : {}

  cluster_name    = aws_eks_cluster.this[0].name
  node_group_name = each.key
  node_role_arn   = "arn:aws:iam::123412341234:role/node"
  subnet_ids      = local.public
  instance_types  = [each.value]

  remote_access {
    ec2_ssh_key = "ops"
  }
  scaling_config {
    desired_size = 2
    max_size     = 4
    min_size     = 1
  }
}

resource "aws_codebuild_project" "this" {
  for_each = { build = { privileged = true }, deploy = { token = "not-a-real-token-0123456789" } }

  name           = each.key
  service_role   = "arn:aws:iam::123412341234:role/build"
  encryption_key = each.key == "build" ? aws_kms_key.portal.arn : null

  artifacts { type = "NO_ARTIFACTS" }

  environment {
    compute_type    = "BUILD_GENERAL1_SMALL"
    image           = "aws/codebuild/standard:7.0"
    type            = "LINUX_CONTAINER"
    privileged_mode = try(each.value.privileged, false)

    dynamic "environment_variable" {
      for_each = { for name, value in { GITHUB_TOKEN = try(each.value.token, null), STAGE = "live" } : name => value if value != null }
      content {
        name  = environment_variable.key
        value = environment_variable.value
      }
    }
  }

  source {
    type     = "GITHUB"
    location = "https://github.com/example/portal.git"
  }

  logs_config {
    cloudwatch_logs { status = each.key == "build" ? "ENABLED" : "DISABLED" }
  }
}

resource "aws_s3_bucket" "site" {
  bucket = "portal-site-example"
}

resource "aws_cloudfront_origin_access_control" "site" {
  name                              = "site"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_s3_bucket_policy" "site" {
  bucket = aws_s3_bucket.site.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudfront.amazonaws.com" }
      Action    = "s3:GetObject"
      Resource  = "${aws_s3_bucket.site.arn}/*"
      Condition = { StringEquals = { "AWS:SourceArn" = aws_cloudfront_distribution.this.arn } }
    }]
  })
}

resource "aws_cloudfront_distribution" "this" {
  enabled             = true
  default_root_object = "index.html"
  web_acl_id          = one(aws_wafv2_web_acl.this[*].arn)

  dynamic "origin" {
    for_each = { for origin in local.origins : origin.id => origin }
    content {
      origin_id   = origin.key
      domain_name = origin.value.domain
      custom_origin_config {
        http_port              = 80
        https_port             = 443
        origin_protocol_policy = origin.value.policy
        origin_ssl_protocols   = origin.key == "legacy" ? ["TLSv1", "TLSv1.2"] : ["TLSv1.2"]
      }
    }
  }

  origin {
    origin_id                = "site"
    domain_name              = aws_s3_bucket.site.bucket_regional_domain_name
    origin_access_control_id = aws_cloudfront_origin_access_control.site.id
  }

  default_cache_behavior {
    target_origin_id       = local.origins[0].id
    viewer_protocol_policy = "redirect-to-https"
    allowed_methods        = ["GET", "HEAD"]
    cached_methods         = ["GET", "HEAD"]
    cache_policy_id        = "658327ea-f89d-4fab-a63d-7e88639e58f6"
  }

  dynamic "ordered_cache_behavior" {
    for_each = ["/old/*"]
    content {
      path_pattern           = ordered_cache_behavior.value
      target_origin_id       = "legacy"
      viewer_protocol_policy = "allow-all"
      allowed_methods        = ["GET", "HEAD"]
      cached_methods         = ["GET", "HEAD"]
      cache_policy_id        = "658327ea-f89d-4fab-a63d-7e88639e58f6"
    }
  }

  restrictions {
    geo_restriction { restriction_type = "none" }
  }

  viewer_certificate {
    acm_certificate_arn      = "arn:aws:acm:us-east-1:123412341234:certificate/abc"
    ssl_support_method       = "sni-only"
    minimum_protocol_version = "TLSv1.2_2021"
  }
}

resource "aws_wafv2_web_acl" "this" {
  count = var.enable.waf ? 1 : 0

  name  = "portal"
  scope = "CLOUDFRONT"

  default_action {
    allow {}
  }

  dynamic "rule" {
    for_each = ["AWSManagedRulesCommonRuleSet", "AWSManagedRulesSQLiRuleSet"]
    content {
      name     = rule.value
      priority = rule.key
      override_action {
        none {}
      }
      statement {
        managed_rule_group_statement {
          name        = rule.value
          vendor_name = "AWS"
        }
      }
      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = rule.value
        sampled_requests_enabled   = true
      }
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "portal"
    sampled_requests_enabled   = true
  }
}

resource "aws_wafv2_web_acl_logging_configuration" "this" {
  count = var.enable.waf ? 1 : 0

  resource_arn            = aws_wafv2_web_acl.this[0].arn
  log_destination_configs = [aws_cloudwatch_log_group.waf.arn]
}

resource "aws_wafv2_web_acl" "empty" {
  name  = "empty"
  scope = "REGIONAL"
  default_action {
    block {}
  }
  visibility_config {
    cloudwatch_metrics_enabled = false
    metric_name                = "empty"
    sampled_requests_enabled   = false
  }
}

resource "aws_wafv2_web_acl_association" "lb" {
  resource_arn = aws_lb.internal.arn
  web_acl_arn  = aws_wafv2_web_acl.empty.arn
}

resource "aws_lb" "internal" {
  internal = true
  subnets  = local.public

  dynamic "access_logs" {
    for_each = var.enable.desktops ? [] : ["logs"]
    content {
      bucket  = access_logs.value
      enabled = true
    }
  }
}

resource "aws_cloudwatch_log_group" "waf" {
  name = "aws-waf-logs-portal"
}

resource "aws_elastic_beanstalk_environment" "old" {
  name                = "old"
  application         = "old"
  solution_stack_name = "64bit Amazon Linux 2023 v4.3.0 running Python 3.11"

  dynamic "setting" {
    for_each = {
      "aws:elasticbeanstalk:managedactions/ManagedActionsEnabled" = "true"
      "aws:elasticbeanstalk:healthreporting:system/SystemType"    = "enhanced"
      "aws:elasticbeanstalk:cloudwatch:logs/StreamLogs"           = "false"
    }
    content {
      namespace = split("/", setting.key)[0]
      name      = split("/", setting.key)[1]
      value     = setting.value
    }
  }
}

resource "aws_workspaces_directory" "this" {
  count        = var.enable.desktops ? 1 : 0
  directory_id = "d-1234567890"
  subnet_ids   = local.public
}

resource "aws_workspaces_workspace" "this" {
  for_each = var.enable.desktops ? toset(["anna", "ben"]) : []

  directory_id = aws_workspaces_directory.this[0].id
  bundle_id    = "wsb-0123456789"
  user_name    = each.value

  root_volume_encryption_enabled = each.value == "anna"
  user_volume_encryption_enabled = each.value == "anna" ? true : null
  volume_encryption_key          = each.value == "anna" ? aws_kms_key.portal.arn : null
}

resource "aws_appstream_fleet" "this" {
  count                              = var.enable.desktops ? 1 : 0
  name                               = "viewer"
  image_name                         = "viewer"
  instance_type                      = "stream.standard.medium"
  idle_disconnect_timeout_in_seconds = 60 * 30
  max_user_duration_in_seconds       = 3600 * 12
  enable_default_internet_access     = false

  compute_capacity { desired_instances = 1 }
}
