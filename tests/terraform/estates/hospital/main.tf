locals {
  name = "hospital-${var.environment}"
  tags = merge(
    {
      Environment        = var.environment
      DataClassification = "PHI"
    },
    coalesce(var.extra_tags, {}),
  )
  azs      = [for suffix in ["a", "b", "c"] : "${var.region}${suffix}"]
  is_prod  = var.environment == "prod"
  log_name = format("%s-access-logs", local.name)
}

module "vpc" {
  source = "./modules/vpc"

  name             = local.name
  cidr             = "10.20.0.0/16"
  azs              = local.azs
  private_subnets  = [for index, _ in local.azs : cidrsubnet("10.20.0.0/16", 8, index)]
  public_subnets   = [for index, _ in local.azs : cidrsubnet("10.20.0.0/16", 8, index + 100)]
  database_subnets = slice(["10.20.200.0/24", "10.20.201.0/24", "10.20.202.0/24"], 0, 2)

  enable_nat_gateway = true
  single_nat_gateway = !local.is_prod
  enable_flow_log    = var.enable_flow_logs
  flow_log_key_arn   = module.keys["logs"].arn
}

module "keys" {
  source   = "./modules/key"
  for_each = toset(["data", "logs", "legacy"])

  description = "${local.name} ${each.key}"
  rotation    = each.value != "legacy"
  alias       = "${local.name}/${each.key}"
  services    = lookup({ logs = ["logs.us-east-1.amazonaws.com", "cloudtrail.amazonaws.com"] }, each.key, [])
}

module "log_bucket" {
  source = "./modules/bucket"

  bucket         = local.log_name
  acl            = "log-delivery-write"
  attach_policy  = true
  policy         = data.aws_iam_policy_document.elb_logs.json
  lifecycle_days = { expire = 2555, archive = 90 }
}

data "aws_iam_policy_document" "elb_logs" {
  statement {
    sid       = "DeliverLogs"
    actions   = ["s3:PutObject"]
    resources = ["arn:aws:s3:::${local.log_name}/*"]

    principals {
      type        = "Service"
      identifiers = ["logdelivery.elasticloadbalancing.amazonaws.com"]
    }
  }
}

module "buckets" {
  source   = "./modules/bucket"
  for_each = var.buckets

  bucket         = "${local.name}-${each.key}"
  versioning     = each.value.versioning
  block_public   = coalesce(each.value.block_public, true)
  lifecycle_days = each.value.expire_days == null ? {} : { expire = each.value.expire_days }
  object_lock    = each.value.object_lock
  attach_tls     = try(each.value.classification, "") == "PHI"
  tags           = { DataClassification = each.value.classification }

  logging = { for name, value in { target_bucket = module.log_bucket.id, target_prefix = each.key } : name => value if each.value.log }

  encryption = each.value.kms ? {
    rule = {
      bucket_key_enabled = true
      apply_server_side_encryption_by_default = {
        kms_master_key_id = module.keys["data"].arn
        sse_algorithm     = "aws:kms"
      }
    }
  } : {}
}

module "database" {
  source   = "./modules/postgres"
  for_each = { for name, database in var.databases : name => database if database.storage > 0 }

  identifier     = "${local.name}-${each.key}"
  instance_class = each.value.instance_class
  storage        = each.value.storage
  multi_az       = coalesce(each.value.multi_az, local.is_prod && !each.value.public)
  public         = each.value.public
  backup_days    = each.value.backup_days
  logs           = each.value.logs
  parameters     = [for name, value in each.value.parameters : { name = name, value = value }]
  subnet_ids     = module.vpc.database_subnets
  key_arn        = try(module.keys[each.key].arn, module.keys["data"].arn)

  security_group_ids = concat(
    [module.database_sg.id],
    each.value.public ? [module.admin_sg[0].id] : [],
  )
}

module "database_sg" {
  source = "./modules/security_group"

  name   = "${local.name}-database"
  vpc_id = module.vpc.vpc_id

  ingress_with_source_security_group_id = [
    { from_port = 5432, to_port = 5432, source_security_group_id = module.app_sg.id, description = "application" },
  ]
}

module "app_sg" {
  source = "./modules/security_group"

  name                = "${local.name}-app"
  vpc_id              = module.vpc.vpc_id
  ingress_cidr_blocks = ["10.20.0.0/16"]
  ingress_rules       = ["https-443-tcp"]
  egress_rules        = ["all-all"]
}

module "admin_sg" {
  source = "./modules/security_group"
  count  = anytrue([for database in values(var.databases) : database.public]) ? 1 : 0

  name   = "${local.name}-admin"
  vpc_id = module.vpc.vpc_id

  ingress_with_cidr_blocks = concat(
    [for cidr in var.office_cidrs : { from_port = 5432, to_port = 5432, cidr_blocks = cidr }],
    [{ from_port = 22, to_port = 22, cidr_blocks = "0.0.0.0/0" }],
  )
}

module "disabled" {
  source = "./modules/security_group"

  create = false
  name   = "never"
  vpc_id = module.vpc.vpc_id
}

resource "aws_secretsmanager_secret" "database" {
  for_each = module.database

  name                    = "${local.name}/${each.key}"
  kms_key_id              = module.keys["data"].key_id
  recovery_window_in_days = local.is_prod ? 30 : 0
}

resource "aws_secretsmanager_secret_version" "database" {
  for_each = aws_secretsmanager_secret.database

  secret_id     = each.value.id
  secret_string = jsonencode({ host = module.database[each.key].address })
}

moved {
  from = aws_secretsmanager_secret.db
  to   = aws_secretsmanager_secret.database
}
