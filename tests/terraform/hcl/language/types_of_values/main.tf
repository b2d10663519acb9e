output "t00" {
  value = "${"a" == "a" ? "b" : "c"}"
}

output "t01" {
  value = [for k, v in ["a"] : "${k}"]
}

output "t02" {
  value = { for k, v in ["a", "b"] : v => k if k > 0 }
}

output "t03" {
  value = merge([{ a = 1 }, { b = 2 }]...)
}

output "t04" {
  value = { for k in toset(["a"]) : k => { x = k }... }
}

output "t05" {
  value = local.obj.c[*]
}

output "t06" {
  value = [for o in [{ a = 1 }, { a = 2 }] : o.a if o.a == 1]
}

output "t07" {
  value = local.obj == local.obj
}

output "t08" {
  value = toset([1, 2]) == toset([2, 1])
}

output "t09" {
  value = [true, "a"][0]
}

output "t10" {
  value = [1, "a"][0] == 1
}

output "t11" {
  value = tolist([1, "a"])[0] == 1
}

output "t12" {
  value = tomap({ a = 1, b = "x" }).a == "1"
}

output "t13" {
  value = concat([1], ["a"])[0] == 1
}

output "t14" {
  value = coalesce(1, "a") == "1"
}

output "t15" {
  value = coalescelist([1], ["a"])[0] == 1
}

output "t16" {
  value = lookup({ a = 1, b = "x" }, "a", "z") == "1"
}

output "t17" {
  value = lookup({ a = 1 }, "a", "z")
}

output "t18" {
  value = element([1, "a"], 0)
}

output "t19" {
  value = element(tolist([1, "a"]), 0)
}

output "t20" {
  value = flatten([1, ["a"]])
}

output "t21" {
  value = merge({ a = 1 }, tomap({ b = "x" }))
}

output "t22" {
  value = values({ a = 1, b = "x" })[0]
}

output "t23" {
  value = values(tomap({ a = 1, b = "x" }))[0]
}

output "t24" {
  value = distinct([1, "1"])
}

output "t25" {
  value = try(1, "a")
}

output "t26" {
  value = [1, 2, "3"]
}

output "t27" {
  value = setunion([1], ["a"])
}

output "t28" {
  value = zipmap(["a", "b"], [1, "x"])
}

output "t29" {
  value = reverse([1, "a"])
}

output "t30" {
  value = slice([1, "a"], 0, 1)
}

output "t31" {
  value = one([1])
}

output "t32" {
  value = toset(["a", 1, true])
}

output "t33" {
  value = [for x in toset([1, 10, 9]) : x]
}

output "t34" {
  value = jsonencode(true ? { a = 1 } : { b = "x" })
}

output "t35" {
  value = (true ? null : 1) == null
}

output "t36" {
  value = true ? { a = null } : { a = "x" }
}

output "t37" {
  value = true ? { a = null, b = 1 } : { a = "x", c = 2 }
}

output "t38" {
  value = true ? [null, 1] : ["x"]
}

output "t39" {
  value = true ? toset(["a"]) : toset([])
}

output "t40" {
  value = false ? { a = "x" } : {}
}

output "t41" {
  value = length(false ? { a = "x" } : {})
}

output "t42" {
  value = true ? tolist(["a"]) : tolist([1])
}

output "t43" {
  value = true ? { a = [1, 2] } : { a = tolist(["x"]) }
}

output "t44" {
  value = 1 == 1.0 ? "y" : "n"
}

output "t45" {
  value = "${1.0}"
}

output "t46" {
  value = "${0.000001}"
}

output "t47" {
  value = "${123456789.123456789}"
}

output "t48" {
  value = 1 / 3
}

output "t49" {
  value = 10 / 3 * 3
}

output "t50" {
  value = 1e20
}

output "t51" {
  value = "${1e20 + 1}"
}

output "t52" {
  value = -5 / 2
}

output "t53" {
  value = floor(-5 / 2)
}

output "t54" {
  value = 5 % 3.5
}

output "t55" {
  value = (1 + 2) == 3 && "3" == tostring(3)
}

output "t56" {
  value = [for i in range(3) : i * 0.1]
}

output "t57" {
  value = sum([0.1, 0.2])
}

output "t58" {
  value = max(0.1 + 0.2, 0.3) == 0.3
}

output "t59" {
  value = 2 == "2" ? 1 : 0
}

output "t60" {
  value = terraform_data.c[*].id == []
}

output "t61" {
  value = length(terraform_data.c[*].id) == 2
}

output "t62" {
  value = { for i, c in terraform_data.c : c.input => c.input == "c0" }
}

output "t63" {
  value = contains(terraform_data.c[*].input, "c1")
}

output "t64" {
  value = index(["a", "b"], "b")
}

output "t65" {
  value = contains(["1"], 1)
}

output "t66" {
  value = contains([1, 2], "1")
}

output "t67" {
  value = can(tonumber("a"))
}

output "t68" {
  value = can(local.obj["zz"])
}

output "t69" {
  value = try(local.obj["zz"], local.obj.a)
}

output "t70" {
  value = try(local.lst[10], "none")
}
