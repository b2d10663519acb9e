variable "x" {}

resource "terraform_data" "r" {
  input = var.x
}

output "x" {
  value = terraform_data.r.input
}

output "id" {
  value = terraform_data.r.id
}

output "object" {
  value = { k = "${var.x}!" }
}
