output "e00" {
  value = 0.1 + 0.2 == 0.3
}

output "e01" {
  value = 1 / 3 * 3 == 1
}

output "e02" {
  value = "5" == 5
}

output "e03" {
  value = true == "true"
}

output "e04" {
  value = null == null
}

output "e05" {
  value = null == 5
}

output "e06" {
  value = [] == []
}

output "e07" {
  value = var.emptyl == []
}

output "e08" {
  value = var.sl == ["p", "q"]
}

output "e09" {
  value = {} == {}
}

output "e10" {
  value = var.mp == { k = "v", l = "w" }
}

output "e11" {
  value = local.lst == ["a", "b", "c"]
}

output "e12" {
  value = tolist(local.lst) == local.lst
}

output "e13" {
  value = toset(["a"]) == ["a"]
}

output "e14" {
  value = 1 < 2 == true
}

output "e15" {
  value = local.unk == null
}

output "e16" {
  value = local.unk != null
}

output "e17" {
  value = local.unk == local.unk
}

output "e18" {
  value = true || local.unk == "x"
}

output "e19" {
  value = false && local.unk == "x"
}

output "e20" {
  value = local.unk == "x" || true
}

output "e21" {
  value = local.unk == "x" && false
}

output "e22" {
  value = [local.unk, 1] == [local.unk, 2]
}

output "e23" {
  value = !false == true
}

output "e24" {
  value = 3 == 3.0
}

output "e25" {
  value = { a = 1 } == { a = 1 }
}

output "e26" {
  value = [1] == [1]
}

output "e27" {
  value = [1] == [1, 2]
}

output "e28" {
  value = var.sl == var.sl
}

output "e29" {
  value = var.sl == local.lst
}

output "e30" {
  value = tolist(["p", "q"]) == var.sl
}

output "e31" {
  value = var.sl == []
}

output "e32" {
  value = { a = var.sl } == { a = [] }
}

output "e33" {
  value = [null] == [null]
}

output "e34" {
  value = var.o == { a = "da", b = 7, c = [] }
}

output "e35" {
  value = var.o.b == 7
}

output "e36" {
  value = 1.0 == 1
}

output "e37" {
  value = 0.5 * 2 == 1
}

output "e38" {
  value = 2 / 3 == 4 / 6
}

output "e39" {
  value = !(1 == 2)
}

output "e40" {
  value = 1 == 2 == false
}

output "e41" {
  value = 1 != 2 && 2 != 3
}

output "e42" {
  value = alltrue([true, local.unk == "x"])
}

output "e43" {
  value = anytrue([true, local.unk == "x"])
}

output "e44" {
  value = !(local.unk == "x")
}

output "e45" {
  value = terraform_data.u == null
}

output "e46" {
  value = terraform_data.u.id != null
}

output "e47" {
  value = terraform_data.u.id == ""
}

output "e48" {
  value = terraform_data.u.output == null
}
