terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "5.100.0" }
  }
}

provider "aws" {
  region                      = "us-west-2"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}

variable "stage" {
  default = "live"
}

variable "functions" {
  type = map(object({
    memory      = optional(number, 256)
    timeout     = optional(number)
    runtime     = optional(string, "python3.12")
    concurrency = optional(number, -1)
    environment = optional(map(string), {})
    vpc         = optional(bool, true)
    url         = optional(string)
    dlq         = optional(bool, true)
  }))
  default = {
    submit = { memory = 512, concurrency = 20, environment = { LOG_LEVEL = "info" } }
    status = { runtime = "python3.7", vpc = false, url = "NONE", dlq = false }
    notify = { environment = { API_TOKEN = "not-a-real-token-0123456789", QUEUE = "x" }, url = "AWS_IAM" }
  }
}

variable "db_password" {
  type      = string
  sensitive = true
  default   = "dummy-for-tests"
}

locals {
  prefix      = "claims-${var.stage}"
  routes      = { "POST /claims" = "submit", "GET /claims/{id}" = "status" }
  alarm_names = toset([for name, _ in var.functions : name])
  tags        = { PHI = "true" }
  throttle    = { live = { burst = 100, rate = 50 }, test = null }[var.stage]
}

resource "aws_kms_key" "claims" {
  description         = "Claims"
  enable_key_rotation = true
  tags                = local.tags
}

resource "aws_kms_key_policy" "claims" {
  key_id = aws_kms_key.claims.id
  policy = jsonencode({
    Version = "2012-10-17"
    Id      = "claims"
    Statement = [
      { Effect = "Allow", Principal = { AWS = "*" }, Action = "kms:*", Resource = "*", Condition = { StringEquals = { "kms:CallerAccount" = "123412341234" } } },
      { Effect = "Allow", Principal = { Service = "logs.us-west-2.amazonaws.com" }, Action = ["kms:Encrypt*", "kms:Decrypt*"], Resource = "*" },
    ]
  })
}

module "function" {
  source   = "./modules/function"
  for_each = var.functions

  name        = "${local.prefix}-${each.key}"
  settings    = each.value
  environment = merge(each.value.environment, { TABLE = aws_dynamodb_table.claims.name, STAGE = var.stage })
  subnet_ids  = each.value.vpc ? aws_subnet.private[*].id : []
  group_ids   = each.value.vpc ? [aws_security_group.functions.id] : []
  kms_key_arn = aws_kms_key.claims.arn
  dlq_arn     = each.value.dlq ? aws_sqs_queue.dead.arn : null
  statements = {
    table = { actions = ["dynamodb:PutItem", "dynamodb:GetItem"], resources = [aws_dynamodb_table.claims.arn] }
    key   = { actions = ["kms:Decrypt"], resources = [aws_kms_key.claims.arn] }
  }
}

resource "aws_lambda_function" "legacy" {
  function_name = "${local.prefix}-legacy"
  role          = "arn:aws:iam::123412341234:role/legacy"
  handler       = "index.handler"
  runtime       = "nodejs12.x"
  filename      = "${path.module}/src/code.py"

  environment {
    variables = {
      DB_PASSWORD = var.db_password
      ENDPOINT    = aws_apigatewayv2_api.http.api_endpoint
    }
  }
}

resource "aws_lambda_permission" "anyone" {
  function_name = aws_lambda_function.legacy.function_name
  action        = "lambda:InvokeFunction"
  principal     = "*"
}

