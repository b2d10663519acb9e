output "f00" {
  value = [for s in local.lst : upper(s)]
}

output "f01" {
  value = [for i, s in local.lst : "${i}${s}"]
}

output "f02" {
  value = [for k, v in var.mp : "${k}=${v}"]
}

output "f03" {
  value = { for k, v in var.mp : v => k }
}

output "f04" {
  value = { for s in ["aa", "ab", "b"] : substr(s, 0, 1) => s... }
}

output "f05" {
  value = { for s in ["aa", "ab", "b"] : substr(s, 0, 1) => s... if s != "b" }
}

output "f06" {
  value = [for s in local.set : s]
}

output "f07" {
  value = [for i, s in local.set : i]
}

output "f08" {
  value = [for s in local.lst : s if s != "a"]
}

output "f09" {
  value = { for i, s in local.lst : i => s }
}

output "f10" {
  value = [for x in [local.unk, "b"] : "${x}!"]
}

output "f11" {
  value = [for x in [local.unk, "b"] : x if x != "b"]
}

output "f12" {
  value = { for x in [local.unk, "b"] : x => 1 }
}

output "f13" {
  value = [for s in toset([local.unk]) : s]
}

output "f14" {
  value = { for k in ["a"] :
  k => "x" }
}

output "f15" {
  value = [for c in terraform_data.c : c.input]
}

output "f16" {
  value = { for i, c in terraform_data.c : i => c.id }
}

output "f17" {
  value = [for x in [true, "a"] : x]
}

output "f18" {
  value = [for x in [1, "a"] : x == 1]
}

output "f19" {
  value = [for x in tolist([1, "a"]) : x == "1"]
}

output "f20" {
  value = { for k, v in { a = 1 } : (k) => v }
}

output "f21" {
  value = "${[for x in ["a", "b"] : "<${x}>"][1]}"
}

output "f22" {
  value = [for s in toset([10, 9, 1]) : s]
}

output "f23" {
  value = [for s in toset(["b", "B", "a", "10", "9"]) : s]
}

output "f24" {
  value = { for s in toset([true, false]) : s => s }
}

output "f25" {
  value = [for k, v in { b = 1, a = 2, B = 3 } : k]
}

output "f26" {
  value = [for i, x in [for y in ["a", "b"] : upper(y)] : "${i}-${x}"]
}

output "f27" {
  value = { for k, g in { for s in ["a1", "a2", "b1"] : substr(s, 0, 1) => s... } : k => length(g) }
}

output "f28" {
  value = [for k in ["a"] : { for j in ["x"] : "${k}${j}" => { v = [k, j] } }]
}

output "f29" {
  value = toset([for x in terraform_data.c : x.input])
}

output "f30" {
  value = { for x in terraform_data.c : x.input => x.id }
}

output "f31" {
  value = [for x in [null, 1] : x if x != null]
}

output "f32" {
  value = [for k, v in var.o : k]
}

output "f33" {
  value = { for k, v in merge(var.mp, { n = 2 }) : k => v }
}

output "f34" {
  value = [for x in [1, 2] : x if local.unk == "x"]
}

output "f35" {
  value = { for x in [1] : local.unk => x }
}
