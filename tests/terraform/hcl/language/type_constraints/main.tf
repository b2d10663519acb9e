variable "text" {
  type    = string
  default = 5
}

variable "number" {
  type    = number
  default = "1.50"
}

variable "flag" {
  type    = bool
  default = "true"
}

variable "any_list" {
  type    = list(any)
  default = [1, "a", true]
}

variable "any_map" {
  type    = map(any)
  default = { a = 1, b = "x" }
}

variable "any_objects" {
  type    = map(any)
  default = { a = { n = 1 }, b = { n = "x" } }
}

variable "any_set" {
  type    = set(any)
  default = [1, "1", 2]
}

variable "any" {
  type    = any
  default = { a = [1, "x"] }
}

variable "list" {
  type    = list(number)
  default = ["1", 2]
}

variable "set" {
  type    = set(string)
  default = ["b", "a", "b", 3]
}

variable "tuple" {
  type    = tuple([string, number, bool])
  default = [1, "2", "false"]
}

variable "nested" {
  type    = map(list(object({ a = string })))
  default = { k = [{ a = 1, more = 2 }] }
}

variable "untyped" {
  default = { a = [1, "x", null], b = {} }
}

variable "list_from_set" {
  type    = list(string)
  default = ["b", "a"]
}

variable "null_text" {
  type    = string
  default = null
}

variable "old" {
  type    = list
  default = [1, "a"]
}

variable "map_of_object" {
  type    = map(string)
  default = { a = 1, b = true, c = null }
}

output "all" {
  value = [var.text, var.number, var.flag, var.any_list, var.any_map, var.any_objects, var.any_set, var.any, var.list, var.set]
}

output "rest" {
  value = [var.tuple, var.nested, var.untyped, var.list_from_set, var.null_text, var.map_of_object]
}

output "old" {
  value = var.old
}

output "compared" {
  value = [var.text == "5", var.number == 1.5, var.any_list[0] == "1", var.null_text == null]
}
