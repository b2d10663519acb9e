output "before" {
  value = terraform_data.later.input
}

resource "terraform_data" "first" {
  input = { from = terraform_data.later.input, id = terraform_data.later.id, output = terraform_data.later.output }
}

resource "terraform_data" "later" {
  input = "later"
}

resource "terraform_data" "third" {
  input            = [terraform_data.first.input.from, terraform_data.first.input.id, terraform_data.first.id]
  triggers_replace = [terraform_data.first.input.from]
  depends_on       = [terraform_data.later]
}

resource "terraform_data" "fourth" {
  input = "${terraform_data.third.input[0]}/${terraform_data.third.triggers_replace[0]}"
}

resource "terraform_data" "fifth" {
  input = "x-${terraform_data.third.input[1]}"
}

resource "terraform_data" "null" {
  input = terraform_data.without.input
}

resource "terraform_data" "without" {}

output "fourth" {
  value = terraform_data.fourth.input
}
