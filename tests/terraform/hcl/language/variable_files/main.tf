variable "from_default" {
  default = "default"
}

variable "from_tfvars" {
  default = "default"
}

variable "from_json" {
  default = "default"
}

variable "from_auto" {
  default = "default"
}

variable "from_auto_json" {
  default = "default"
}

variable "from_second_auto" {
  default = "default"
}

variable "from_file" {
  default = "default"
}

variable "from_command" {
  default = "default"
}

variable "list" {
  type = list(number)
}

variable "list_from_command" {
  type = list(number)
}

variable "object" {
  type = object({ a = string, b = optional(number, 2) })
}

variable "number_from_command" {
  type = number
}

output "all" {
  value = [
    var.from_default, var.from_tfvars, var.from_json, var.from_auto, var.from_auto_json, var.from_second_auto, var.from_file,
    var.from_command, var.list, var.list_from_command, var.object, var.number_from_command,
  ]
}
