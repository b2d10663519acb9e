variable "names" {
  default = ["x", "y", "z"]
}

resource "terraform_data" "each" {
  count = length(var.names)
  input = { name = var.names[count.index], next = var.names[(count.index + 1) % length(var.names)], number = count.index }
}

resource "terraform_data" "none" {
  count = 0
  input = "never"
}

resource "terraform_data" "text" {
  count = "2"
  input = "n${count.index}"
}

resource "terraform_data" "maybe" {
  count = length(var.names) > 2 ? 1 : 0
  input = one(terraform_data.none[*].input) == null ? "nothing" : "something"
}

output "none" {
  value = terraform_data.none
}

output "all" {
  value = { for one in terraform_data.each : one.input.name => one.input.number }
}

output "last" {
  value = terraform_data.each[length(terraform_data.each) - 1].input.name
}

output "element" {
  value = element(terraform_data.each[*].input.name, 4)
}
