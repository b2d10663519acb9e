variable "value" {}

output "hidden" {
  value     = "hidden"
  sensitive = true
}

output "open" {
  value = "open"
}
