locals {
  used_elsewhere = local.letters
}

output "more" {
  value = local.used_elsewhere
}
