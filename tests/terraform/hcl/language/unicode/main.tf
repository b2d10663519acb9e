locals {
  grüße  = "Grüße 😀 日本語"
  joined = "e\u0301" == "é"
}

resource "terraform_data" "ключ" {
  for_each = toset(["é", "ß", "日", "Z", "a", "A", "_", "😀"])
  input    = upper(each.key)
}

output "all" {
  value = [
    local.grüße, local.joined, length("é"), length("👨‍👩‍👧"), substr("日本語", 1, 1), [for key in ["é", "e", "z", "Z"] : key],
    { "ключ" = 1, "a é" = 2 }, keys({ z = 1, "é" = 2, a = 3, "Z" = 4 }), split("", "aé"), "\U0001F600", upper("ß"), strrev("aé"),
    reverse(sort(["é", "z", "a"])), format("%5s|%-5s|", "é", "日"), jsonencode("é<\u2028"), "tab\there",
  ]
}
