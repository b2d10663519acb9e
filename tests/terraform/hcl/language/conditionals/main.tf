output "c00" {
  value = true ? 1 : "a"
}

output "c01" {
  value = false ? 1 : "a"
}

output "c02" {
  value = (true ? 1 : "a") == "1"
}

output "c03" {
  value = (true ? 1 : "a") == 1
}

output "c04" {
  value = true ? [1, 2] : []
}

output "c05" {
  value = true ? [1, "b"] : []
}

output "c06" {
  value = true ? { a = 1 } : {}
}

output "c07" {
  value = true ? { a = 1, b = "x" } : {}
}

output "c08" {
  value = true ? { a = 1, b = "x" } : { a = "z", b = "y" }
}

output "c09" {
  value = true ? null : "x"
}

output "c10" {
  value = true ? [] : ["a"]
}

output "c11" {
  value = true ? [1] : [2, 3]
}

output "c12" {
  value = true ? [true] : ["x"]
}

output "c13" {
  value = true ? tolist(["a"]) : []
}

output "c14" {
  value = local.unk == "x" ? 1 : 2
}

output "c15" {
  value = local.unk == "x" ? 1 : 1
}

output "c16" {
  value = local.unk == "x" ? [1] : [2]
}

output "c17" {
  value = local.num > 3 ? (
  "big"
) : "small"
}

output "c18" {
  value = 1 + 2 == 3 ? "a" : "b"
}

output "c19" {
  value = true ? ["b", "a"] : toset(["c"])
}

output "c20" {
  value = true ? toset(["c"]) : []
}

output "c21" {
  value = false ? toset(["c"]) : []
}

output "c22" {
  value = false ? tomap({ a = 1 }) : {}
}

output "c23" {
  value = true ? tomap({ a = 1 }) : { b = "x" }
}

output "c24" {
  value = true ? { a = 1 } : tomap({ b = "x" })
}

output "c25" {
  value = true ? { a = [1] } : { a = [] }
}

output "c26" {
  value = true ? { a = { b = 1 } } : { a = { b = "x" } }
}

output "c27" {
  value = true ? { a = 1, b = [1] } : null
}

output "c28" {
  value = true ? [{ a = 1 }, { b = "x" }] : []
}

output "c29" {
  value = true ? [{ a = 1, b = 2 }, { a = "x" }] : []
}

output "c30" {
  value = true ? [{ a = 1, z = local.unk }] : []
}

output "c31" {
  value = true ? [1, local.unk] : []
}

output "c32" {
  value = true ? { a = 1, z = local.unk } : {}
}

output "c33" {
  value = true ? { a = 1, z = local.unk } : { a = 1 }
}

output "c34" {
  value = true ? 1 : local.unk
}

output "c35" {
  value = true ? 1 : terraform_data.u.output
}

output "c36" {
  value = (true ? 1 : local.unk) == 1
}

output "c37" {
  value = true ? 1 : null
}

output "c38" {
  value = false ? [] : [1, "x"]
}

output "c39" {
  value = local.lst[local.num > 3 ? 0 : 1]
}

output "c40" {
  value = "1" == 1 ? 1 : 2
}

output "c41" {
  value = true ? true ? 1 : 2 : 3
}

output "c42" {
  value = false ? 1 : false ? 2 : 3
}

output "c43" {
  value = [1, 2][local.unk == "x" ? 0 : 1]
}

output "c44" {
  value = local.unk == "x" ? null : null
}

output "c45" {
  value = local.unk == "x" ? { a = 1 } : { a = 1 }
}

output "c46" {
  value = local.unk == "x" ? { a = 1, b = 2 } : { a = 1, b = 3 }
}

output "c47" {
  value = (local.unk == "x" ? [1] : [2])[0]
}

output "c48" {
  value = length(local.unk == "x" ? ["a"] : ["b"])
}

output "c49" {
  value = terraform_data.u != null ? 1 : 2
}
