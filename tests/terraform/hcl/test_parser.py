"""What is HCL and what is not, and what people are told about it."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from hipaacheck_terraform.hcl.configuration import SourceError, load
from hipaacheck_terraform.hcl.expressions import Literal
from hipaacheck_terraform.hcl.lexer import HclError, Lines
from hipaacheck_terraform.hcl.parser import parse_body, parse_expression, parse_template


@pytest.fixture(autouse=True)
def depth() -> Iterator[None]:
    """As many calls as the process of its own allows."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(6_000)
    yield
    sys.setrecursionlimit(before)


ACCEPTED = [
    "",
    "\ufeffa = 1",
    "a = 1",
    "a = 1\r\nb = 2\r\n",
    "a { }",
    "a {}\n",
    'a "b" c "d-e" {\n}',
    "a { b = 1 }",
    "a {\n  b {\n    c = 1\n  }\n}\n",
    "a = [\n1,\n2,\n]",
    "a = {\nb = 1\nc = 2,\nd : 3\n}",
    "a = f(\n1,\n2,\n)",
    "a = (\n1\n+\n2\n)",
    "a = <<E\nE\n",
    "a = <<-E\n  x\n  E\n",
    "a = <<E\r\nx\r\nE\r\n",
    "# only a comment",
    "// only a comment\n/* and\nanother */",
    "a = 1 # behind\nb = 2 // behind\nc = /* between */ 3",
    "a-b = c-d",
    "_ = _a",
    "größe = 1",
    "a = b.c.0.d",
    "a = b.*.c",
    "a = b[*].c[0]",
    "a = a::b(1)",
    "a = f(x...)",
    'a = "$${b} %%{c} $ % \\" \\\\"',
    'a = "${"${"b"}"}"',
]


@pytest.mark.parametrize("text", ACCEPTED)
def test_accepted(text: str) -> None:
    parse_body(text)


REFUSED: dict[str, tuple[int, str]] = {
    "a": (1, "the file ends where '=' or a block's '{' after a was expected"),
    "a =": (1, "the file ends where a value was expected"),
    "a = \n1": (1, "the line ends where a value was expected"),
    "a = 1 b = 2": (1, "'b' stands where the end of the line was expected"),
    "a = 1\na = 2": (2, "the argument a is set twice"),
    "a {\n  b = 1\n": (3, "the file ends where an argument or a block was expected"),
    "a {\n}\n}": (3, "'}' stands where an argument or a block was expected"),
    "a = [1, 2": (1, "the file ends where ']' was expected"),
    "a = [1 2]": (1, "'2' stands where ']' was expected"),
    "a = {\n  b = 1 c = 2\n}": (2, "'c' stands where '}' was expected"),
    "a = {\n  b\n}": (2, "the line ends where '=' or ':' was expected"),
    "a = f(1": (1, "the file ends where ')' was expected"),
    "a = (1\n": (2, "the file ends where ')' was expected"),
    "a = 1 +\n": (2, "the file ends where a value was expected"),
    "a = true ? 1": (1, "the file ends where ':' was expected"),
    "a = 'b'": (1, '"\'" is not expected here'),
    "\n\na = @": (3, "'@' is not expected here"),
    'a = "b': (1, "a string that does not end on its line"),
    'a = "b\nc"': (1, "a string that does not end on its line"),
    'a = "\\x"': (1, "the escape \\x does not exist"),
    'a = "\\U00110000"': (1, "an escape beyond Unicode"),
    'a = "${b"': (1, "a text stands where '}' was expected"),
    'a = "${"': (1, "a string that does not end on its line"),
    'a = "%{ if b }"': (1, "'if' without its endif"),
    'a = "%{ for b in c }"': (1, "'for' without its endfor"),
    'a = "%{ endif }"': (1, "'endif' without its beginning"),
    'a = "%{ while }"': (1, "no template directive 'while'"),
    'a = "%{ for b c }"': (1, "'c' stands where 'in' was expected"),
    "x = 1\na = <<E\ntext\n": (2, "a heredoc without its closing E"),
    "a = [for b c: d]": (1, "'c' stands where 'in' was expected"),
    "a = {for b in c: d}": (1, "'}' stands where '=>' was expected"),
    "a = b.": (1, "the file ends where a name was expected"),
    "a = 1e99999": (1, "a number of this size is not read"),
    "a = " + "[" * 10_000: (1, "nested too deeply"),
    "a = " + "!" * 10_000: (1, "nested too deeply"),
    "a {" * 10_000: (1, "nested too deeply"),
    "b" * 1000: (1, f"the file ends where '=' or a block's '{{' after {'b' * 40} was expected"),
}


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: text[:30])
def test_refused_with_its_line(text: str) -> None:
    with pytest.raises(HclError) as caught:
        parse_body(text)
    assert (Lines(text).of(caught.value.position), caught.value.message) == REFUSED[text]


