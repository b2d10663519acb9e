variable "v" {
  default = "override"
}

locals {
  l = "override"
}

resource "terraform_data" "a" {
  input = "first override"
}

module "m" {
  source = "./m"
  x      = "override"
}