resource "aws_lambda_permission" "api" {
  for_each = local.routes

  statement_id  = replace(each.key, "/[^A-Za-z0-9]/", "-")
  function_name = module.function[each.value].name
  action        = "lambda:InvokeFunction"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.http.execution_arn}/*/*"
}

resource "aws_apigatewayv2_api" "http" {
  name          = local.prefix
  protocol_type = "HTTP"

  dynamic "cors_configuration" {
    for_each = var.stage == "live" ? [] : ["*"]
    content {
      allow_origins = [cors_configuration.value]
    }
  }
}

resource "aws_apigatewayv2_route" "this" {
  for_each = local.routes

  api_id             = aws_apigatewayv2_api.http.id
  route_key          = each.key
  authorization_type = startswith(each.key, "POST") ? "AWS_IAM" : "NONE"
}

resource "aws_apigatewayv2_stage" "this" {
  api_id      = aws_apigatewayv2_api.http.id
  name        = "$default"
  auto_deploy = true

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.api.arn
    format          = jsonencode({ ip = "$context.identity.sourceIp", status = "$context.status" })
  }

  dynamic "default_route_settings" {
    for_each = local.throttle[*]
    content {
      throttling_burst_limit = default_route_settings.value.burst
      throttling_rate_limit  = default_route_settings.value.rate
    }
  }
}

resource "aws_apigatewayv2_domain_name" "this" {
  domain_name = "claims.example.com"

  domain_name_configuration {
    certificate_arn = aws_acm_certificate.this.arn
    endpoint_type   = "REGIONAL"
    security_policy = "TLS_1_2"
  }
}

resource "aws_acm_certificate" "this" {
  domain_name       = "claims.example.com"
  validation_method = "DNS"
  key_algorithm     = "EC_prime256v1"
}

resource "aws_api_gateway_rest_api" "partner" {
  name = "partner"
  body = templatefile("${path.module}/src/partner.yaml", { title = "Partner" })

  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

resource "aws_api_gateway_rest_api_policy" "partner" {
  rest_api_id = aws_api_gateway_rest_api.partner.id
  policy      = data.aws_iam_policy_document.partner.json
}

data "aws_iam_policy_document" "partner" {
  statement {
    actions   = ["execute-api:Invoke"]
    resources = ["${aws_api_gateway_rest_api.partner.execution_arn}/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "IpAddress"
      variable = "aws:SourceIp"
      values   = formatlist("%s/32", ["203.0.113.7", "203.0.113.8"])
    }
  }
}

resource "aws_api_gateway_rest_api" "forms" {
  name = "forms"
}

resource "aws_api_gateway_resource" "forms" {
  rest_api_id = aws_api_gateway_rest_api.forms.id
  parent_id   = aws_api_gateway_rest_api.forms.root_resource_id
  path_part   = "forms"
}

resource "aws_api_gateway_method" "forms" {
  for_each = { GET = "NONE", POST = "COGNITO_USER_POOLS" }

  rest_api_id   = aws_api_gateway_rest_api.forms.id
  resource_id   = aws_api_gateway_resource.forms.id
  http_method   = each.key
  authorization = each.value
  authorizer_id = each.value == "NONE" ? null : aws_api_gateway_authorizer.pool.id
}

resource "aws_api_gateway_authorizer" "pool" {
  name          = "pool"
  type          = "COGNITO_USER_POOLS"
  rest_api_id   = aws_api_gateway_rest_api.forms.id
  provider_arns = [aws_cognito_user_pool.members.arn]
}

resource "aws_api_gateway_integration" "forms" {
  for_each = aws_api_gateway_method.forms

  rest_api_id             = aws_api_gateway_rest_api.forms.id
  resource_id             = aws_api_gateway_resource.forms.id
  http_method             = each.value.http_method
  integration_http_method = "POST"
  type                    = "HTTP_PROXY"
  uri                     = each.key == "GET" ? "http://forms.example.com" : "https://forms.example.com"
}

resource "aws_api_gateway_deployment" "forms" {
  rest_api_id = aws_api_gateway_rest_api.forms.id
  triggers    = { redeploy = sha1(jsonencode([for method in aws_api_gateway_method.forms : method.authorization])) }
}

resource "aws_api_gateway_stage" "forms" {
  for_each = { v1 = true, v2 = false }

  rest_api_id           = aws_api_gateway_rest_api.forms.id
  deployment_id         = aws_api_gateway_deployment.forms.id
  stage_name            = each.key
  xray_tracing_enabled  = each.value
  cache_cluster_enabled = each.value
  cache_cluster_size    = each.value ? "0.5" : null

  dynamic "access_log_settings" {
    for_each = each.value ? [1] : []
    content {
      destination_arn = aws_cloudwatch_log_group.api.arn
      format          = "$context.requestId"
    }
  }
}

resource "aws_api_gateway_method_settings" "forms" {
  for_each = aws_api_gateway_stage.forms

  rest_api_id = aws_api_gateway_rest_api.forms.id
  stage_name  = each.value.stage_name
  method_path = "*/*"

  settings {
    metrics_enabled      = true
    logging_level        = each.key == "v1" ? "INFO" : "OFF"
    caching_enabled      = true
    cache_data_encrypted = each.key == "v1"
  }
}

resource "aws_cloudwatch_log_group" "api" {
  name              = "/aws/apigateway/${local.prefix}"
  retention_in_days = var.stage == "live" ? 2557 : 30
  kms_key_id        = aws_kms_key.claims.arn
}

