terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "5.100.0" }
  }
}

provider "aws" {
  region                      = var.regions["primary"]
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}

provider "aws" {
  alias                       = "dr"
  region                      = lookup(var.regions, "dr", "us-west-2")
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true

  default_tags {
    tags = { DataClassification = "internal" }
  }
}

variable "regions" {
  type    = map(string)
  default = { primary = "us-east-2" }
}

variable "master_password" {
  type      = string
  sensitive = true
  default   = "Dummy-For-Tests-0"
}

variable "domains" {
  type    = any
  default = {}
}

variable "encrypted" {
  description = "Whether storage is encrypted."
  type        = bool
  nullable    = false
  default     = true
}

variable "retention" {
  type    = number
  default = null
}

variable "subnets" {
  type    = list(string)
  default = ["subnet-0a", "subnet-0b"]
}

locals {
  name    = "warehouse"
  key_arn = one(aws_kms_key.this[*].arn)
  domains = {
    for name, domain in merge({ search = { nodes = 3 }, logs = {} }, var.domains) : name => merge(
      { nodes = 1, tls = "Policy-Min-TLS-1-0-2019-07", audit = false },
      domain,
    )
  }
  cluster_parameters = [
    { name = "require_secure_transport", value = "ON" },
    { name = "server_audit_logging", value = 1 },
  ]
}

resource "aws_kms_key" "this" {
  count               = var.encrypted ? 1 : 0
  description         = "Warehouse"
  enable_key_rotation = true
  tags                = { PHI = true }
}

resource "aws_kms_replica_key" "dr" {
  provider        = aws.dr
  count           = length(aws_kms_key.this)
  primary_key_arn = aws_kms_key.this[count.index].arn
}

module "aurora" {
  source = "./modules/cluster"

  name       = "${local.name}-aurora"
  engine     = "aurora-mysql"
  key_arn    = local.key_arn
  encrypted  = var.encrypted
  parameters = local.cluster_parameters
  retention  = var.retention
  instances  = { one = {}, two = { class = "db.r6g.xlarge", promotion_tier = 1 } }
  subnets    = var.subnets
}

module "aurora_dr" {
  source    = "./modules/cluster"
  providers = { aws = aws.dr }

  name      = "${local.name}-dr"
  engine    = "aurora-postgresql"
  key_arn   = null
  encrypted = false
  retention = 7
  instances = { only = { public = true } }
  subnets   = [for subnet in var.subnets : "${subnet}-dr"]
}

resource "aws_db_snapshot" "before_migration" {
  db_instance_identifier = "legacy"
  db_snapshot_identifier = "before-migration"
}

resource "aws_db_snapshot_copy" "shared" {
  source_db_snapshot_identifier = aws_db_snapshot.before_migration.db_snapshot_arn
  target_db_snapshot_identifier = "shared"
}

resource "aws_redshift_parameter_group" "this" {
  name   = local.name
  family = "redshift-1.0"

  dynamic "parameter" {
    for_each = { require_ssl = true, enable_user_activity_logging = "true", max_concurrency_scaling_clusters = 2 }
    content {
      name  = parameter.key
      value = parameter.value
    }
  }
}

resource "aws_redshift_cluster" "this" {
  cluster_identifier           = local.name
  node_type                    = "ra3.xlplus"
  master_username              = "admin"
  master_password              = var.master_password
  encrypted                    = var.encrypted
  kms_key_id                   = local.key_arn
  publicly_accessible          = false
  enhanced_vpc_routing         = true
  cluster_parameter_group_name = aws_redshift_parameter_group.this.id
  skip_final_snapshot          = true

  automated_snapshot_retention_period = coalesce(var.retention, 35)
}

resource "aws_redshift_logging" "this" {
  cluster_identifier   = aws_redshift_cluster.this.id
  log_destination_type = "cloudwatch"
  log_exports          = ["connectionlog", "userlog"]
}

