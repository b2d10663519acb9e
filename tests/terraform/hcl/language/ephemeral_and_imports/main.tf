variable "token" {
  type      = string
  default   = "t"
  ephemeral = true
}

output "a" {
  value = "a"
}
