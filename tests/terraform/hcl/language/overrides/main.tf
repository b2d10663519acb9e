variable "v" {
  type    = string
  default = "main"
}

locals {
  l = "main"
  m = "main"
}

resource "terraform_data" "a" {
  input            = "main"
  triggers_replace = "kept"
}

module "m" {
  source = "./m"
  x      = "main"
  y      = "main"
}

output "o" {
  value       = "main"
  description = "kept"
}

output "all" {
  value = [var.v, local.l, local.m, terraform_data.a.input, terraform_data.a.triggers_replace, module.m.all]
}
