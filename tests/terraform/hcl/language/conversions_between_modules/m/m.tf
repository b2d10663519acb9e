variable "text" {
  type = string
}

variable "numbers" {
  type = list(number)
}

variable "set" {
  type = set(number)
}

variable "object" {
  type = object({ a = string, b = string })
}

variable "map" {
  type = map(string)
}

variable "tuple" {
  type = list(string)
}

output "all" {
  value = [var.text, var.numbers, var.set, var.object, var.map, var.tuple, var.set == toset([1, 2, 3]), var.text == "5"]
}
