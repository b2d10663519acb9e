terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "5.100.0" }
  }
}

provider "aws" {
  region                      = local.region
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
  default_tags {
    tags = merge({ Owner = "radiology" }, local.phi_tags)
  }
}

locals {
  region   = "ca-central-1"
  phi_tags = { data_classification = "ephi", backup = "daily" }
  servers  = csvdecode(file("${path.module}/servers.csv"))
  by_name  = { for server in local.servers : server.name => server }
  ports = {
    dicom = { port = 11112, cidrs = ["10.30.0.0/16"] }
    web   = { port = 443, cidrs = ["0.0.0.0/0"] }
    rdp   = { port = 3389, cidrs = ["0.0.0.0/0"] }
  }
  has_bastion = length([for server in local.servers : server if server.role == "bastion"]) > 0
}

resource "aws_vpc" "this" {
  cidr_block = "10.30.0.0/16"
}

resource "aws_vpc" "spare" {
  cidr_block           = "10.31.0.0/16"
  enable_dns_hostnames = null
}

resource "aws_flow_log" "this" {
  log_destination      = "${aws_s3_bucket.logs.arn}/flow/"
  log_destination_type = "s3"
  traffic_type         = "REJECT"
  vpc_id               = aws_vpc.this.id
}

resource "aws_s3_bucket" "logs" {
  bucket = "imaging-logs-${local.region}"
}

resource "aws_s3_bucket_policy" "logs" {
  bucket = aws_s3_bucket.logs.bucket
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "delivery.logs.amazonaws.com" }
        Action    = "s3:PutObject"
        Resource  = "${aws_s3_bucket.logs.arn}/flow/*"
      },
      {
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.logs.arn, "${aws_s3_bucket.logs.arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = false } }
      },
    ]
  })
}

resource "aws_s3_bucket_public_access_block" "logs" {
  bucket                  = aws_s3_bucket_policy.logs.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_subnet" "this" {
  for_each = { a = 0, b = 1 }

  vpc_id                  = aws_vpc.this.id
  cidr_block              = cidrsubnet(aws_vpc.this.cidr_block, 8, each.value)
  availability_zone       = "${local.region}${each.key}"
  map_public_ip_on_launch = each.key == "a" ? "true" : "false"
}

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id
}

resource "aws_route_table" "this" {
  vpc_id = aws_vpc.this.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.this.id
  }

  dynamic "route" {
    for_each = ["172.16.0.0/16"]
    content {
      cidr_block = route.value
      gateway_id = aws_vpn_gateway.this.id
    }
  }
}

resource "aws_vpn_gateway" "this" {
  vpc_id = aws_vpc.this.id
}

resource "aws_customer_gateway" "hospital" {
  bgp_asn    = 65000
  ip_address = "198.51.100.9"
  type       = "ipsec.1"
}

resource "aws_vpn_connection" "hospital" {
  vpn_gateway_id      = aws_vpn_gateway.this.id
  customer_gateway_id = aws_customer_gateway.hospital.id
  type                = "ipsec.1"
}

resource "aws_security_group" "servers" {
  name        = "servers"
  description = "Servers"
  vpc_id      = aws_vpc.this.id

  dynamic "ingress" {
    for_each = { for name, rule in local.ports : name => rule if name != "rdp" }
    iterator = rule
    content {
      description = rule.key
      from_port   = rule.value.port
      to_port     = rule.value["port"]
      protocol    = "tcp"
      cidr_blocks = rule.value.cidrs
    }
  }

  egress {
    from_port        = 0
    to_port          = 0
    protocol         = "-1"
    cidr_blocks      = ["0.0.0.0/0"]
    ipv6_cidr_blocks = ["::/0"]
  }
}

resource "aws_security_group" "bastion" {
  count  = local.has_bastion ? 1 : 0
  name   = "bastion"
  vpc_id = aws_vpc.this.id
}

resource "aws_vpc_security_group_ingress_rule" "bastion" {
  for_each = { for pair in setproduct(aws_security_group.bastion[*].name, keys(local.ports)) : join("-", pair) => pair[1] if pair[1] == "rdp" }

  security_group_id = one(aws_security_group.bastion).id
  cidr_ipv4         = local.ports[each.value].cidrs[0]
  from_port         = local.ports[each.value].port
  to_port           = local.ports[each.value].port
  ip_protocol       = "tcp"
}

resource "aws_vpc_security_group_egress_rule" "bastion" {
  count = local.has_bastion ? 1 : 0

  security_group_id            = aws_security_group.bastion[count.index].id
  referenced_security_group_id = aws_security_group.servers.id
  ip_protocol                  = "-1"
}

