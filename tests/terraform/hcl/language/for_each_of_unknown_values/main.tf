resource "terraform_data" "a" {
  input = "a"
}

resource "terraform_data" "each" {
  for_each = { x = terraform_data.a.id, y = "known" }
  input    = each.value
}

resource "terraform_data" "counted" {
  count = length([terraform_data.a.id, "two"])
  input = [terraform_data.a.id, "two"][count.index]
}

module "m" {
  source   = "./m"
  for_each = { p = terraform_data.a.id, q = "known" }
  value    = each.value
}

output "m" {
  value = { for key, item in module.m : key => item.value }
}

output "known" {
  value = [module.m["q"].value, module.m["q"].length, terraform_data.each["y"].input]
}
