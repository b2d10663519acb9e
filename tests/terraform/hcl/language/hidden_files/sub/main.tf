output "b" {
  value = "another module"
}
