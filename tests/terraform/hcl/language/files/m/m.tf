output "text" {
  value = [file("${path.module}/m.txt"), fileexists("${path.module}/m.txt")]
}