resource "aws_security_group_rule" "servers_from_bastion" {
  count = local.has_bastion ? 1 : 0

  type                     = "ingress"
  security_group_id        = aws_security_group.servers.id
  source_security_group_id = join("", aws_security_group.bastion[*].id)
  from_port                = 22
  to_port                  = 22
  protocol                 = "tcp"
}

resource "aws_instance" "this" {
  for_each = local.by_name

  ami                    = "ami-0abcdef1234567890"
  instance_type          = each.value.type
  subnet_id              = aws_subnet.this[each.value.zone].id
  vpc_security_group_ids = compact([aws_security_group.servers.id, each.value.role == "bastion" ? aws_security_group.bastion[0].id : ""])
  monitoring             = each.value.role != "bastion"
  ebs_optimized          = true
  iam_instance_profile   = each.value.role == "pacs" ? aws_iam_instance_profile.pacs.name : null
  user_data              = templatefile("${path.module}/init.sh.tftpl", { name = each.key, share = aws_efs_file_system.shared.dns_name })

  associate_public_ip_address = each.value.role == "bastion"

  metadata_options {
    http_endpoint = "enabled"
    http_tokens   = tobool(each.value.imdsv2) ? "required" : "optional"
  }

  root_block_device {
    encrypted  = true
    kms_key_id = aws_kms_key.ebs.arn
  }

  dynamic "ebs_block_device" {
    for_each = tonumber(each.value.data_gb) > 0 ? { xvdf = each.value.data_gb } : {}
    content {
      device_name = "/dev/${ebs_block_device.key}"
      volume_size = ebs_block_device.value
      encrypted   = each.value.role == "pacs"
    }
  }

  lifecycle {
    ignore_changes = [ami]
  }

  tags = { Name = each.key }
}

resource "aws_iam_role" "pacs" {
  name = "pacs"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = { Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }
  })
}

resource "aws_iam_instance_profile" "pacs" {
  role = aws_iam_role.pacs.name
}

resource "aws_eip" "bastion" {
  for_each = { for name, server in local.by_name : name => server if server.role == "bastion" }
  instance = aws_instance.this[each.key].id
}

resource "aws_kms_key" "ebs" {
  enable_key_rotation = true
}

resource "aws_ebs_encryption_by_default" "this" {
  enabled = false
}

module "volume" {
  source   = "./modules/volume"
  for_each = { scans = { size = 500, encrypted = true }, scratch = { size = 100 } }

  name        = each.key
  size        = each.value.size
  encrypted   = try(each.value.encrypted, false)
  instance_id = aws_instance.this["pacs-1"].id
  zone        = aws_subnet.this["a"].availability_zone
}

resource "aws_efs_file_system" "shared" {
  encrypted = true
}

resource "aws_efs_file_system_policy" "shared" {
  file_system_id = aws_efs_file_system.shared.id
  policy         = data.aws_iam_policy_document.efs.json
}

data "aws_iam_policy_document" "efs" {
  statement {
    effect    = "Deny"
    actions   = ["*"]
    resources = [aws_efs_file_system.shared.arn]
    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_efs_access_point" "shared" {
  file_system_id = aws_efs_file_system.shared.id

  root_directory {
    path = "/scans"
  }
  posix_user {
    uid = 1000
    gid = 1000
  }
}

resource "aws_efs_backup_policy" "shared" {
  file_system_id = aws_efs_file_system.shared.id
  backup_policy { status = "ENABLED" }
}

resource "aws_efs_file_system" "old" {}

resource "aws_fsx_windows_file_system" "share" {
  storage_capacity                = 300
  subnet_ids                      = [aws_subnet.this["a"].id]
  throughput_capacity             = 32
  automatic_backup_retention_days = 0
  active_directory_id             = "d-1234567890"
}

resource "aws_fsx_lustre_file_system" "compute" {
  storage_capacity = 1200
  subnet_ids       = [values(aws_subnet.this)[0].id]
  deployment_type  = "PERSISTENT_2"
  kms_key_id       = aws_kms_key.ebs.arn

  per_unit_storage_throughput = 125
}

resource "aws_launch_template" "workers" {
  name_prefix   = "workers-"
  image_id      = "ami-0abcdef1234567890"
  instance_type = "c6i.large"

  vpc_security_group_ids = [aws_security_group.servers.id]

  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      encrypted   = "true"
      volume_size = 50
    }
  }

  metadata_options {
    http_tokens = "required"
  }
}

resource "aws_autoscaling_group" "workers" {
  name                = "workers"
  min_size            = 1
  max_size            = 4
  vpc_zone_identifier = [for subnet in aws_subnet.this : subnet.id]
  target_group_arns   = [aws_lb_target_group.web.arn]
  health_check_type   = "ELB"

  launch_template {
    id      = aws_launch_template.workers.id
    version = "$Latest"
  }

  dynamic "tag" {
    for_each = merge(local.phi_tags, { Name = "worker" })
    content {
      key                 = tag.key
      value               = tag.value
      propagate_at_launch = true
    }
  }
}

