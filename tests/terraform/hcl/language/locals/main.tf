output "answer" {
  value = local.a
}

locals {
  a = "${local.b}-${local.c.deep[0].x}"
  b = local.d
}

locals {
  c = { deep = [{ x = local.d }] }
  d = upper(local.e)
  e = join("", [for letter in local.letters : letter])
  letters = ["p", "q"]
}
