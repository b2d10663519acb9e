resource "aws_iam_group" "this" {
  for_each = toset(flatten([for person in local.staff : person.groups]))
  name     = each.value
}

resource "aws_iam_user" "this" {
  for_each = local.staff

  name          = each.key
  path          = "/lab/"
  force_destroy = true
}

resource "aws_iam_user_login_profile" "this" {
  for_each = { for name, person in local.staff : name => person if person.console }

  user                    = aws_iam_user.this[each.key].name
  password_reset_required = true
}

resource "aws_iam_access_key" "this" {
  for_each = { for name, person in local.staff : name => person if !person.console }

  user = aws_iam_user.this[each.key].name
}

resource "aws_iam_user_group_membership" "this" {
  for_each = { for name, person in local.staff : name => person if length(person.groups) > 0 }

  user   = aws_iam_user.this[each.key].name
  groups = [for group in each.value.groups : aws_iam_group.this[group].name]
}

resource "aws_iam_user_policy_attachment" "this" {
  for_each = merge([
    for name, person in local.staff : {
      for policy in try(person.policies, []) : "${name}-${basename(policy)}" => { user = name, policy = policy }
    }
  ]...)

  user       = aws_iam_user.this[each.value.user].name
  policy_arn = each.value.policy
}

resource "aws_iam_group_policy_attachment" "analysts" {
  for_each = {
    athena = "arn:aws:iam::aws:policy/AmazonAthenaFullAccess"
    own    = aws_iam_policy.analysts.arn
  }

  group      = aws_iam_group.this["analysts"].name
  policy_arn = each.value
}

resource "aws_iam_group_policy" "admins" {
  name   = "admins"
  group  = aws_iam_group.this["admins"].id
  policy = templatefile("${path.module}/policies/admin.json.tftpl", { services = ["iam", "s3", "kms"] })
}

resource "aws_iam_policy" "analysts" {
  name   = "analysts"
  policy = data.aws_iam_policy_document.analysts.json
}

data "aws_iam_policy_document" "analysts" {
  source_policy_documents = [file("${path.module}/policies/boundary.json")]

  statement {
    sid       = "Keys"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.events.arn]
  }

  dynamic "statement" {
    for_each = { for source in local.sources : source => "arn:aws:s3:::lab-${source}" if source != "scanner" }
    iterator = bucket

    content {
      sid       = "Read${title(bucket.key)}"
      actions   = ["s3:Get*", "s3:List*"]
      resources = [bucket.value, "${bucket.value}/*"]

      dynamic "condition" {
        for_each = bucket.key == "analyser" ? { "aws:SourceVpce" = ["vpce-0123"] } : {}

        content {
          test     = "StringEquals"
          variable = condition.key
          values   = condition.value
        }
      }
    }
  }
}

resource "aws_iam_account_password_policy" "this" {
  minimum_password_length      = 14
  require_lowercase_characters = true
  require_uppercase_characters = true
  require_numbers              = true
  require_symbols              = true
  password_reuse_prevention    = 24
  max_password_age             = 90
}

resource "aws_iam_role" "instrument" {
  name               = "instrument"
  assume_role_policy = data.aws_iam_policy_document.assume["ec2"].json

  inline_policy {
    name   = "inline"
    policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })
  }
}

data "aws_iam_policy_document" "assume" {
  for_each = { ec2 = "ec2.amazonaws.com", lambda = "lambda.amazonaws.com" }

  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = [each.value]
    }
  }
}

module "lambda_role" {
  source = "./modules/role"

  name         = "results-writer"
  trust        = data.aws_iam_policy_document.assume["lambda"].json
  policy_jsons = [data.aws_iam_policy_document.writer.json, file("policies/boundary.json")]
  managed      = { logs = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole", analysts = aws_iam_policy.analysts.arn }
}

module "partner_role" {
  source = "./modules/role"

  name           = "partner"
  trust          = null
  trusted        = ["arn:aws:iam::999988887777:root"]
  require_mfa    = false
  managed        = { admin = "arn:aws:iam::aws:policy/AdministratorAccess" }
  max_session    = 43200
  inline_enabled = false
}

data "aws_iam_policy_document" "writer" {
  statement {
    actions   = ["sqs:SendMessage"]
    resources = aws_sqs_queue.results[*].arn
  }

  statement {
    effect        = "Deny"
    not_actions   = ["sqs:*", "logs:*"]
    not_resources = [for topic in aws_sns_topic.results : topic.arn]
  }
}

resource "aws_iam_role_policy_attachment" "orphan" {
  role       = "made-by-hand"
  policy_arn = aws_iam_policy.analysts.arn
}

resource "aws_iam_policy_attachment" "everyone" {
  name       = "everyone"
  users      = [for user in aws_iam_user.this : user.name]
  roles      = [aws_iam_role.instrument.name]
  groups     = values(aws_iam_group.this)[*].name
  policy_arn = "arn:aws:iam::aws:policy/IAMReadOnlyAccess"
}
