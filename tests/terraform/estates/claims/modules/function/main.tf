variable "name" { type = string }
variable "settings" { type = any }
variable "environment" { type = map(string) }
variable "subnet_ids" { type = list(string) }
variable "group_ids" { type = list(string) }
variable "kms_key_arn" { type = string }
variable "dlq_arn" {
  type    = string
  default = null
}
variable "statements" {
  type    = any
  default = {}
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/aws/lambda/${var.name}"
  retention_in_days = 400
  kms_key_id        = var.kms_key_arn
}

data "aws_iam_policy_document" "this" {
  dynamic "statement" {
    for_each = var.statements

    content {
      sid       = replace(statement.key, "/[^0-9A-Za-z]*/", "")
      effect    = try(statement.value.effect, "Allow")
      actions   = try(statement.value.actions, null)
      resources = try(statement.value.resources, null)

      dynamic "principals" {
        for_each = try(statement.value.principals, [])
        content {
          type        = principals.value.type
          identifiers = principals.value.identifiers
        }
      }
    }
  }

  statement {
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = [for arn in [aws_cloudwatch_log_group.this.arn] : "${arn}:*"]
  }
}

data "aws_iam_policy_document" "assume" {
  statement {
    effect  = "Allow"
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = distinct(concat(["lambda.amazonaws.com"], slice([], 0, 0)))
    }
  }
}

resource "aws_iam_role" "this" {
  name               = var.name
  assume_role_policy = data.aws_iam_policy_document.assume.json
}

resource "aws_iam_role_policy" "this" {
  role   = aws_iam_role.this.name
  policy = data.aws_iam_policy_document.this.json
}

resource "aws_lambda_function" "this" {
  function_name    = var.name
  role             = aws_iam_role.this.arn
  handler          = "main.handler"
  runtime          = var.settings.runtime
  memory_size      = var.settings.memory
  timeout          = coalesce(var.settings.timeout, 30)
  filename         = "${path.module}/../../src/code.py"
  source_code_hash = filebase64sha256("${path.module}/../../src/code.py")
  kms_key_arn      = length(keys(var.environment)) == 0 ? null : var.kms_key_arn

  reserved_concurrent_executions = var.settings.concurrency

  dynamic "environment" {
    for_each = length(keys(var.environment)) == 0 ? [] : [true]
    content {
      variables = var.environment
    }
  }

  dynamic "dead_letter_config" {
    for_each = var.dlq_arn == null ? [] : [true]
    content {
      target_arn = var.dlq_arn
    }
  }

  dynamic "vpc_config" {
    for_each = var.settings.vpc ? [true] : []
    content {
      security_group_ids = var.group_ids
      subnet_ids         = var.subnet_ids
    }
  }

  tracing_config {
    mode = "Active"
  }
}

resource "aws_lambda_function_url" "this" {
  count = var.settings.url == null ? 0 : 1

  function_name      = aws_lambda_function.this.function_name
  authorization_type = var.settings.url
}

resource "aws_lambda_function_event_invoke_config" "this" {
  function_name          = aws_lambda_function.this.function_name
  maximum_retry_attempts = 1

  dynamic "destination_config" {
    for_each = var.settings.dlq ? [1] : []
    content {
      on_failure {
        destination = aws_sqs_queue.failures[0].arn
      }
    }
  }
}

resource "aws_sqs_queue" "failures" {
  count = var.settings.dlq ? 1 : 0

  name                    = "${var.name}-failures"
  sqs_managed_sse_enabled = true
}

output "name" {
  value = aws_lambda_function.this.function_name
}
output "arn" {
  value = aws_lambda_function.this.arn
}
