# A practice that writes everything into one file, with few arguments, old idioms and odd ones.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}

provider "aws" {
  region = "${var.region}"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}

variable region {}

variable "cidrs" {
  type = list(any)
}

variable "count_of_servers" { default = "2" }

variable "feature_flags" {
  type    = map(bool)
  default = {}
}

variable "bucket_names" {
  type = set(string)
}

locals {
  cidr_map = zipmap(["a", "b"], var.cidrs)
  tagged   = { for index, name in sort(tolist(var.bucket_names)) : name => { index = index, tags = index == 0 ? { PHI = "true" } : null } }
  ports    = flatten([for port in [80, 443] : [for cidr in ["10.0.0.0/8", "0.0.0.0/0"] : { port = port, cidr = cidr }]])
  version  = "8.${0 + 0}"
}

resource aws_vpc main {
  cidr_block = "10.90.0.0/16"
}

resource "aws_subnet" "main" {
  count             = "${length(var.cidrs)}"
  vpc_id            = "${aws_vpc.main.id}"
  cidr_block        = "${element(var.cidrs, count.index)}"
  availability_zone = "${var.region}${element(["a", "b"], count.index)}"
}

resource "aws_instance" "server" {
  count                       = var.count_of_servers
  ami                         = "ami-0abcdef1234567890"
  instance_type               = "t3.small"
  subnet_id                   = "${element(aws_subnet.main.*.id, count.index)}"
  associate_public_ip_address = count.index == 0 ? true : false
  vpc_security_group_ids      = ["${aws_security_group.server.id}"]
  user_data                   = <<-EOF
    #!/bin/bash
    %{if count.index == 0~}
    echo first
    %{else~}
    echo other
    %{endif~}
  EOF

  root_block_device {
    encrypted = "${var.feature_flags["encrypt"] ? "true" : "false"}"
  }
}

resource "aws_security_group" "server" {
  name   = "server"
  vpc_id = aws_vpc.main.id

  ingress = [for rule in local.ports : {
    description      = "port ${rule.port}"
    from_port        = rule.port
    to_port          = rule.port
    protocol         = "tcp"
    cidr_blocks      = [rule.cidr]
    ipv6_cidr_blocks = null
    prefix_list_ids  = null
    security_groups  = null
    self             = null
  }]
}

resource "aws_security_group_rule" "ssh" {
  for_each          = { for name, on in { office = true, anywhere = try(var.feature_flags.ssh, false) } : name => name if on }
  type              = "ingress"
  security_group_id = aws_security_group.database.id
  protocol          = "6"
  from_port         = 22
  to_port           = 22
  cidr_blocks       = each.value == "office" ? ["198.51.100.0/24"] : ["0.0.0.0/0"]
}

resource "aws_security_group" "database" {
  name_prefix            = "database"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
}

resource "aws_s3_bucket" "this" {
  for_each = local.tagged
  bucket   = each.key
  tags     = each.value.tags
  acl      = each.value.index == 1 ? "public-read" : "private"

  versioning {
    enabled = true
  }

  server_side_encryption_configuration {
    rule {
      apply_server_side_encryption_by_default {
        sse_algorithm = "AES256"
      }
    }
  }

  dynamic "logging" {
    for_each = each.value.index > 0 ? [] : [1]
    content {
      target_bucket = "dental-logs"
    }
  }
}

resource "aws_s3_bucket_public_access_block" "this" {
  for_each                = aws_s3_bucket.this
  bucket                  = each.value.bucket
  block_public_acls       = each.value.tags == null ? null : true
  block_public_policy     = true
  ignore_public_acls      = lookup(coalesce(each.value.tags, {}), "PHI", "false")
  restrict_public_buckets = true
}

resource "aws_db_instance" "patients" {
  engine              = "mysql"
  engine_version      = local.version
  instance_class      = "db.t3.micro"
  allocated_storage   = "20"
  username            = "root"
  password            = "not-a-real-password-0"
  publicly_accessible = "false"
  storage_encrypted   = "true"
  skip_final_snapshot = true
}

resource "aws_ebs_volume" "scratch" {
  for_each          = setsubtract(["a", "b", "c"], ["c"])
  availability_zone = "${var.region}${each.key}"
  size              = pow(2, 4) + parseint("10", 2)
  encrypted         = each.key == "a" ? "true" : null
}

resource "aws_kms_key" "mixed" {
  count               = length(compact(["x", "", null]))
  enable_key_rotation = alltrue([for on in [true, "true"] : on])
  policy = <<EOF
${jsonencode({
  Version = "2012-10-17",
  Statement = [{
    Effect = "Allow", Principal = "*", Action = "kms:*", Resource = "*"
  }]
})}
EOF
}

check "reachable" {
  assert {
    condition     = length(aws_instance.server) > 0
    error_message = "There is a server."
  }
}

removed {
  from = aws_instance.gone
  lifecycle {
    destroy = false
  }
}
