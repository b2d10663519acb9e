output "f00" {
  value = length([local.unk, 1])
}

output "f01" {
  value = max(
  1,
  2,
)
}

output "f02" {
  value = max([1, 2]...)
}

output "f03" {
  value = tolist([1, "a", true])
}

output "f04" {
  value = tomap({ a = 1, b = "x" })
}

output "f05" {
  value = toset([1, "1"])
}

output "f06" {
  value = contains(["a"], "a")
}

output "f07" {
  value = floor(10 / 3)
}

output "f08" {
  value = one([])
}

output "f09" {
  value = one(["a"])
}

output "f10" {
  value = coalesce(null, "", "x")
}

output "f11" {
  value = lookup({ a = 1 }, "b", 2)
}

output "f12" {
  value = merge({ a = 1 }, null, { b = local.unk })
}

output "f13" {
  value = concat([1], [local.unk])
}

output "f14" {
  value = flatten([[1], [local.unk]])
}

output "f15" {
  value = toset([1, 2, "a"])
}

output "f16" {
  value = keys({ b = 1, a = 2 })
}

output "f17" {
  value = element(local.lst, 5)
}

output "f18" {
  value = lookup(var.mp, "zz", "d")
}

output "f19" {
  value = merge(var.mp, { k = 2 })
}

output "f20" {
  value = merge({ a = 1 }, { b = "x" })
}

output "f21" {
  value = concat(["a"], [1])
}

output "f22" {
  value = concat(tolist(["a"]), [1])
}

output "f23" {
  value = distinct(["a", "a", 1])
}

output "f24" {
  value = flatten([["a"], [[1]]])
}

output "f25" {
  value = values({ b = 1, a = "x" })
}

output "f26" {
  value = sort(["b", "a"])
}

output "f27" {
  value = reverse([1, 2])
}

output "f28" {
  value = slice(["a", "b", "c"], 1, 2)
}

output "f29" {
  value = coalesce("", "a")
}

output "f30" {
  value = coalesce(null, 1)
}

output "f31" {
  value = coalescelist([], ["a"])
}

output "f32" {
  value = compact(["", "a", null])
}

output "f33" {
  value = setproduct(["a", "b"], [1, 2])
}

output "f34" {
  value = jsonencode({ b = [1, true, null], a = "x<>&", u = "\u00e9" })
}

output "f35" {
  value = jsonencode({ a = local.unk })
}

output "f36" {
  value = jsondecode("{\"a\": [1, 2.5, null]}").a
}

output "f37" {
  value = format("%s-%03d-%.2f", "a", 5, 1.5)
}

output "f38" {
  value = cidrsubnet("10.0.0.0/16", 8, 2)
}

output "f39" {
  value = regex("a(b)", "cab")
}

output "f40" {
  value = split(",", "a,b")
}

output "f41" {
  value = replace("aXb", "/[A-Z]/", "-")
}

output "f42" {
  value = trimprefix("abc", "a")
}

output "f43" {
  value = yamldecode("a: 1\nb: [x, y]\n")
}

output "f44" {
  value = sha256("x")
}

output "f45" {
  value = base64encode("x")
}

output "f46" {
  value = range(3)
}

output "f47" {
  value = sum([1, 2.5])
}

output "f48" {
  value = abs(-1)
}

output "f49" {
  value = min(1, 2)
}

output "f50" {
  value = contains(["a", local.unk], "a")
}

output "f51" {
  value = contains([local.unk], "a")
}

output "f52" {
  value = length(toset(["a", "a"]))
}

output "f53" {
  value = length(toset([local.unk, "a"]))
}

output "f54" {
  value = length(local.unk)
}

output "f55" {
  value = length({ a = local.unk })
}

output "f56" {
  value = keys({ a = local.unk })
}

output "f57" {
  value = merge({ a = 1 }, { a = local.unk })
}

output "f58" {
  value = join(",", [local.unk, "a"])
}

output "f59" {
  value = join(",", ["a"])
}

output "f60" {
  value = nonsensitive(sensitive("x"))
}

output "f61" {
  value = issensitive("x")
}

output "f62" {
  value = issensitive(sensitive("x"))
}

output "f63" {
  value = one(toset(["a"]))
}

output "f64" {
  value = tobool("true")
}

output "f65" {
  value = tonumber("5") + 1
}

output "f66" {
  value = tostring(5)
}

output "f67" {
  value = tolist(toset(["b", "a"]))
}

output "f68" {
  value = tomap({ a = "x", b = true })
}

output "f69" {
  value = parseint("ff", 16)
}

output "f70" {
  value = title("hello world")
}

output "f71" {
  value = strrev("abc")
}

output "f72" {
  value = startswith("abc", "a")
}

output "f73" {
  value = transpose({ a = ["1", "2"], b = ["2"] })
}

output "f74" {
  value = matchkeys(["a", "b"], ["k1", "k2"], ["k2"])
}

output "f75" {
  value = chunklist(["a", "b", "c"], 2)
}
