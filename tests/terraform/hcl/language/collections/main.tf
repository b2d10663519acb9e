output "c00" {
  value = local.obj.c[1]
}

output "c01" {
  value = local.obj["b"]
}

output "c02" {
  value = {
  a = 1, b = 2
  c = 3
  "d e" = 4
  (local.lst[0]) = 5
  "${local.lst[1]}x" : 6
}
}

output "c03" {
  value = { a = 1
b = 2 }
}

output "c04" {
  value = { true = 1, null = 2, 5 = 3 }
}

output "c05" {
  value = { a = 1, a = 2 }
}

output "c06" {
  value = local.lst["1"]
}

output "c07" {
  value = local.lst[1.0]
}

output "c08" {
  value = local.obj.c["0"]
}

output "c09" {
  value = [1, null]
}

output "c10" {
  value = { a = null }
}

output "c11" {
  value = [null][0]
}

output "c12" {
  value = { "a" : 1, "b" = 2, }
}

output "c13" {
  value = { (local.lst[0]) = 1 }
}

output "c14" {
  value = { "${local.lst[0]}" = 1 }
}

output "c15" {
  value = { "${"a"}b" = 1 }
}

output "c16" {
  value = { a-b = 1 }
}

output "c17" {
  value = { 1.5 = 1 }
}

output "c18" {
  value = { upper("x") = 1 }
}

output "c19" {
  value = (local.lst)[0]
}

output "c20" {
  value = [1, 2][0]
}

output "c21" {
  value = { a = 1 }.a
}

output "c22" {
  value = { a = 1 }["a"]
}

output "c23" {
  value = local.lst[length(local.lst) - 1]
}

output "c24" {
  value = var.mp["k"]
}

output "c25" {
  value = { a = local.unk }.a
}

output "c26" {
  value = { a = local.unk, b = 1 }["b"]
}

output "c27" {
  value = [local.unk, 2][1]
}
