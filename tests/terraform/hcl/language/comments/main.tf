output "c00" {
  value = [
  1, # one
  2, // two
  /* three */ 3,
]
}

output "c01" {
  value = /* a */ 1 /* b */ + /* c
*/ 2
}

output "c02" {
  value = 1 # c
}

output "c03" {
  value = [
  # only a comment
]
}

output "c04" {
  value = {
  # c
  a = 1 # x

  /* y */ b = 2

}
}

output "c05" {
  value = { a = 1 /* x */, b = 2 }
}
