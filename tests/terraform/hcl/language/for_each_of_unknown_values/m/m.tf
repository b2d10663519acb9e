variable "value" {
  type = string
}

resource "terraform_data" "m" {
  input = { value = var.value, known = "known" }
}

output "value" {
  value = terraform_data.m.input.value
}

output "length" {
  value = length(var.value)
}
