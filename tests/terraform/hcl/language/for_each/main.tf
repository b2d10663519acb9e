locals {
  servers = {
    web = { port = 443, open = true, tags = ["a"] }
    db  = { port = 5432, open = false, tags = [] }
  }
}

resource "terraform_data" "map" {
  for_each = local.servers
  input    = { key = each.key, port = each.value.port, text = "${each.key}:${each.value.port}", tags = each.value.tags }
}

resource "terraform_data" "set" {
  for_each = toset(["b", "a", "b"])
  input    = "${each.key}=${each.value}"
}

resource "terraform_data" "chained" {
  for_each = terraform_data.map
  input    = each.value.input.port
}

resource "terraform_data" "filtered" {
  for_each = { for name, server in local.servers : name => server if server.open }
  input    = each.value
}

resource "terraform_data" "empty" {
  for_each = {}
  input    = each.key
}

resource "terraform_data" "keys" {
  for_each = { "with space" = 1, "dot.dot" = 2, "quote\"d" = 3, "ü" = 4, "back\\slash" = 5, "$${x}" = 6 }
  input    = each.value
}

resource "terraform_data" "numbers" {
  for_each = { for number in range(3) : number => number * 2 }
  input    = each.value
}

resource "terraform_data" "chosen" {
  for_each = false ? toset(["x"]) : []
  input    = each.key
}

output "ports" {
  value = { for key, item in terraform_data.map : key => item.input.port }
}

output "one" {
  value = terraform_data.map["web"].input.text
}

output "values" {
  value = values(terraform_data.set)[*].input
}

output "ids" {
  value = keys({ for key, item in terraform_data.map : key => item.id })
}
