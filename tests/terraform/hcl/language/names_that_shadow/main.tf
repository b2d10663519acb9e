locals {
  each  = ["shadow"]
  count = 3
}

output "all" {
  value = [
    [for local in ["a"] : local],
    [for var in [{ x = 1 }] : var.x],
    { for count in ["a"] : count => [for count in ["b"] : count] },
    [for x in [[1, 2], [3]] : [for x in x : x * 2]],
    [for each in local.each : "${each}${local.count}"],
    [for path in ["p"] : path],
  ]
}
