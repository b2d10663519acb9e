output "all" {
  value = [core::upper("a"), core::max(1, 2), core::try(null.x, "fallback"), max([1, 5]...), core::can(1)]
}
