output "t00" {
  value = try(local.obj.zzz, "dflt")
}

output "t01" {
  value = try(tonumber(local.unk), 5)
}

output "t02" {
  value = try([tonumber(local.unk)], [])
}

output "t03" {
  value = length(try([tonumber(local.unk)], []))
}

output "t04" {
  value = can([tonumber(local.unk)])
}

output "t05" {
  value = can(local.unk)
}

output "t06" {
  value = can(local.obj.zzz)
}

output "t07" {
  value = can(tonumber("x"))
}

output "t08" {
  value = try(length([tonumber(local.unk)]), 0)
}

output "t09" {
  value = try(local.unk.foo, "x")
}

output "t10" {
  value = try(terraform_data.u.input, "x")
}

output "t11" {
  value = try(terraform_data.u.id, "x")
}

output "t12" {
  value = try(terraform_data.c[5].id, "x")
}

output "t13" {
  value = try(element(terraform_data.c[*].input, 0), "x")
}

output "t14" {
  value = try([for x in terraform_data.c : x.input], [])
}

output "t15" {
  value = try("${local.unk}-a", "x")
}

output "t16" {
  value = try(local.obj.d.e, "x")
}

output "t17" {
  value = try(local.obj.d.e.f, "x")
}

output "t18" {
  value = try(local.nul[0], "x")
}

output "t19" {
  value = can(terraform_data.u.input)
}

output "t20" {
  value = can(regex("a", local.unk))
}

output "t21" {
  value = try(null + 1, "x")
}

output "t22" {
  value = try(coalesce(null, local.nul), "d")
}

output "t23" {
  value = try(var.mp.zz, var.mp.k)
}

output "t24" {
  value = try(tolist(local.unk), [])
}

output "t25" {
  value = try(terraform_data.c[0].id, "")
}

output "t26" {
  value = try([terraform_data.u.id], [])
}

output "t27" {
  value = try(element(terraform_data.c[*].id, 0), "")
}

output "t28" {
  value = try(join("", terraform_data.c[*].id), "")
}

output "t29" {
  value = can(terraform_data.c[9])
}