resource "aws_redshift_cluster" "sandbox" {
  cluster_identifier     = "sandbox"
  node_type              = "dc2.large"
  master_username        = "awsuser"
  manage_master_password = true
  skip_final_snapshot    = true
}

resource "aws_opensearch_domain" "this" {
  for_each = local.domains

  domain_name = each.key

  cluster_config {
    instance_count           = each.value.nodes
    dedicated_master_enabled = each.value.nodes > 2
    dedicated_master_count   = each.value.nodes > 2 ? 3 : null
    zone_awareness_enabled   = each.value.nodes > 1

    dynamic "zone_awareness_config" {
      for_each = each.value.nodes > 1 ? [min(each.value.nodes, 3)] : []
      content {
        availability_zone_count = zone_awareness_config.value
      }
    }
  }

  ebs_options {
    ebs_enabled = true
    volume_size = 20
  }

  encrypt_at_rest {
    enabled    = true
    kms_key_id = local.key_arn
  }

  node_to_node_encryption { enabled = each.key == "search" }

  domain_endpoint_options {
    enforce_https       = true
    tls_security_policy = each.value.tls
  }

  vpc_options {
    subnet_ids = each.value.nodes > 1 ? slice(concat(var.subnets, ["subnet-0c"]), 0, 3) : [var.subnets[0]]
  }

  dynamic "log_publishing_options" {
    for_each = toset(each.value.audit ? ["AUDIT_LOGS", "ES_APPLICATION_LOGS"] : ["ES_APPLICATION_LOGS"])
    content {
      log_type                 = log_publishing_options.value
      cloudwatch_log_group_arn = "arn:aws:logs:us-east-2:123412341234:log-group:search"
    }
  }
}

resource "aws_opensearch_domain_policy" "this" {
  for_each = aws_opensearch_domain.this

  domain_name     = each.value.domain_name
  access_policies = data.aws_iam_policy_document.domain[each.key].json
}

data "aws_iam_policy_document" "domain" {
  for_each = local.domains

  statement {
    actions   = ["es:*"]
    resources = ["arn:aws:es:us-east-2:123412341234:domain/${each.key}/*"]
    principals {
      type        = "AWS"
      identifiers = each.key == "logs" ? ["*"] : ["arn:aws:iam::123412341234:root"]
    }
  }
}

resource "aws_elasticache_replication_group" "sessions" {
  replication_group_id       = "sessions"
  description                = "Sessions"
  node_type                  = "cache.t4g.small"
  num_cache_clusters         = 2
  automatic_failover_enabled = true
  multi_az_enabled           = true
  at_rest_encryption_enabled = true
  transit_encryption_enabled = true
  kms_key_id                 = local.key_arn
  snapshot_retention_limit   = 15
  auth_token                 = var.master_password
}

resource "aws_elasticache_replication_group" "cache" {
  replication_group_id = "cache"
  description          = "Cache"
  node_type            = "cache.t4g.small"
  num_cache_clusters   = 1
}

resource "aws_elasticache_cluster" "memcached" {
  cluster_id      = "mem"
  engine          = "memcached"
  node_type       = "cache.t4g.micro"
  num_cache_nodes = 1
}

resource "aws_dax_cluster" "this" {
  cluster_name       = "dax"
  iam_role_arn       = aws_iam_role.services.arn
  node_type          = "dax.t3.small"
  replication_factor = 1

  server_side_encryption { enabled = true }
  cluster_endpoint_encryption_type = "TLS"
}

resource "aws_iam_role" "services" {
  name = "warehouse-services"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [for service in ["dax", "elasticmapreduce", "sagemaker", "dms"] : {
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "${service}.amazonaws.com" }
    }]
  })
}

resource "aws_emr_security_configuration" "this" {
  name = "emr"
  configuration = jsonencode({
    EncryptionConfiguration = {
      EnableInTransitEncryption = false
      EnableAtRestEncryption    = true
      AtRestEncryptionConfiguration = {
        S3EncryptionConfiguration        = { EncryptionMode = "SSE-S3" }
        LocalDiskEncryptionConfiguration = { EncryptionKeyProviderType = "AwsKms", AwsKmsKey = local.key_arn }
      }
    }
  })
}

