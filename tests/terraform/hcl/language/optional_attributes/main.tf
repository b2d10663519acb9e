variable "bucket" {
  type = object({
    name      = string
    versioned = optional(bool, true)
    days      = optional(number)
    tags      = optional(map(string), {})
    rules = optional(list(object({
      id      = string
      enabled = optional(bool, true)
      after   = optional(object({ days = optional(number, 30) }), {})
    })), [])
    logging = optional(object({ prefix = optional(string, "log/") }))
  })
  default = {
    name    = "b"
    days    = "7"
    rules   = [{ id = "one" }, { id = "two", enabled = false, after = { days = null } }, { id = 3, after = null }]
    tags    = null
    unknown = "dropped"
  }
}

variable "map" {
  type    = map(object({ a = optional(string, "x"), b = optional(set(string)) }))
  default = { one = {}, two = { a = "y", b = ["q", "p"] }, three = { a = null } }
}

variable "with_logging" {
  type    = object({ logging = optional(object({ prefix = optional(string, "log/"), on = optional(bool, false) }), { on = true }) })
  default = {}
}

output "bucket" {
  value = var.bucket
}

output "map" {
  value = var.map
}

output "with_logging" {
  value = var.with_logging
}
