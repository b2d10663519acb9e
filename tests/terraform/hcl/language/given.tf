resource "terraform_data" "u" { input = "in" }
resource "terraform_data" "c" {
  count = 2
  input = "c${count.index}"
}
locals {
  unk = terraform_data.u.id
  num = 5
  lst = ["a", "b", "c"]
  obj = { a = 1, b = "two", c = [1, 2], d = { e = null } }
  nul = null
  set = toset(["x", "y"])
}
variable "sl" {
  type    = list(string)
  default = ["p", "q"]
}
variable "emptyl" {
  type    = list(string)
  default = []
}
variable "mp" {
  type    = map(string)
  default = { k = "v", l = "w" }
}
variable "o" {
  type = object({ a = optional(string, "da"), b = optional(number), c = optional(list(string), []) })
  default = { b = "7" }
}
