output "h00" {
  value = <<EOT
hello
  world
EOT
}

output "h01" {
  value = <<-EOT
    hello
      world
    EOT
}

output "h02" {
  value = <<-EOT
    hello ${local.num}
      world

    x
  EOT
}

output "h03" {
  value = <<-EOT
    ${local.num}
      world
  EOT
}

output "h04" {
  value = <<-EOT
	tab
	  two
  EOT
}

output "h05" {
  value = <<EOT
%{ for s in local.lst ~}
  ${s}
%{ endfor ~}
end
EOT
}

output "h06" {
  value = <<EOT
%{ for s in local.lst }
  ${s}
%{ endfor }
end
EOT
}

output "h07" {
  value = <<EOT
a ${~ "b" ~}


  c
EOT
}

output "h08" {
  value = <<EOT
a


  ${~ "b" }
  c
EOT
}

output "h09" {
  value = <<EOT
EOT
}

output "h10" {
  value = <<EOT

EOT
}

output "h11" {
  value = <<-EOT

    a

    b
    EOT
}

output "h12" {
  value = <<-EOT
    a
   
      b
    EOT
}

output "h13" {
  value = upper(<<EOT
x
EOT
)
}

output "h14" {
  value = [<<A
a
A
, <<B
b
B
]
}

output "h15" {
  value = <<-EOT
    a
        
      b
    EOT
}

output "h16" {
  value = <<-EOT
    a
  
      b
    EOT
}

output "h17" {
  value = <<-EOT
    a
 ${local.num}
      b
    EOT
}

output "h18" {
  value = <<-EOT
    a ${local.num}
    ${local.num}
      b
    EOT
}

output "h19" {
  value = <<-EOT
      ${local.num}
    b
    EOT
}

output "h20" {
  value = <<-EOT
      %{ if true }
    b
      %{ endif }
    EOT
}

output "h21" {
  value = <<-EOT
    a ${"x"}    
        ${"y"}
    EOT
}

output "h22" {
  value = <<-EOT
    a $${x}
        $${y}
    EOT
}

output "h23" {
  value = <<-EOT
    a
EOT
}

output "h24" {
  value = <<-EOT
  é
    EOT
}

output "h25" {
  value = <<EOT
a
${~ "b" }
EOT
}

output "h26" {
  value = <<EOT
a

${~ "b" }
EOT
}

output "h27" {
  value = <<EOT
a   $${x}   ${~ "b" ~}   $${y}
EOT
}

output "h28" {
  value = <<EOT
${"b" ~}   
   c
EOT
}

output "h29" {
  value = <<-EOT
    x
    ${"b" ~}   
       c
    EOT
}

output "h30" {
  value = <<-EOT
    x
    %{~ if true ~}
      c
    %{~ endif ~}
    d
    EOT
}

output "h31" {
  value = <<EOT
   %{~ for s in local.lst ~}
   item ${s}
   %{~ endfor ~}
EOT
}

output "h32" {
  value = <<EOT
EOT2
  EOTx
EOT
}

output "h33" {
  value = <<EOT
a
EOT   
}

output "h34" {
  value = <<EOT
a
  EOT
}

output "h35" {
  value = templatestring(local.t1, { l = ["a", "b"] })
}

output "h36" {
  value = templatestring(local.t2, { x = "X" })
}

output "h37" {
  value = templatestring(local.t3, { x = "X" })
}

output "h38" {
  value = { a = <<EOT
x
EOT
  b = 2
}
}

output "h39" {
  value = [<<-EOT
  x
  EOT
]
}

output "h40" {
  value = "${<<EOT
in
EOT
}"
}

output "h41" {
  value = <<-EOT
  ${5}
  EOT
}
