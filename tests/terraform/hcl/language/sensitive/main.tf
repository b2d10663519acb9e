variable "secret" {
  default   = "s3cret"
  sensitive = true
}

variable "plain" {
  default = "plain"
}

locals {
  mixed = { secret = var.secret, plain = var.plain }
}

resource "terraform_data" "a" {
  input = { secret = var.secret, plain = var.plain, built = "${var.secret}!", length = length(var.plain) }
}

resource "terraform_data" "b" {
  input = [local.mixed.plain, upper(local.mixed.secret)]
}

module "m" {
  source = "./m"
  value  = var.secret
}

resource "terraform_data" "c" {
  input = [module.m.hidden, module.m.open]
}

resource "terraform_data" "d" {
  input = var.secret == "x" ? 1 : 2
}

output "plain" {
  value = local.mixed.plain
}

output "hidden" {
  value     = var.secret
  sensitive = true
}
