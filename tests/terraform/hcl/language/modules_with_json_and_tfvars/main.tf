variable "sizes" {
  type = map(object({ size = optional(string, "small"), count = optional(number, 1) }))
}

module "m" {
  source   = "./m"
  for_each = { for name, size in var.sizes : name => size if size.count > 0 }
  size     = each.value
}

output "all" {
  value = { for name, item in module.m : name => item.names }
}
