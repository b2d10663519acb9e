output "s00" {
  value = "${10 / 3}"
}

output "s01" {
  value = "${1.5e-7}"
}

output "s02" {
  value = "${100000000000000000000000}"
}

output "s03" {
  value = "${1.50}"
}

output "s04" {
  value = "a ${~ "b" ~} c"
}

output "s05" {
  value = "a ${"b" ~} c ${~ "d" } e"
}

output "s06" {
  value = "$$$${x}"
}

output "s07" {
  value = "$$"
}

output "s08" {
  value = "$"
}

output "s09" {
  value = "a$${"
}

output "s10" {
  value = "\r\n"
}

output "s11" {
  value = "e\u0301"
}

output "s12" {
  value = "e\u0301" == "\u00e9"
}

output "s13" {
  value = "${local.num}"
}

output "s14" {
  value = "${local.obj}"
}

output "s15" {
  value = "${local.nul}"
}

output "s16" {
  value = "${true}x"
}

output "s17" {
  value = "${local.lst}"
}

output "s18" {
  value = "${9007199254740993}"
}

output "s19" {
  value = "${1.23456789012345678901}"
}

output "s20" {
  value = "${local.num ~}  \n\n x"
}

output "s21" {
  value = "a \n\n ${~ local.num}"
}

output "s22" {
  value = "a $${b} ${~ local.num}"
}

output "s23" {
  value = "${0.1 + 0.2}"
}

output "s24" {
  value = "${1 / 3 * 3}"
}

output "s25" {
  value = "${0.1 * 3}"
}

output "s26" {
  value = "${100 * 1.1}"
}

output "s27" {
  value = "${null}"
}

output "s28" {
  value = "${[1, 2][0]}"
}

output "s29" {
  value = "a${"b${"c"}"}"
}

output "s30" {
  value = "${"\""}"
}

output "s31" {
  value = "${ { a = 1 }.a }"
}

output "s32" {
  value = "日本語 ${"x"} 😀"
}

output "s33" {
  value = "${5}"
}

output "s34" {
  value = "${null == null}"
}

output "s35" {
  value = "${"x"}"
}

output "s36" {
  value = "${var.o.b}"
}

output "s37" {
  value = "a${local.unk}"
}

output "s38" {
  value = "${terraform_data.u.input}-x"
}
