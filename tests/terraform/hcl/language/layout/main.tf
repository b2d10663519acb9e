# comment
// comment
/* comment
   of lines */ locals { one = 1 }
locals {

  two = 2 # behind

  three = [ /* in */ 1, # and
    2 // more
    , 3 ]
  four = {
    a = 1, # first
    b : 2 // second

    /* before */ c = 3
  }
  five = ( # open
    1
    +
    2
  )
  six = true ? 1 : 2
  seven = max( 1,
    2 )
  eight = { for k in ["a",
    "b"] :
    k => k
  if k != "a" }
  nine = [
    for k in ["a"] :
    k
  ]
  ten = local.four["a"]
  a-b = "dash"
  _under = "under"
  ünï = "names"
}
output "all" { value = [local.one, local.two, local.three, local.four, local.five, local.six, local.seven, local.eight, local.nine, local.ten] }
output names {
  value = [local.a-b, local._under, local.ünï]
}
resource terraform_data "unquoted" { input = 1 }
resource "terraform_data" unquoted_too {
  input = {}
}
