variable "name" { type = string }
variable "trust" {
  type    = string
  default = ""
}
variable "trusted" {
  type    = list(string)
  default = []
}
variable "require_mfa" {
  type    = bool
  default = true
}
variable "policy_jsons" {
  type    = list(string)
  default = []
}
variable "managed" {
  type    = map(string)
  default = {}
}
variable "inline_enabled" {
  type    = bool
  default = true
}
variable "max_session" {
  type    = number
  default = null
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = coalescelist(var.trusted, ["arn:aws:iam::444455556666:root"])
    }

    dynamic "condition" {
      for_each = var.require_mfa ? [true] : []

      content {
        test     = "Bool"
        variable = "aws:MultiFactorAuthPresent"
        values   = [condition.value]
      }
    }
  }
}

data "aws_iam_policy_document" "inline" {
  count                   = var.inline_enabled && length(var.policy_jsons) > 0 ? 1 : 0
  source_policy_documents = var.policy_jsons
}

resource "aws_iam_role" "this" {
  name                 = var.name
  assume_role_policy   = try(coalesce(var.trust), data.aws_iam_policy_document.trust.json)
  max_session_duration = var.max_session
}

resource "aws_iam_role_policy" "inline" {
  for_each = { for index, document in data.aws_iam_policy_document.inline : "inline" => document.json if var.inline_enabled }

  role   = aws_iam_role.this.id
  name   = each.key
  policy = each.value
}

resource "aws_iam_role_policy_attachment" "managed" {
  for_each = var.managed

  role       = aws_iam_role.this.name
  policy_arn = each.value
}

output "arn" {
  value = aws_iam_role.this.arn
}
