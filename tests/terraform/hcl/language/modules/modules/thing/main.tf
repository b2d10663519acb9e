variable "name" {
  type = string
}

variable "sizes" {
  type    = map(number)
  default = {}
}

resource "terraform_data" "this" {
  input = { name = var.name, count = length(var.sizes) }
}

resource "terraform_data" "sized" {
  for_each = var.sizes
  input    = { size = each.value, owner = terraform_data.this.input.name }
}

module "inner" {
  source = "../inner"
  count  = var.sizes == null ? 0 : max(1, length(var.sizes))
  text   = "${var.name}/${count.index}"
}

output "name" {
  value = terraform_data.this.input.name
}

output "keys" {
  value = keys(terraform_data.sized)
}

output "sizes" {
  value = { for key, item in terraform_data.sized : key => item.input.size }
}

output "inner" {
  value = module.inner[*].text
}

output "id" {
  value = terraform_data.this.id
}

output "ids" {
  value = { for key, item in terraform_data.sized : key => item.id }
}

output "paths" {
  value = [path.module, path.root]
}

output "inner_paths" {
  value = module.inner[0].path
}
