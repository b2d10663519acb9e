output "u00" {
  value = -(tonumber(local.unk))
}
