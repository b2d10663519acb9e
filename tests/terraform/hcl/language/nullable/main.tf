module "given_null" {
  source = "./m"
  a      = null
  b      = null
  c      = null
}

module "left_out" {
  source = "./m"
}

module "given" {
  source = "./m"
  a      = "1"
  b      = "2"
  c      = { x = null }
}

output "all" {
  value = [module.given_null.all, module.left_out.all, module.given.all]
}
