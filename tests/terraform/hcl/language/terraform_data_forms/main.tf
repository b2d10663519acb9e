resource "terraform_data" "empty" {}

resource "terraform_data" "null" {
  input = null
}

resource "terraform_data" "object" {
  input = { a = { b = [1, { c = terraform_data.empty.id }] } }
}

resource "terraform_data" "set" {
  input = toset(["b", "a"])
}

resource "terraform_data" "text" {
  input = <<-EOT
    #!/bin/sh
    echo "$HOME $${HOME} ${terraform_data.set.input == null ? "" : "x"}"
      indented
  EOT
}

output "object" {
  value = terraform_data.object.input.a.b[0]
}

output "members" {
  value = [for item in terraform_data.set.input : "${item}!"]
}
