"""Damaged and hostile configurations end in an answer: no exception, no endless time, no more memory than there is."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipaacheck_terraform.hcl.child import answered
from hipaacheck_terraform.hcl.lexer import HclError
from hipaacheck_terraform.hcl.parser import parse_body
from hipaacheck_terraform.hcl.records import Question
from hipaacheck_terraform.worker import Worker

CLINIC = Path(__file__).parents[3] / "examples" / "clinic"
TEXTS = sorted(path.read_text("utf-8") for path in CLINIC.glob("*.tf"))
WORDS = """{ } [ ] ( ) " ${ %{ ~} $${ \\ /* */ # ... . * [*] => ? : , = == && ! - for in if each.key count.index null 1e9 dynamic
var local data module self try( jsonencode( merge( toset( file( é path.module terraform templatefile( can( one( for_each=5 count=-1"""
PIECES = st.sampled_from([*WORDS.split(), "\n", "<<E\n", "<<-E\n", "\nE\n", "\r\n", "\ufeff", "\x00", '"${var.x}"'])


@pytest.fixture(autouse=True)
def depth() -> Iterator[None]:
    """As many calls as the process of its own allows."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(6_000)
    yield
    sys.setrecursionlimit(before)


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A real text, cut and with pieces put in and taken out."""
    text = draw(st.sampled_from(TEXTS))
    start = draw(st.integers(0, max(len(text) - 1500, 0)))
    text = text[start : start + draw(st.integers(0, 1500))] if draw(st.booleans()) else text
    for _ in range(draw(st.integers(1, 4))):
        at, length = draw(st.integers(0, len(text))), draw(st.integers(0, 12))
        text = text[:at] + draw(st.one_of(PIECES, st.text(max_size=3))) + text[at + length :]
    return text


@settings(max_examples=40, derandomize=True, deadline=None)
@given(damaged())
def test_a_damaged_text_is_parsed_or_refused(text: str) -> None:
    with suppress(HclError):
        parse_body(text, comments=True)


EXPRESSIONS = [
    "foo", "[foo]", "{ a = foo }", "jsonencode(foo)", "toset([foo])", "merge(foo, {})", "upper(foo)", "[for x in foo : x]", "local",
    "[var, local, module, data, path, terraform]", "each", "count", "self", "foo.bar", "data.foo", "module.foo.bar", "local.missing",
    "can()", "try()", "file()", "templatefile()", 'templatefile("x")', "templatestring()", "sensitive()", "nonsensitive()",
    "issensitive()", "fileexists()", "max([]...)", "max(null...)", "can([1]...)", "try([1]...)", "upper(1, 2, 3)", "1 / 0", "5 % 0",
    '"x" + 1', "null + 1", "!null", "null.a", "null[0]", "[][0]", "{}[0]", "{}.a", "[1].a", '"a"[0]', "true[*]", "-true", "{ null = 1 }",
    "{ (null) = 1 }", "{ ([]) = 1 }", '"${[]}"', '"${null}"', "null ? 1 : 2", "[] ? 1 : 2", "[for x in 5 : x]", "{ for x in [1, 1] : x => x }",
    'file("a\\u0000b")', 'file("~nobody-here/x")', 'file(".")', "9e300 * 9e300", "1e-300 * 1e-300", '"\\ud800"', "toset([null])",
    "toset([{}])", "tolist({})", 'jsondecode("[")', 'jsondecode("1e999")', 'yamldecode("a: [")', 'base64decode("é")', "zipmap([1], [])",
    "a.r.x", "a.r", "[a.r]", "a.r[0]", "length(a.r)", "local.circle", "local.other", "module.m", "module.m.x", "[module.m][0].x",
]  # fmt: skip
FRAME = """
locals {{
  circle = local.other
  other  = [local.circle]
}}
module "m" {{
  source = "./m"
  x      = module.m.x
}}
resource "a" "r" {{
  {meta} = {expression}
  x      = {expression}
  nested {{
    y = {expression}
  }}
  dynamic "d" {{
    for_each = {expression}
    content {{
      z = d.value
    }}
  }}
}}
variable "v" {{
  type    = {expression}
  default = {expression}
}}
output "o" {{
  value = [var.v, {expression}]
}}
provider "a" {{
  region = {expression}
}}
"""


@pytest.mark.parametrize("meta", ["count", "for_each", "y"])
def test_every_odd_expression_at_every_place_has_an_answer(meta: str, tmp_path: Path) -> None:
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "m.tf").write_text('variable "x" {}\noutput "x" {\n  value = var.x\n}\n')
    for expression in EXPRESSIONS:
        (tmp_path / "main.tf").write_text(FRAME.format(meta=meta, expression=expression))
        answer = answered(Question(folder=str(tmp_path), within=str(tmp_path), schema=str(tmp_path / "none")))
        assert answer.error is None, expression


def doubling(line: str, last: str) -> str:
    """Forty locals, each of the next one twice."""
    lines = "".join(f"  a{number} = {line.format(f'local.a{number + 1}')}\n" for number in range(40))
    return f'locals {{\n{lines}  a40 = {last}\n}}\nresource "a" "r" {{\n  x = local.a0\n}}\n'


HOSTILE = {
    "texts": doubling('"${{{0}}}${{{0}}}"', '"x"'),
    "concatenated": doubling("concat({0}, {0})", "[1]"),
    "numbers": doubling("{0} * {0}", "7"),
    "circle": 'locals {\n  a = [local.b, local.b]\n  b = [local.a, local.a]\n}\nresource "a" "r" {\n  x = local.a\n}\n',
    "long list": 'resource "a" "r" {\n  x = [' + "1, " * 20_000 + "]\n}\n",
    "long sum": 'resource "a" "r" {\n  x = ' + "1 + " * 20_000 + "1\n}\n",
    "long traversal": 'resource "a" "r" {\n  x = y' + ".z" * 20_000 + "\n}\n",
    "many names": "locals {\n" + "".join(f"  a{n} = local.a{n + 1}\n" for n in range(4_000)) + "  a4000 = 1\n}\n"
    'resource "a" "r" {\n  x = local.a0\n}\n',
}  # fmt: skip


def test_hostile_configurations_leave_the_process_alive(tmp_path: Path) -> None:
    worker = Worker(seconds=60)
    try:
        processes = set()
        for name, text in HOSTILE.items():
            folder = tmp_path / name
            folder.mkdir()
            (folder / "main.tf").write_text(text)
            answer = worker.ask(Question(folder=str(folder), within=str(folder), schema=str(folder)), name)
            processes.add(worker.pid)
            if name in ("long sum", "long traversal", "many names"):
                assert "too deeply" in (answer.error or "")
            else:
                assert (name, answer.error, len(answer.resources)) == (name, None, 1)
        assert len(processes) == 1
    finally:
        worker.stop()