def test_errors_name_file_and_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "main.tf").write_text("locals {\n  a = \n}\n")
    with pytest.raises(SourceError, match=r"^main\.tf:2: the line ends where a value was expected$"):
        load(tmp_path)


FILES: dict[str, tuple[dict[str, str], str]] = {
    "outside": ({"a.tf": "b = 1\n"}, "a.tf:1: the argument b stands outside of any block"),
    "labels": ({"a.tf": '\nresource "x" {\n}\n'}, "a.tf:2: resource takes 2 labels, not 1"),
    "twice": (
        {"a.tf": 'variable "v" {\n}\n', "b.tf": '\n\nvariable "v" {\n}\n'},
        "b.tf:3: variable v is declared twice, first in a.tf",
    ),
    "local twice": ({"a.tf": "locals {\n  v = 1\n}\nlocals {\n  v = 2\n}\n"}, "a.tf:5: local.v is declared twice"),
    "json": ({"a.tf.json": '{"a": \n}'}, "a.tf.json:2: not JSON: Expecting value"),
    "json list": ({"a.tf.json": "[1]"}, "a.tf.json:1: an object of blocks was expected"),
    "json template": (
        {"a.tf.json": '{"locals": {"a": "${"}}'},
        "a.tf.json:1: in a text: the file ends where a value was expected",
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_folders_that_are_refused(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    files, message = FILES[name]
    for file, text in files.items():
        (tmp_path / file).write_text(text)
    with pytest.raises(SourceError) as caught:
        load(tmp_path)
    assert str(caught.value) == message


CONSTANTS: dict[str, Any] = {
    '"a"': "a",
    '"e\u0301"': "é",
    '"\\u00e9\\t\\n\\r\\"\\\\"': 'é\t\n\r"\\',
    '"$${a} %%{b} $c %d"': "${a} %{b} $c %d",
    "1.50": 1.5,
    "0.1": 0.1,
    "1e3": 1000,
    "9007199254740993": 9007199254740993,
    "null": None,
    "<<E\na\r\nb\nE\n": "a\r\nb\n",
    "<<-E\n\ta\n\t  b\n  E\n": "a\n  b\n",
}


@pytest.mark.parametrize("text", CONSTANTS)
def test_constants(text: str) -> None:
    found = parse_expression(text)
    assert isinstance(found, Literal)
    assert found.value == CONSTANTS[text]
    assert type(found.value) is type(CONSTANTS[text])


def test_a_template_of_one_text_is_that_text() -> None:
    found = parse_template('a\n"b" \\n $${c}\n')
    assert isinstance(found, Literal)
    assert found.value == 'a\n"b" \\n ${c}\n'


LONG = {
    "comment without end": "/*" + "*" * 200_000,
    "comments": "/* x */ " * 15_000,
    "string without end": 'a = "' + "\\\\" * 100_000,
    "dollars": 'a = "' + "$" * 200_000,
    "escaped openings": 'a = "' + "$${" * 70_000,
    "openings": 'a = "' + "${" * 100_000,
    "quoted openings": 'a = "' + '${"' * 70_000,
    "heredoc without end": "a = <<E\n" + "  x\n" * 50_000,
    "spaces in a heredoc": "a = <<-E\n" + " " * 200_000,
    "brackets": "a = " + "[" * 100_000 + "]" * 100_000,
    "name": "a" * 200_000,
    "spaces": " " * 200_000 + "!",
    "templates": 'a = "' + "${b}" * 10_000 + '"',
    "digits": "a = " + "1" * 200_000,
}


@pytest.mark.parametrize("name", LONG)
def test_time_grows_with_length_alone(name: str) -> None:
    """Anything worse than about linear takes minutes for these."""
    start = time.process_time()
    with suppress(HclError):
        parse_body(LONG[name], comments=True)
    assert time.process_time() - start < 2
