output "all" {
  value = [
    true && false || true, true || false && false, !true || true, !(true || true), 1 == 1 && 2 != 1, "true" && true, !"false", "1" && true,
    true == true, true == "true", 1 == "1", null == null, 1 < 2 == true, !true == false, true ? false : true, "a" == "b" || "a" == "a",
    true && (false || true), "0" || false,
  ]
}
