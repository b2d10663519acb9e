variable "a" {
  default = "default a"
}

variable "b" {
  type     = string
  default  = "default b"
  nullable = false
}

variable "c" {
  type     = object({ x = optional(string, "default x") })
  default  = { x = "default c" }
  nullable = false
}

output "all" {
  value = [var.a, var.b, var.c]
}
