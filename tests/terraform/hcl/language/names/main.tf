output "n00" {
  value = local.obj.c.0
}

output "n01" {
  value = local.obj.d.e
}

output "n02" {
  value = var.o
}

output "n03" {
  value = var.o.c
}

output "n04" {
  value = path.module
}

output "n05" {
  value = path.root
}

output "n06" {
  value = terraform.workspace
}

output "n07" {
  value = local.num - 1
}

output "n08" {
  value = var.mp.k
}

output "n09" {
  value = var.o.b + 1
}
