module "one" {
  source = "./modules/thing"
  name   = "one"
  sizes  = { a = 1, b = 2 }
}

module "counted" {
  source = "./modules/thing"
  count  = 2
  name   = "counted${count.index}"
}

module "each" {
  source   = "./modules/thing"
  for_each = { x = "ex", y = "why" }
  name     = "${each.key}-${each.value}"
  sizes    = { (each.key) = length(each.value) }
}

module "chained" {
  source = "./modules/thing"
  name   = module.one.name
  sizes  = { for key, item in module.each : key => length(item.keys) }
}

module "none" {
  source = "./modules/thing"
  count  = 0
  name   = "none"
}

output "names" {
  value = concat([module.one.name], module.counted[*].name, values(module.each)[*].name, [module.chained.name], module.none[*].name)
}

output "single" {
  value = module.one[*].name
}

output "whole" {
  value = { for key, item in module.each : key => item.sizes }
}

output "inner" {
  value = [module.one.inner, module.counted[1].inner, module.each["y"].inner, module.chained.inner]
}

output "unknown" {
  value = [module.one.id, module.each["x"].ids]
}

output "paths" {
  value = [module.one.paths, module.one.inner_paths, path.module, path.root]
}
