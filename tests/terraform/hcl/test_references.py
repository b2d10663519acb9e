"""Where a value comes from: exactly one attribute, unchanged; or one of several; or from anywhere. A wrong answer is a wrong verdict."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hipaacheck_terraform.hcl.child import answered
from hipaacheck_terraform.hcl.records import Question

ROOT = """
resource "b" "one" {
  name = "known"
}
resource "b" "other" {
}
resource "b" "counted" {
  count = 2
  peer  = b.other.id
}
resource "b" "each" {
  for_each = toset(["x", "y"])
}
resource "b" "maybe" {
  count = b.one.n
}
data "d" "found" {
}
variable "unset" {}
variable "secret" {
  sensitive = true
  default   = "x"
}
locals {
  id  = b.one.id
  ids = [b.one.id, b.other.id]
  map = { one = b.one.id, other = b.other.id }
}
module "m" {
  source = "./m"
  id     = b.one.id
  object = b.one.object
  filled = b.one.arn_or_null
}
module "n" {
  source   = "./m"
  for_each = { p = b.one.id, q = b.other.id }
  id       = each.value
}
module "u" {
  source = "./m"
  count  = b.one.n
  id     = b.one.id
}
module "c" {
  source = "./m"
  count  = 2
  id     = b.counted[count.index].id
}
"""
MODULE = """
variable "id" {}
variable "object" {
  type    = object({ a = optional(string, "default"), b = optional(string) })
  default = {}
}
variable "filled" {
  type     = string
  default  = "default"
  nullable = false
}
resource "b" "own" {
  x = var.id
}
output "id" {
  value = var.id
}
output "own" {
  value = b.own.id
}
output "text" {
  value = "${var.id}/x"
}
output "secret" {
  value     = var.id
  sensitive = true
}
output "attribute" {
  value = var.object.a
}
output "filled" {
  value = var.filled
}
"""
EXACT = {
    "b.one.id": "b.one.id",
    '"${b.one.id}"': "b.one.id",
    "(b.one.id)": "b.one.id",
    "b.one": "b.one",
    "b.one.nested[0].id": "b.one.nested.0.id",
    'b.one["id"]': "b.one.id",
    'b.one.map["k"]': "b.one.map.k",
    "local.id": "b.one.id",
    "local.ids[1]": "b.other.id",
    'local.map["other"]': "b.other.id",
    'join("", [b.one.id])': "b.one.id",
    "element([b.one.id, b.other.id], 1)": "b.other.id",
    "element(b.counted[*].id, 5)": "b.counted[1].id",
    "b.counted[0].id": "b.counted[0].id",
    "b.counted[0].peer": "b.other.id",
    'b.each["x"].id': 'b.each["x"].id',
    "[for x in b.counted : x.id][1]": "b.counted[1].id",
    '{ for k, x in b.each : k => x.id }["y"]': 'b.each["y"].id',
    'try(b.counted[0].id, "")': "b.counted[0].id",
    "true ? b.one.id : b.other.id": "b.one.id",
    "b.one.n ? b.one.id : b.one.id": "b.one.id",
    "b.one.id == null ? b.other.id : b.one.id": "b.one.id",
    'coalesce("", b.one.id)': "b.one.id",
    "coalesce(b.one.id, b.other.id)": "b.one.id",
    "concat([b.one.id], [b.other.id])[1]": "b.other.id",
    'lookup({ a = b.one.id }, "a", b.other.id)': "b.one.id",
    "merge({ a = b.one.id }, { a = b.other.id }).a": "b.other.id",
    "reverse(local.ids)[0]": "b.other.id",
    "tostring(b.one.id)": "b.one.id",
    "jsondecode(jsonencode({ a = b.one.id })).a": "b.one.id",
    "module.m.id": "b.one.id",
    "module.m.own": "module.m.b.own.id",
    'module.n["p"].id': "b.one.id",
    'module.n["q"].own': 'module.n["q"].b.own.id',
    "module.c[1].id": "b.counted[1].id",
    "values(module.n)[1].id": "b.other.id",
}
OPEN = {
    '"${b.one.id}/*"': "b.one.id",
    'join(",", local.ids)': "b.one.id b.other.id",
    'join("", b.counted[*].id)': "b.counted[0].id b.counted[1].id",
    "b.one.n ? b.one.id : b.other.id": "b.one.id b.other.id",
    "b.one.n ? b.one.id : null": "b.one.id",
    'b.one.n == null ? "" : b.one.id': "b.one.id",
    "try(b.one.nested[0].id, b.other.id)": "b.one.nested.0.id b.other.id",
    "coalesce(b.one.n, b.other.id)": "b.one.n b.other.id",
    "compact([b.one.n, b.other.id])[0]": "b.one.n b.other.id",
    "lookup({ a = b.one.id }, b.one.n, b.other.id)": "b.one.id b.one.n b.other.id",
    "local.ids[b.one.n]": "b.one.id b.one.n b.other.id",
    "toset([b.one.id])": "b.one.id",
    "sort(local.ids)[0]": "b.one.id b.other.id",
    'replace(b.one.id, "a", "b")': "b.one.id",
    "b.one.list[*].id": "b.one.list",
    "module.m.text": "b.one.id",
    "module.m.attribute": "b.one.object",
    "module.m.filled": "b.one.arn_or_null",
    '"%{ for x in local.ids }${x}%{ endfor }"': "b.one.id b.other.id",
}
ANYWHERE = [
    "b.counted[b.one.n].peer",
    "b.each[b.one.id].id",
    "(b.one.n ? b.counted[0] : b.counted[1]).peer",
    "element(b.counted, b.one.n).peer",
    "b.maybe[0].id",
    "one(b.maybe[*].id)",
    'try(b.maybe[0].id, "")',
    "concat(b.maybe[*].id, [b.one.id])[0]",
    "module.n[b.one.n].id",
    "module.u[0].id",
    "module.u[*].own",
    "var.unset",
    '"${var.unset}-${b.one.id}"',
    "coalesce(var.unset, b.one.id)",
    "data.d.found.id",
    "module.nothing.id",
    "nonexistent(b.one.id)",
]
SECRET = ["var.secret", '"${var.secret}${b.one.id}"', "sensitive(b.one.id)", "module.m.secret", "upper(var.secret)"]
ALL = [*EXACT, *OPEN, *ANYWHERE, *SECRET]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Any, Any, Any]]:
    """Value, link and whether it is secret, for each expression."""
    folder = tmp_path_factory.mktemp("references")
    (folder / "m").mkdir()
    (folder / "m" / "m.tf").write_text(MODULE)
    resources = (f'resource "a" "r{number}" {{\n  x = {expression}\n}}\n' for number, expression in enumerate(ALL))
    (folder / "main.tf").write_text(ROOT + "".join(resources))
    answer = answered(Question(folder=str(folder), within=str(folder), schema=str(folder)))
    assert answer.error is None
    by_address = {resource.address: resource for resource in answer.resources}
    rows = {}
    for number, expression in enumerate(ALL):
        resource = by_address[f"a.r{number}"]
        secret = isinstance(resource.sensitive, dict) and resource.sensitive.get("x")
        rows[expression] = resource.values["x"], resource.expressions["x"], secret
    return rows


@pytest.mark.parametrize("expression", EXACT)
def test_one_attribute_unchanged(expression: str, found: dict[str, tuple[Any, Any, Any]]) -> None:
    value, link, _ = found[expression]
    assert (value, link["references"], link["exact"], link["complete"]) == (None, [EXACT[expression]], True, True)


@pytest.mark.parametrize("expression", OPEN)
def test_made_of_these_and_nothing_else(expression: str, found: dict[str, tuple[Any, Any, Any]]) -> None:
    value, link, _ = found[expression]
    assert (value, " ".join(link["references"]), link["exact"], link["complete"]) == (None, OPEN[expression], False, True)


@pytest.mark.parametrize("expression", ANYWHERE)
def test_it_may_come_from_elsewhere(expression: str, found: dict[str, tuple[Any, Any, Any]]) -> None:
    value, link, _ = found[expression]
    assert (value, link["complete"]) == (None, False)


@pytest.mark.parametrize("expression", SECRET)
def test_what_is_sensitive_is_not_told(expression: str, found: dict[str, tuple[Any, Any, Any]]) -> None:
    assert found[expression] == (None, {}, True)


def test_one_number_is_one_value(tmp_path: Path) -> None:
    lines = ["local.u", "local.u", "upper(b.x.id)", "tolist([b.x.id, 1, 2])[1]", "tolist([b.x.id, 1, 2])[2]"]
    body = "\n".join(f"  x{number} = {line}" for number, line in enumerate(lines))
    same = "\n  y = local.mixed[1] == local.mixed[2]\n  z = local.u == local.u\n  w = module.m[0] == module.m[1]"
    (tmp_path / "m").mkdir()
    (tmp_path / "main.tf").write_text(
        'locals {\n  u = upper(b.x.id)\n  mixed = tolist([b.x.id, 1, 2])\n}\nresource "b" "x" {\n}\n'
        f'module "m" {{\n  source = "./m"\n  count = b.x.n\n}}\nresource "a" "r" {{\n{body}{same}\n}}\n'
    )
    answer = answered(Question(folder=str(tmp_path), within=str(tmp_path), schema=str(tmp_path)))
    resource = next(item for item in answer.resources if item.address == "a.r")
    numbers = [resource.expressions[f"x{number}"].get("same") for number in range(5)]
    assert numbers[0] == numbers[1]
    assert len(set(numbers)) == 4
    assert (resource.values["y"], resource.values["z"], resource.values["w"]) == (None, True, None)