resource "aws_launch_configuration" "old" {
  image_id                    = "ami-0abcdef1234567890"
  instance_type               = "t2.micro"
  associate_public_ip_address = true
}

resource "aws_autoscaling_group" "old" {
  name                 = "old"
  min_size             = 0
  max_size             = 1
  launch_configuration = aws_launch_configuration.old.name
  availability_zones   = ["ca-central-1a"]
}

resource "aws_lb" "web" {
  name               = "web"
  load_balancer_type = "application"
  subnets            = values(aws_subnet.this)[*].id
  security_groups    = [aws_security_group.servers.id]

  drop_invalid_header_fields = true
  enable_deletion_protection = true

  access_logs {
    bucket  = aws_s3_bucket.logs.id
    prefix  = "lb"
    enabled = true
  }
}

resource "aws_lb_target_group" "web" {
  name     = "web"
  port     = 443
  protocol = "HTTPS"
  vpc_id   = aws_vpc.this.id
}

resource "aws_lb_listener" "web" {
  for_each = { https = { port = 443, protocol = "HTTPS" }, http = { port = 80, protocol = "HTTP", redirect = true }, plain = { port = 8080, protocol = "HTTP" } }

  load_balancer_arn = aws_lb.web.arn
  port              = each.value.port
  protocol          = each.value.protocol
  ssl_policy        = each.value.protocol == "HTTPS" ? "ELBSecurityPolicy-TLS13-1-2-2021-06" : null
  certificate_arn   = each.value.protocol == "HTTPS" ? aws_acm_certificate.web.arn : null

  dynamic "default_action" {
    for_each = lookup(each.value, "redirect", false) ? [] : [1]
    content {
      type             = "forward"
      target_group_arn = aws_lb_target_group.web.arn
    }
  }

  dynamic "default_action" {
    for_each = lookup(each.value, "redirect", false) ? [1] : []
    content {
      type = "redirect"
      redirect {
        port        = "443"
        protocol    = "HTTPS"
        status_code = "HTTP_301"
      }
    }
  }
}

resource "aws_acm_certificate" "web" {
  domain_name       = "*.imaging.example.com"
  validation_method = "EMAIL"
}

resource "aws_elb" "classic" {
  name    = "classic"
  subnets = [aws_subnet.this["b"].id]

  listener {
    instance_port      = 80
    instance_protocol  = "http"
    lb_port            = 443
    lb_protocol        = "https"
    ssl_certificate_id = aws_acm_certificate.web.arn
  }

  cross_zone_load_balancing = false
}

resource "aws_backup_vault" "this" {
  name        = "imaging"
  kms_key_arn = aws_kms_key.ebs.arn
}

resource "aws_backup_vault_lock_configuration" "this" {
  backup_vault_name   = aws_backup_vault.this.name
  min_retention_days  = 30
  changeable_for_days = 3
}

resource "aws_backup_plan" "this" {
  name = "imaging"

  dynamic "rule" {
    for_each = { daily = { cron = "cron(0 3 * * ? *)", keep = 35 }, yearly = { cron = "cron(0 3 1 1 ? *)", keep = 2555 } }
    content {
      rule_name         = rule.key
      target_vault_name = aws_backup_vault.this.name
      schedule          = rule.value.cron
      lifecycle {
        delete_after = rule.value.keep
      }
      dynamic "copy_action" {
        for_each = rule.key == "yearly" ? ["arn:aws:backup:us-east-1:123412341234:backup-vault:far"] : []
        content {
          destination_vault_arn = copy_action.value
        }
      }
    }
  }
}

resource "aws_backup_selection" "tagged" {
  name         = "tagged"
  plan_id      = aws_backup_plan.this.id
  iam_role_arn = aws_iam_role.pacs.arn

  selection_tag {
    type  = "STRINGEQUALS"
    key   = "backup"
    value = local.phi_tags.backup
  }
}

resource "aws_default_security_group" "spare" {
  vpc_id = aws_vpc.spare.id

  ingress = []
  egress  = []
}

resource "aws_default_security_group" "this" {
  vpc_id = aws_vpc.this.id

  ingress {
    protocol  = -1
    self      = true
    from_port = 0
    to_port   = 0
  }
}

resource "aws_network_interface" "modality" {
  subnet_id       = aws_subnet.this["b"].id
  security_groups = [aws_security_group.servers.id]
}

resource "aws_ebs_snapshot" "scans" {
  volume_id = module.volume["scans"].id
}

resource "aws_snapshot_create_volume_permission" "vendor" {
  snapshot_id = aws_ebs_snapshot.scans.id
  account_id  = "999988887777"
}
