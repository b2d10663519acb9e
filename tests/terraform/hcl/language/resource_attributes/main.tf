output "r00" {
  value = terraform_data.u
}

output "r01" {
  value = terraform_data.u.input
}

output "r02" {
  value = terraform_data.u.output
}

output "r03" {
  value = terraform_data.c[0].input
}

output "r04" {
  value = terraform_data.c["1"].input
}

output "r05" {
  value = terraform_data.c
}

output "r06" {
  value = length(terraform_data.c)
}

output "r07" {
  value = terraform_data.u.triggers_replace
}
