output "a" {
  value = "main"
}