resource "aws_dynamodb_table" "claims" {
  name         = local.prefix
  billing_mode = "PROVISIONED"

  read_capacity  = 5
  write_capacity = 5
  hash_key       = "claim"

  attribute {
    name = "claim"
    type = "S"
  }

  point_in_time_recovery {
    enabled = var.stage == "live"
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.claims.arn
  }

  deletion_protection_enabled = true
  tags                        = merge(local.tags, { Name = "claims" })
}

resource "aws_appautoscaling_target" "claims" {
  for_each = toset(["ReadCapacityUnits", "WriteCapacityUnits"])

  service_namespace  = "dynamodb"
  resource_id        = "table/${aws_dynamodb_table.claims.name}"
  scalable_dimension = "dynamodb:table:${each.value}"
  min_capacity       = 5
  max_capacity       = 100
}

resource "aws_dynamodb_table" "sessions" {
  name         = "sessions"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"

  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_dynamodb_resource_policy" "sessions" {
  resource_arn = aws_dynamodb_table.sessions.arn
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "dynamodb:GetItem", Resource = aws_dynamodb_table.sessions.arn }]
  })
}

resource "aws_sqs_queue" "dead" {
  name = "${local.prefix}-dead"
}

resource "aws_kinesis_stream" "events" {
  name             = "${local.prefix}-events"
  shard_count      = 1
  retention_period = 168
  encryption_type  = "KMS"
  kms_key_id       = aws_kms_key.claims.key_id
}

resource "aws_kinesis_stream" "clicks" {
  name = "clicks"
  stream_mode_details { stream_mode = "ON_DEMAND" }
}

resource "aws_s3_bucket" "archive" {
  bucket_prefix = "claims-archive"
  tags          = local.tags
}

resource "aws_kinesis_firehose_delivery_stream" "archive" {
  name        = "${local.prefix}-archive"
  destination = "extended_s3"

  extended_s3_configuration {
    role_arn           = aws_iam_role.firehose.arn
    bucket_arn         = aws_s3_bucket.archive.arn
    kms_key_arn        = aws_kms_key.claims.arn
    compression_format = "GZIP"
  }

  kinesis_source_configuration {
    kinesis_stream_arn = aws_kinesis_stream.events.arn
    role_arn           = aws_iam_role.firehose.arn
  }
}

resource "aws_kinesis_firehose_delivery_stream" "clicks" {
  name        = "clicks"
  destination = "extended_s3"

  server_side_encryption {
    enabled = var.stage != "live"
  }

  extended_s3_configuration {
    role_arn   = aws_iam_role.firehose.arn
    bucket_arn = aws_s3_bucket.archive.arn
  }
}

resource "aws_iam_role" "firehose" {
  name_prefix        = "firehose"
  assume_role_policy = <<EOT
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "firehose.amazonaws.com"}}
  ]
}
EOT
}

resource "aws_cognito_user_pool" "members" {
  name              = "members"
  mfa_configuration = var.stage == "live" ? "ON" : "OPTIONAL"

  software_token_mfa_configuration { enabled = true }

  password_policy {
    minimum_length    = 12
    require_lowercase = true
    require_numbers   = true
    require_symbols   = true
    require_uppercase = true
  }

  user_pool_add_ons { advanced_security_mode = "ENFORCED" }
}

resource "aws_cognito_user_pool_client" "members" {
  for_each = toset(["web", "mobile"])

  name                          = each.key
  user_pool_id                  = aws_cognito_user_pool.members.id
  prevent_user_existence_errors = each.key == "web" ? "ENABLED" : null
  explicit_auth_flows           = each.key == "web" ? ["ALLOW_USER_SRP_AUTH"] : ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
}

resource "aws_cognito_user_pool" "staff" {
  name = "staff"
}

resource "aws_cloudwatch_metric_alarm" "errors" {
  for_each = local.alarm_names

  alarm_name          = "${each.key}-errors"
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 1
  period              = 300
  statistic           = "Sum"
  alarm_actions       = each.key == "notify" ? [] : [aws_sns_topic.alarms.arn]
  dimensions          = { FunctionName = module.function[each.key].name }
}

resource "aws_sns_topic" "alarms" {
  name              = "alarms"
  kms_master_key_id = "alias/aws/sns"
}

resource "aws_vpc" "this" {
  cidr_block = "10.60.0.0/16"
}

resource "aws_subnet" "private" {
  count      = 2
  vpc_id     = aws_vpc.this.id
  cidr_block = cidrsubnet(aws_vpc.this.cidr_block, 4, count.index)
}

resource "aws_security_group" "functions" {
  name   = "functions"
  vpc_id = aws_vpc.this.id

  egress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
