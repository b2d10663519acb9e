resource "terraform_data" "a" {
  input = "a"

  lifecycle {
    ignore_changes        = [input]
    create_before_destroy = true
    replace_triggered_by  = [terraform_data.b]

    precondition {
      condition     = terraform_data.b.input == "b"
      error_message = "No ${terraform_data.b.input}."
    }
  }

  provisioner "local-exec" {
    command = "echo ${self.id}"
  }
}

resource "terraform_data" "b" {
  input = "b"
}

moved {
  from = terraform_data.old
  to   = terraform_data.a
}

removed {
  from = terraform_data.gone

  lifecycle {
    destroy = false
  }
}

check "health" {
  assert {
    condition     = terraform_data.a.input == "a"
    error_message = "Not a."
  }
}

terraform {
  required_version = ">= 1.0"
}

output "a" {
  value = terraform_data.a.input

  precondition {
    condition     = terraform_data.b.input == "b"
    error_message = "Never."
  }
}
