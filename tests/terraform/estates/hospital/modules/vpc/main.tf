variable "create" {
  type    = bool
  default = true
}
variable "name" { type = string }
variable "cidr" { type = string }
variable "azs" { type = list(string) }
variable "private_subnets" {
  type    = list(string)
  default = []
}
variable "public_subnets" {
  type    = list(string)
  default = []
}
variable "database_subnets" {
  type    = list(string)
  default = []
}
variable "enable_nat_gateway" {
  type    = bool
  default = false
}
variable "single_nat_gateway" {
  type    = bool
  default = false
}
variable "enable_flow_log" {
  type    = bool
  default = false
}
variable "flow_log_key_arn" {
  type    = string
  default = null
}
variable "map_public_ip_on_launch" {
  type    = bool
  default = false
}
variable "manage_default_security_group" {
  type    = bool
  default = true
}
variable "default_security_group_ingress" {
  type    = list(map(string))
  default = []
}

locals {
  nat_gateway_count = var.single_nat_gateway ? 1 : length(var.azs)
  vpc_id            = try(aws_vpc.this[0].id, "")
  create_flow_log   = var.create && var.enable_flow_log
}

resource "aws_vpc" "this" {
  count = var.create ? 1 : 0

  cidr_block           = var.cidr
  enable_dns_hostnames = true

  tags = { Name = var.name }
}

resource "aws_default_security_group" "this" {
  count = var.create && var.manage_default_security_group ? 1 : 0

  vpc_id = aws_vpc.this[0].id

  dynamic "ingress" {
    for_each = var.default_security_group_ingress
    content {
      self        = lookup(ingress.value, "self", null)
      cidr_blocks = compact(split(",", lookup(ingress.value, "cidr_blocks", "")))
      from_port   = lookup(ingress.value, "from_port", 0)
      to_port     = lookup(ingress.value, "to_port", 0)
      protocol    = lookup(ingress.value, "protocol", "-1")
    }
  }
}

resource "aws_internet_gateway" "this" {
  count = var.create && length(var.public_subnets) > 0 ? 1 : 0

  vpc_id = local.vpc_id
}

resource "aws_subnet" "public" {
  count = var.create && length(var.public_subnets) > 0 ? length(var.public_subnets) : 0

  vpc_id                  = local.vpc_id
  cidr_block              = element(concat(var.public_subnets, [""]), count.index)
  availability_zone       = element(var.azs, count.index)
  map_public_ip_on_launch = var.map_public_ip_on_launch

  tags = { Name = format("${var.name}-public-%s", element(var.azs, count.index)) }
}

resource "aws_subnet" "private" {
  count = var.create ? length(var.private_subnets) : 0

  vpc_id            = local.vpc_id
  cidr_block        = var.private_subnets[count.index]
  availability_zone = length(regexall("^[a-z]{2}-", element(var.azs, count.index))) > 0 ? element(var.azs, count.index) : null
}

resource "aws_subnet" "database" {
  count = var.create ? length(var.database_subnets) : 0

  vpc_id            = local.vpc_id
  cidr_block        = var.database_subnets[count.index]
  availability_zone = var.azs[count.index % length(var.azs)]
}

resource "aws_db_subnet_group" "database" {
  count = var.create && length(var.database_subnets) > 0 ? 1 : 0

  name       = lower(coalesce(var.name, "database"))
  subnet_ids = aws_subnet.database[*].id
}

resource "aws_route_table" "public" {
  count = var.create && length(var.public_subnets) > 0 ? 1 : 0

  vpc_id = local.vpc_id
}

resource "aws_route" "public_internet_gateway" {
  count = var.create && length(var.public_subnets) > 0 ? 1 : 0

  route_table_id         = aws_route_table.public[0].id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this[0].id
}

resource "aws_route_table_association" "public" {
  count = var.create ? length(var.public_subnets) : 0

  subnet_id      = element(aws_subnet.public[*].id, count.index)
  route_table_id = aws_route_table.public[0].id
}

resource "aws_eip" "nat" {
  count = var.create && var.enable_nat_gateway ? local.nat_gateway_count : 0

  domain = "vpc"
}

resource "aws_nat_gateway" "this" {
  count = var.create && var.enable_nat_gateway ? local.nat_gateway_count : 0

  allocation_id = element(aws_eip.nat[*].id, var.single_nat_gateway ? 0 : count.index)
  subnet_id     = element(aws_subnet.public[*].id, var.single_nat_gateway ? 0 : count.index)
}

resource "aws_route_table" "private" {
  count = var.create ? local.nat_gateway_count : 0

  vpc_id = local.vpc_id
}

resource "aws_route" "private_nat_gateway" {
  count = var.create && var.enable_nat_gateway ? local.nat_gateway_count : 0

  route_table_id         = element(aws_route_table.private[*].id, count.index)
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = element(aws_nat_gateway.this[*].id, count.index)
}

resource "aws_flow_log" "this" {
  count = local.create_flow_log ? 1 : 0

  log_destination_type = "cloud-watch-logs"
  log_destination      = try(aws_cloudwatch_log_group.flow_log[0].arn, null)
  iam_role_arn         = try(aws_iam_role.flow_log[0].arn, null)
  traffic_type         = "ALL"
  vpc_id               = local.vpc_id

  dynamic "destination_options" {
    for_each = []
    content {
      file_format = "parquet"
    }
  }
}

resource "aws_cloudwatch_log_group" "flow_log" {
  count = local.create_flow_log ? 1 : 0

  name              = "/aws/vpc-flow-log/${local.vpc_id}"
  retention_in_days = 365
  kms_key_id        = var.flow_log_key_arn
}

resource "aws_iam_role" "flow_log" {
  count = local.create_flow_log ? 1 : 0

  name_prefix        = "flow-log-"
  assume_role_policy = data.aws_iam_policy_document.flow_log_assume[0].json
}

data "aws_iam_policy_document" "flow_log_assume" {
  count = local.create_flow_log ? 1 : 0

  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["vpc-flow-logs.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy_attachment" "flow_log" {
  count = local.create_flow_log ? 1 : 0

  role       = aws_iam_role.flow_log[0].name
  policy_arn = aws_iam_policy.flow_log[0].arn
}

resource "aws_iam_policy" "flow_log" {
  count = local.create_flow_log ? 1 : 0

  name_prefix = "flow-log-"
  policy      = data.aws_iam_policy_document.flow_log[0].json
}

data "aws_iam_policy_document" "flow_log" {
  count = local.create_flow_log ? 1 : 0

  statement {
    sid       = "PushLogs"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogGroups", "logs:DescribeLogStreams"]
    resources = ["*"]
  }
}

output "vpc_id" {
  value = try(aws_vpc.this[0].id, null)
}
output "private_subnets" {
  value = aws_subnet.private[*].id
}
output "public_subnets" {
  value = aws_subnet.public.*.id
}
output "database_subnets" {
  value = aws_subnet.database[*].id
}