resource "aws_emr_cluster" "this" {
  name                   = "etl"
  release_label          = "emr-7.1.0"
  applications           = ["Spark"]
  service_role           = aws_iam_role.services.arn
  security_configuration = aws_emr_security_configuration.this.name
  log_uri                = "s3://warehouse-logs/emr/"

  ec2_attributes {
    instance_profile = "emr"
    subnet_id        = var.subnets[0]
  }

  master_instance_group { instance_type = "m5.xlarge" }
  core_instance_group {
    instance_type  = "m5.xlarge"
    instance_count = 2
  }
}

resource "aws_sagemaker_notebook_instance" "this" {
  for_each = { research = {}, phi = { direct = "Disabled", root = "Disabled", subnet = "subnet-0a" } }

  name                   = each.key
  role_arn               = aws_iam_role.services.arn
  instance_type          = "ml.t3.medium"
  direct_internet_access = try(each.value.direct, null)
  root_access            = try(each.value.root, "Enabled")
  subnet_id              = lookup(each.value, "subnet", null)
  security_groups        = can(each.value.subnet) ? ["sg-01"] : null
  kms_key_id             = can(each.value.subnet) ? local.key_arn : null
}

resource "aws_sagemaker_model" "this" {
  name                     = "triage"
  execution_role_arn       = aws_iam_role.services.arn
  enable_network_isolation = true

  primary_container { image = "123412341234.dkr.ecr.us-east-2.amazonaws.com/triage:1" }

  vpc_config {
    subnets            = var.subnets
    security_group_ids = ["sg-01"]
  }
}

resource "aws_sagemaker_endpoint_configuration" "this" {
  name        = "triage"
  kms_key_arn = local.key_arn

  production_variants {
    variant_name           = "all"
    model_name             = aws_sagemaker_model.this.name
    initial_instance_count = 1
    instance_type          = "ml.m5.large"
  }
}

resource "aws_dms_replication_instance" "this" {
  replication_instance_id     = "dms"
  replication_instance_class  = "dms.t3.medium"
  publicly_accessible         = var.retention == null
  auto_minor_version_upgrade  = true
  kms_key_arn                 = local.key_arn
  replication_subnet_group_id = aws_dms_replication_subnet_group.this.id
}

resource "aws_dms_replication_subnet_group" "this" {
  replication_subnet_group_id          = "dms"
  replication_subnet_group_description = "dms"
  subnet_ids                           = var.subnets
}

resource "aws_dms_endpoint" "this" {
  for_each = {
    source = { engine = "oracle", server = "legacy.example.com", ssl = "none" }
    target = { engine = "aurora", server = module.aurora.endpoint, ssl = "verify-ca" }
  }

  endpoint_id   = each.key
  endpoint_type = each.key
  engine_name   = each.value.engine
  server_name   = each.value.server
  port          = each.key == "source" ? 1521 : 3306
  username      = "dms"
  password      = var.master_password
  ssl_mode      = each.value.ssl
  kms_key_arn   = local.key_arn

  certificate_arn = each.value.ssl == "verify-ca" ? "arn:aws:dms:us-east-2:123412341234:cert:ca" : null
}

resource "aws_secretsmanager_secret" "this" {
  name       = "warehouse/master"
  kms_key_id = local.key_arn

  replica {
    region = "us-west-2"
  }
}

resource "aws_secretsmanager_secret_rotation" "this" {
  secret_id           = aws_secretsmanager_secret.this.id
  rotation_lambda_arn = "arn:aws:lambda:us-east-2:123412341234:function:rotate"

  rotation_rules {
    automatically_after_days = 30
  }
}

resource "aws_secretsmanager_secret_policy" "this" {
  secret_arn = aws_secretsmanager_secret.this.arn
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "secretsmanager:GetSecretValue", Resource = "*" }]
  })
}
