resource "terraform_data" "r" {
  input = 1
}

module "m" {
  source  = "./m"
  text    = 5
  numbers = toset(["2", "1"])
  set     = [3, 1, 2, 1]
  object  = { a = 1, b = terraform_data.r.id, extra = "x" }
  map     = { a = 1, b = terraform_data.r.id }
  tuple   = [1, terraform_data.r.id]
}

output "all" {
  value = module.m.all
}
