module "a" {
  source = "./m"
  count  = 2
  x      = count.index
}

module "b" {
  source = "./m"
  x      = "single"
}

output "all" {
  value = [module.a[*].x, module.a.*.x, module.b[*].x, module.a[*].object.k, module.b.object["k"], [for item in module.a : item.x]]
}

output "length" {
  value = [length(module.a), length(module.a[*].id), length(module.b[*])]
}
