locals {
  groups = {
    web = { rules = [{ port = 80, from = ["0.0.0.0/0"] }, { port = 443, from = ["10.0.0.0/8", "::/0"] }] }
    db  = { rules = [{ port = 5432, from = [] }] }
  }
  flat = flatten([
    for name, group in local.groups : [
      for number, rule in group.rules : [
        for source in rule.from : { key = "${name}-${number}-${source}", port = rule.port, source = source }
      ]
    ]
  ])
}

resource "terraform_data" "rule" {
  for_each = { for rule in local.flat : rule.key => rule }
  input    = "${each.value.port} from ${each.value.source}"
}

resource "terraform_data" "group" {
  for_each = local.groups
  input = [for rule in each.value.rules : {
    port = rule.port
    open = contains(rule.from, "0.0.0.0/0") || anytrue([for source in rule.from : source == "::/0"])
  }]
}

output "grouped" {
  value = { for rule in local.flat : rule.source => rule.port... }
}
