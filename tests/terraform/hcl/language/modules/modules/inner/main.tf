variable "text" {}

resource "terraform_data" "leaf" {
  input = var.text
}

output "text" {
  value = upper(terraform_data.leaf.input)
}

output "path" {
  value = path.module
}
