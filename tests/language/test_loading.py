"""Controls that do not load: the message names file, line, column, and the remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from hipaacheck import PredicateSpec
from hipaacheck.errors import ControlError
from hipaacheck.language.nodes import compose
from hipaacheck.language.pack import read_documents
from hipaacheck.language.parse import Context
from hipaacheck.language.selftest import check
from tests.support.controls import HEAD, parse
from tests.support.toys import VOCABULARY

LUCKY = {"lucky": PredicateSpec(name="lucky", assets=("toy.thing",), arguments={"number": "integer"}, load="x:y")}

# require body → what the one message must say, after "toy.yaml:"
MISTAKES: dict[str, str] = {
    "{sise: 3}": "6:11: toy.thing has no attribute 'sise'; did you mean 'size'?",
    "{rule.opn: true}": "6:11: Rule has no attribute 'opn'; did you mean 'open'?",
    "{owner.trustd: true}": "6:11: toy.owner has no attribute 'trustd'; did you mean 'trusted'?",
    "{rules.open: true}": "6:11: rules is a list; use some, every, none or count on it",
    "{lit: {eqq: true}}": "unknown operator 'eqq'; did you mean 'eq'?",
    "{lit: 3}": "6:16: 3 is not true or false",
    "{size: true}": "6:17: true is not integer",
    "{size: {gt: 3}}": "6:18: size can be null: add 'absent: true' or 'absent: false'",
    "{word: {ne: a}}": "6:18: word can be null",
    "{rules: {some: {open: true}}}": "6:19: rules can be null",
    "{lit: {eq: true, absent: false}}": "lit is never null, so 'absent' does nothing",
    "{lit: {present: true}}": "lit is never null, so 'present' decides nothing",
    "{lit: {lt: 3}}": "'lt' does not take lit, which is true or false",
    "{words: a}": "'eq' does not take words, which is list of text; use some, every, none or count",
    "{rule: {eq: x}}": "'eq' does not take rule",
    "{word: {eq: null}}": "null is not compared; use {present: false}",
    "{word: {in: a}}": "expected a list of values",
    "{word: {in: []}}": "expected a list of values",
    "{word: {matches: '(', absent: false}}": "not a regular expression",
    "{made: {older_than: soon, absent: false}}": "'soon' is not a duration such as 90d",
    "{word: {within: [10.0.0.0/99], absent: false}}": "10.0.0.0/99",
    "{word: {present: yes please}}": "'present' takes true or false",
    "{word: {absent: true}}": "say what word must be",
    "{word: {ne: a, absent: maybe}}": "'absent' is true or false",
    "{words: {some: {gt: 3}}}": "'gt' does not take the item, which is text",
    "{lit: {some: {eq: true}}}": "'some' needs a list; lit is true or false",
    "{words: {count: 3}}": "'count' takes a mapping",
    "{words: {count: {where: {eq: a}}}}": "'count' needs a comparison",
    "{words: {count: {ge: 1, whre: {eq: a}}}}": "'count' takes eq, ne, lt, le, gt, ge and where, not 'whre'",
    "{word: $who}": "no parameter 'who'",
    "{call: {name: luckey, number: 1}}": "no predicate 'luckey'; did you mean 'lucky'?",
    "{call: {name: lucky}}": "predicate 'lucky' needs the argument 'number'",
    "{call: {name: lucky, number: x}}": "'x' is not integer",
    "{call: {name: lucky, number: 1, numer: 2}}": "has no argument 'numer'; did you mean 'number'?",
    "{owner: {call: {name: lucky, number: 1}}}": "unknown operator 'call'",
    "{}": "an empty predicate decides nothing",
    "{all: []}": "'all' takes a list of predicates",
    "{not: 3}": "expected a mapping",
    "[1]": "expected a mapping",
}


@pytest.mark.parametrize("body", MISTAKES)
def test_a_mistyped_predicate_is_refused_at_its_place(body: str) -> None:
    with pytest.raises(ControlError) as caught:
        parse(f"require: {body}", predicates=LUCKY)
    assert len(caught.value.problems) == 1, str(caught.value)
    assert MISTAKES[body] in str(caught.value)
    assert str(caught.value).startswith("toy.yaml:6:")


DOCUMENTS: dict[str, tuple[str, str]] = {
    "missing keys": ("id: toy-thing-x\n", "toy.yaml:1:1: missing title, severity, asset, safeguards, require"),
    "unknown key": (HEAD + "require: {lit: true}\nremedation: x\n", "toy.yaml:7:1: unknown key 'remedation'; did you mean 'remediation'?"),
    "duplicate key": (HEAD + "require: {lit: true}\nrequire: {lit: true}\n", "toy.yaml:7:1: duplicate key 'require'; the first is on line 6"),
    "unknown asset type": (HEAD.replace("toy.thing", "toy.thingy") + "require: {lit: true}\n", "no asset type 'toy.thingy'; did you mean 'toy.thing'?"),
    "unknown citation": (HEAD.replace("164.312(b)", "164.312(z)") + "require: {lit: true}\n", "no safeguard '164.312(z)'; did you mean '164.312(b)'?"),
    "severity": (HEAD.replace("low", "lo") + "require: {lit: true}\n", "'severity' must be one of critical, high, medium, low; did you mean 'low'?"),
    "id": (HEAD.replace("toy-thing-x", "Toy_X") + "require: {lit: true}\n", "must be lower-case words joined with dashes"),
    "unused parameter": (HEAD + "params: {a: {type: string, default: b, doc: c}}\nrequire: {lit: true}\n", "parameter 'a' is not used"),
    "parameter type": (HEAD + "params: {a: {type: text, default: b, doc: c}}\nrequire: {word: $a}\n", "no parameter type 'text'"),
    "parameter default": (HEAD + "params: {a: {type: integer, default: b, doc: c}}\nrequire: {size: $a}\n", "default of 'a': 'b' is not integer"),
    "parameter that does not fit": (HEAD + "params: {a: {type: string, default: b, doc: c}}\nrequire: {size: $a}\n", "parameter 'a' does not fit here"),
    "placeholder": (HEAD + "message: '{sise}'\nrequire: {lit: true}\n", "toy.yaml:6:10: toy.thing has no attribute 'sise'; did you mean 'size'?"),
    "placeholder of a record": (HEAD + "message: '{rule}'\nrequire: {lit: true}\n", "a message can show plain values only"),
    "not YAML": ("a: [", "toy.yaml:2:1: not YAML"),
    "a list": ("- a\n", "a control is a mapping"),
    "empty": ("# nothing\n", "no control in this file"),
    "norway": (HEAD + "require: {word: no}\n", "YAML reads no as a boolean; write true or false, or quote it"),
    "octal": (HEAD + "require: {word: 012345670123}\n", "YAML reads 012345670123 as another number"),
    "sexagesimal": (HEAD + "require: {word: 12:30}\n", "YAML reads 12:30 as another number"),
    "date": (HEAD + "require: {word: 2026-01-01}\n", "YAML reads 2026-01-01 as a date; quote it"),
    "alias": ("a: &x {b: c}\nd: *x\n", "aliases"),
    "number as key": ("1: a\n", "a key must be text"),
    "tag": ("a: !!binary aGk=\n", "toy.yaml:1:4: the YAML tag !!binary is not supported; remove it"),
    "deep": ("a: " + "[" * 100 + "]" * 100, "nested deeper"),
}  # fmt: skip


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_with_a_mistake_is_refused(name: str) -> None:
    text, message = DOCUMENTS[name]
    with pytest.raises(ControlError) as caught:
        parse(text, head="")
    assert message in str(caught.value)


def test_every_mistake_of_every_file_is_listed(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/one.yaml").write_text(HEAD.replace("toy-thing-x", "a-one") + "require: {sise: 3}\n")
    (tmp_path / "a/two.yaml").write_text(HEAD + "require: {lit: 3}\n")
    with pytest.raises(ControlError) as caught:
        read_documents(tmp_path, Context(VOCABULARY, {}, ()))
    assert [str(problem).split(":")[0] for problem in caught.value.problems] == ["a/one.yaml", "a/two.yaml", "a/two.yaml"]
    assert "which gives 'a-two'" in str(caught.value)


def test_two_controls_with_one_id(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(HEAD + "require: {lit: true}\n")
    with pytest.raises(ControlError, match="id 'toy-thing-x' is taken by"):
        read_documents(tmp_path, Context(VOCABULARY, {}, ()), strict_ids=False)


def test_positions_count_from_one() -> None:
    node = compose("a:\n  b: [1, 2]\n", "x.yaml")[0]
    inner = node.get("a")
    assert inner is not None
    second = inner.get("b").value[1]  # type: ignore[union-attr]
    assert (second.line, second.column, second.value) == (2, 10, 2)


def test_a_literal_dollar_is_doubled() -> None:
    assert parse("require: {word: $$home}").require.value == "$home"  # type: ignore[union-attr]


# -- tests inside controls ---------------------------------------------------------------------------------------

THREE = """
tests:
  - {name: a, given: {lit: true}, expect: pass}
  - {name: b, given: {lit: false}, expect: fail}
  - {name: c, given: {lit: {$unknown: x}}, expect: unknown}
