variable "a" {
  type    = string
  default = null
}

variable "list" {
  type    = list(string)
  default = null
}

variable "object" {
  type    = object({ x = optional(string), y = optional(object({ z = optional(number) })) })
  default = {}
}

resource "terraform_data" "r" {
  count = var.a == null ? 1 : 0
  input = { a = var.a, list = var.list, x = var.object.x, y = var.object.y }
}

output "all" {
  value = [
    var.a[*], coalesce(var.a, "fallback"), var.a != null && var.a != "", try(var.object.y.z, 5),
    [for item in [var.a, "b"] : item if item != null], merge({ k = 1 }, null), concat(["a"], [null]), try(var.object.y.z[*], []),
    var.object, { a = null } == null, null == var.list, [null, null],
  ]
}
