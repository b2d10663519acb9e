output "t00" {
  value = "%{ if true }yes%{ else }no%{ endif }"
}

output "t01" {
  value = "%{ if false ~} yes %{~ else ~} no %{~ endif }"
}

output "t02" {
  value = "%{ for s in local.lst }${s},%{ endfor }"
}

output "t03" {
  value = "%{ for i, s in local.lst ~}  ${i}=${s};  %{~ endfor }"
}

output "t04" {
  value = "$${x} %%{y} $x %y $ % \" \\ \n \t \u00e9 \U0001F600"
}

output "t05" {
  value = "%{ for x in [1, 2] }%{ if x == 1 }one%{ else }other%{ endif }%{ endfor }"
}

output "t06" {
  value = "%{ for x in [] }a%{ endfor }"
}

output "t07" {
  value = "%{ for k, v in { a = 1 } }${k}${v}%{ endfor }"
}

output "t08" {
  value = "%{ if local.unk == "x" }a%{ endif }"
}

output "t09" {
  value = "%{ if true }${local.num}%{ endif }"
}

output "t10" {
  value = "%{ for x in [1] }${x}%{ endfor }"
}

output "t11" {
  value = "%{ if true }%{ endif }"
}
