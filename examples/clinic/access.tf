# Doctors share workstations. Longer passwords ended up on sticky notes.
resource "aws_iam_account_password_policy" "clinic" {
  minimum_password_length        = 8
  require_lowercase_characters   = true
  require_uppercase_characters   = true
  require_numbers                = true
  require_symbols                = true
  password_reuse_prevention      = 24
  max_password_age               = 90
  allow_users_to_change_password = true
}

resource "aws_iam_role" "service" {
  for_each = local.service_roles

  name = "clinic-${each.key}"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = each.value.service }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy_attachment" "service" {
  for_each = local.service_roles

  role       = aws_iam_role.service[each.key].name
  policy_arn = "arn:aws:iam::aws:policy/${each.value.policy}"
}

# -- logs -------------------------------------------------------------------------------------------------------------

resource "aws_iam_role" "delivery" {
  name = "clinic-delivery"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = ["cloudtrail.amazonaws.com", "vpc-flow-logs.amazonaws.com"] }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = var.account_id } }
    }]
  })
}

resource "aws_iam_policy" "delivery" {
  name = "clinic-delivery"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"]
      Resource = "arn:aws:logs:${var.region}:${var.account_id}:log-group:/clinic/*"
    }]
  })
}

resource "aws_iam_role_policy_attachment" "delivery" {
  role       = aws_iam_role.delivery.name
  policy_arn = aws_iam_policy.delivery.arn
}

# -- portal -----------------------------------------------------------------------------------------------------------

resource "aws_iam_role" "portal" {
  name = "clinic-portal"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

data "aws_iam_policy_document" "portal" {
  statement {
    actions   = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"]
    resources = [aws_dynamodb_table.appointments.arn]
  }

  statement {
    actions   = ["s3:GetObject", "s3:PutObject"]
    resources = ["${module.phi_bucket["documents"].arn}/*"]
  }

  statement {
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.phi.arn]
  }
}

resource "aws_iam_policy" "portal" {
  name   = "clinic-portal"
  policy = data.aws_iam_policy_document.portal.json
}

resource "aws_iam_role_policy_attachment" "portal" {
  role       = aws_iam_role.portal.name
  policy_arn = aws_iam_policy.portal.arn
}

# -- imaging gateway --------------------------------------------------------------------------------------------------

# From the vendor's installation guide, page 4. Their support could not tell which actions it really needs.
resource "aws_iam_policy" "imaging" {
  name = "clinic-imaging"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "*"
      Resource = "*"
    }]
  })
}

resource "aws_iam_role_policy_attachment" "imaging" {
  role       = aws_iam_role.service["imaging"].name
  policy_arn = aws_iam_policy.imaging.arn
}

resource "aws_iam_instance_profile" "imaging" {
  name = "clinic-imaging"
  role = aws_iam_role.service["imaging"].name
}
