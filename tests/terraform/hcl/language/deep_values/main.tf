variable "config" {
  type    = any
  default = { a = { b = [{ c = { "d e" = [1, [2, { f = "deep" }]] } }] } }
}

resource "terraform_data" "r" {
  input = var.config
}

output "all" {
  value = [
    var.config.a.b[0].c["d e"][1][1].f,
    terraform_data.r.input.a.b.0.c["d e"][1].0,
    terraform_data.r.input.a.b[*].c["d e"][0],
    try(terraform_data.r.input.a.x, "missing"),
    lookup(terraform_data.r.input.a, "x", "missing"),
    [for key, value in terraform_data.r.input.a : { (key) = value[0].c }],
  ]
}
