variable "size" {
  type        = number
  default     = 5
  description = <<-EOT
    How large
    it is.
  EOT

  validation {
    condition     = var.size > 1 && var.size < 10
    error_message = "Size is ${var.size}."
  }
}

output "size" {
  value = var.size
}
