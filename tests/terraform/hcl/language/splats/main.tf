output "s00" {
  value = local.lst[*]
}

output "s01" {
  value = local.nul[*]
}

output "s02" {
  value = "x"[*]
}

output "s03" {
  value = local.obj[*].a
}

output "s04" {
  value = terraform_data.c[*].input
}

output "s05" {
  value = terraform_data.c.*.input
}

output "s06" {
  value = terraform_data.c.*.input[0]
}

output "s07" {
  value = terraform_data.c.*.id
}

output "s08" {
  value = terraform_data.u[*].input
}

output "s09" {
  value = terraform_data.u.*.input
}

output "s10" {
  value = [{ a = [1, 2] }, { a = [3] }][*].a[0]
}

output "s11" {
  value = [{ a = [1, 2] }, { a = [3] }].*.a[0]
}

output "s12" {
  value = [{ a = [1, 2] }, { a = [3] }].*.a.0
}

output "s13" {
  value = [{ a = [{ b = 1 }] }][*].a[*].b
}

output "s14" {
  value = [[1, 2], [3, 4]][*][1]
}

output "s15" {
  value = local.set[*]
}

output "s16" {
  value = { a = 1, b = 2 }[*]
}

output "s17" {
  value = local.lst.*
}

output "s18" {
  value = local.lst.*[0]
}

output "s19" {
  value = local.obj.*.a
}

output "s20" {
  value = local.nul.*.a
}

output "s21" {
  value = local.obj.c.*
}

output "s22" {
  value = zipmap(["a", "b"], terraform_data.c[*].id)
}

output "s23" {
  value = length(terraform_data.c[*].id)
}
