output "o00" {
  value = 1 + 2 * 3 - 4 / 2
}

output "o01" {
  value = (1 + 2) * 3 % 4
}

output "o02" {
  value = -5 % 3
}

output "o03" {
  value = 5 % -3
}

output "o04" {
  value = 5.5 % 2
}

output "o05" {
  value = 10 / 3
}

output "o06" {
  value = 0.1 + 0.2
}

output "o07" {
  value = 1.5e-7
}

output "o08" {
  value = 1.0
}

output "o09" {
  value = -0
}

output "o10" {
  value = - -3
}

output "o11" {
  value = !true || true
}

output "o12" {
  value = !"true"
}

output "o13" {
  value = "1" && true
}

output "o14" {
  value = "5" + "6"
}

output "o15" {
  value = 1 < 2 && 3 >= 3 || false
}

output "o16" {
  value = (1
+ 2)
}

output "o17" {
  value = 1 > "0"
}

output "o18" {
  value = -2 * 3
}

output "o19" {
  value = 2 - -2
}

output "o20" {
  value = 9007199254740993
}

output "o21" {
  value = 9007199254740993 + 1
}

output "o22" {
  value = 123456789012345678901234567890 * 10
}

output "o23" {
  value = 1.1 * 3
}

output "o24" {
  value = 3.0 / 1.5
}

output "o25" {
  value = 7 / 2
}

output "o26" {
  value = 0.30000000000000004
}

output "o27" {
  value = 1.23456789012345678901
}

output "o28" {
  value = (1 / 3) * 3
}

output "o29" {
  value = 5 % 0.3
}

output "o30" {
  value = -7.5 % 2
}

output "o31" {
  value = 100 * 1.1
}

output "o32" {
  value = core::upper("x")
}

output "o33" {
  value = -(1 + 2)
}

output "o34" {
  value = - 5
}

output "o35" {
  value = 1 - - 1
}

output "o36" {
  value = !!true
}

output "o37" {
  value = "false" || false
}

output "o38" {
  value = 5 % 0
}
