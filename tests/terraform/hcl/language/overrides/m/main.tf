variable "x" {}

variable "y" {}

output "all" {
  value = [var.x, var.y]
}
