variable "create" {
  type    = bool
  default = true
}
variable "name" { type = string }
variable "vpc_id" { type = string }
variable "ingress_rules" {
  type    = list(string)
  default = []
}
variable "egress_rules" {
  type    = list(string)
  default = []
}
variable "ingress_cidr_blocks" {
  type    = list(string)
  default = []
}
variable "ingress_with_cidr_blocks" {
  type    = list(map(string))
  default = []
}
variable "ingress_with_source_security_group_id" {
  type    = list(map(string))
  default = []
}
variable "rules" {
  type = map(list(any))
  default = {
    https-443-tcp = [443, 443, "tcp", "HTTPS"]
    all-all       = [-1, -1, "-1", "All protocols"]
  }
}

locals {
  create = var.create
  sg_id  = local.create ? concat(aws_security_group.this[*].id, [""])[0] : ""
}

resource "aws_security_group" "this" {
  count = local.create ? 1 : 0

  name_prefix = "${var.name}-"
  description = "Security group of ${var.name}"
  vpc_id      = var.vpc_id

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_security_group_rule" "ingress_rules" {
  count = local.create ? length(var.ingress_rules) : 0

  security_group_id = local.sg_id
  type              = "ingress"
  cidr_blocks       = var.ingress_cidr_blocks
  description       = var.rules[var.ingress_rules[count.index]][3]
  from_port         = var.rules[var.ingress_rules[count.index]][0]
  to_port           = var.rules[var.ingress_rules[count.index]][1]
  protocol          = var.rules[var.ingress_rules[count.index]][2]
}

resource "aws_security_group_rule" "ingress_with_source_security_group_id" {
  count = local.create ? length(var.ingress_with_source_security_group_id) : 0

  security_group_id        = local.sg_id
  type                     = "ingress"
  source_security_group_id = var.ingress_with_source_security_group_id[count.index]["source_security_group_id"]
  description              = lookup(var.ingress_with_source_security_group_id[count.index], "description", "Ingress Rule")
  from_port                = lookup(var.ingress_with_source_security_group_id[count.index], "from_port", null)
  to_port                  = lookup(var.ingress_with_source_security_group_id[count.index], "to_port", null)
  protocol                 = lookup(var.ingress_with_source_security_group_id[count.index], "protocol", "tcp")
}

resource "aws_security_group_rule" "ingress_with_cidr_blocks" {
  count = local.create ? length(var.ingress_with_cidr_blocks) : 0

  security_group_id = local.sg_id
  type              = "ingress"
  cidr_blocks = compact(split(
    ",",
    lookup(var.ingress_with_cidr_blocks[count.index], "cidr_blocks", join(",", var.ingress_cidr_blocks)),
  ))
  from_port = lookup(var.ingress_with_cidr_blocks[count.index], "from_port", 0)
  to_port   = lookup(var.ingress_with_cidr_blocks[count.index], "to_port", 0)
  protocol  = lookup(var.ingress_with_cidr_blocks[count.index], "protocol", "tcp")
}

resource "aws_security_group_rule" "egress_rules" {
  count = local.create ? length(var.egress_rules) : 0

  security_group_id = local.sg_id
  type              = "egress"
  cidr_blocks       = ["0.0.0.0/0"]
  from_port         = var.rules[var.egress_rules[count.index]][0]
  to_port           = var.rules[var.egress_rules[count.index]][1]
  protocol          = var.rules[var.egress_rules[count.index]][2]
}

output "id" {
  value = try(aws_security_group.this[0].id, "")
}
