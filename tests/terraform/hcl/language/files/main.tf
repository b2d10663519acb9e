locals {
  people = yamldecode(file("${path.module}/people.yaml"))
}

output "all" {
  value = [
    file("plain.txt"),
    file("./sub/../plain.txt"),
    filebase64("${path.module}/plain.txt"),
    filesha256("plain.txt"),
    fileexists("plain.txt"),
    templatefile("greeting.tftpl", { name = "World", items = ["a", "b"], flag = true }),
    templatefile("${path.root}/nested.tftpl", { n = 3 }),
    local.people.people[*].name,
    jsondecode(file("data.json")).list,
  ]
}

module "m" {
  source = "./m"
}

output "m" {
  value = module.m.text
}

resource "terraform_data" "policy" {
  input = jsondecode(templatefile("policy.json.tftpl", { arn = "arn:aws:s3:::b", actions = ["s3:Get*", "s3:List*"] }))
}

resource "terraform_data" "unknown" {
  input = templatefile("greeting.tftpl", { name = terraform_data.policy.id, items = [], flag = false })
}