"""
INNER: dict[str, tuple[str, str]] = {
    "good": ("require: {lit: true}" + THREE, ""),
    "none": ("require: {lit: true}\n", "no test expects pass"),
    "a wrong expectation": ("require: {lit: false}" + THREE, "'a' expects pass, got fail: lit is true, required false."),
    "a comparison that no test needs": ("require: {any: [{lit: true}, {lit: true, maybe: true}]}" + THREE, "no test notices when 'maybe' in require is inverted"),
    "a condition that no test needs": ("when: {maybe: true}\nrequire: {lit: true}" + THREE.replace("{lit:", "{maybe: {$unknown: x}, lit:").replace("expect: fail", "expect: unknown"), "no test expects fail"),
    "a mistyped field": ("require: {lit: true}" + THREE.replace("given: {lit: true}", "given: {litt: true}"), "Thing has no attribute 'litt'; did you mean 'lit'?"),
    "a value of the wrong type": ("require: {lit: true}" + THREE.replace("given: {lit: true}", "given: {lit: 3}"), "expected true or false"),
    "null where there is none": ("require: {lit: true}" + THREE.replace("given: {lit: true}", "given: {lit: null}"), "never null"),
    "an unknown verdict": ("require: {lit: true}" + THREE.replace("expect: pass", "expect: passed"), "no verdict 'passed'; did you mean 'pass'?"),
}  # fmt: skip


@pytest.mark.parametrize("name", INNER)
def test_the_tests_inside_a_control(name: str, tmp_path: Path) -> None:
    body, message = INNER[name]
    (tmp_path / "x.yaml").write_text(HEAD + body)
    outcome = check(read_documents(tmp_path, Context(VOCABULARY, {}, ()), strict_ids=False)[0], VOCABULARY, {})
    if message:
        assert any(message in failure for failure in outcome.failures), outcome.failures
    else:
        assert (outcome.cases, outcome.failures) == (3, [])
