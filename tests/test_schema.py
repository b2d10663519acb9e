"""The editor's schema of controls: valid itself, true of every built-in control, and able to tell mistakes."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from hipaacheck import PredicateSpec, app
from hipaacheck.errors import ControlError
from hipaacheck.language.nodes import compose
from hipaacheck.language.pack import control_files
from hipaacheck.language.schema import control_schema
from hipaacheck.pluginhost import PluginHost
from tests.language.test_loading import DOCUMENTS, LUCKY, MISTAKES
from tests.support.cli import hipaacheck
from tests.support.controls import HEAD, parse
from tests.support.toys import VOCABULARY

RULES = Path(__file__).parent.parent / "rules"
SIZE = 1_200_000
"""Bytes that an editor may be asked to read. It is about 840,000 with 147 asset types."""


@cache
def built_in() -> Draft202012Validator:
    """The schema over the built-in asset types."""
    citations = [line.citation for line in app.builtin_safeguards()]
    return Draft202012Validator(control_schema(PluginHost(third_party=False).vocabulary, citations))


@cache
def toys() -> Draft202012Validator:
    """The schema over the toys."""
    return Draft202012Validator(control_schema(VOCABULARY, ["164.312(b)"], LUCKY))


def plain(text: str) -> Any:
    """A YAML document as the loader reads it."""
    return compose(text, "control.yaml")[0].plain()


def test_it_is_a_schema_and_the_command_prints_it() -> None:
    printed = hipaacheck("controls", "schema").json()
    Draft202012Validator.check_schema(printed)
    assert printed == built_in().schema
    assert len(json.dumps(printed)) < SIZE


def test_it_is_built_quickly() -> None:
    start = perf_counter()
    control_schema(PluginHost(third_party=False).vocabulary)
    assert perf_counter() - start < 5  # about 0.4 s; the rest is for slow machines


@pytest.mark.parametrize("path", control_files(RULES), ids=lambda path: "-".join(path.relative_to(RULES).with_suffix("").parts))
def test_a_built_in_control_fits(path: Path) -> None:
    for document in compose(path.read_text("utf-8"), path.name):
        assert [f"{error.json_path}: {error.message}" for error in built_in().iter_errors(document.plain())] == []


BEYOND = {
    "{word: $who}",
    "{word: {matches: '(', absent: false}}",
    "{word: {within: [10.0.0.0/99], absent: false}}",
}
"""Mistakes that only the loader tells."""


@pytest.mark.parametrize("body", sorted(set(MISTAKES) - BEYOND))
def test_a_mistyped_predicate_does_not_fit(body: str) -> None:
    assert not toys().is_valid(plain(HEAD + f"require: {body}"))


@pytest.mark.parametrize("body", sorted(BEYOND))
def test_what_a_schema_cannot_tell_is_left_to_the_loader(body: str) -> None:
    assert toys().is_valid(plain(HEAD + f"require: {body}"))


TOLD = ["missing keys", "unknown key", "unknown asset type", "unknown citation", "severity", "id"]


@pytest.mark.parametrize("name", TOLD)
def test_a_mistyped_document_does_not_fit(name: str) -> None:
    assert not toys().is_valid(plain(DOCUMENTS[name][0]))


PARAMS = "params:\n  num: {type: integer, default: 3, doc: a number}\n  names: {type: strings, default: [a], doc: names}\n  t: {type: string, default: 9d, doc: time}\n  on_: {type: boolean, default: true, doc: flag}\n"

# require body → parameters it uses
GOOD: dict[str, str] = {
    "{lit: true}": "",
    "{maybe: {eq: true}}": "",
    "{maybe: {present: false}}": "",
    "{maybe: {ne: true, absent: true}}": "",
    "{size: {ge: 1, le: 9, absent: false}}": "",
    "{word: {in: [a, b]}}": "",
    "{word: {within: [10.0.0.0/8], absent: false}}": "",
    "{word: {within: 10.0.0.0/8, absent: false}}": "",
    "{made: {older_than: 90d, absent: false}}": "",
    "{words: {contains: a}}": "",
    "{words: {every: {matches: '^a'}}}": "",
    "{words: {none: {any: [{eq: a}, {not: {matches: b}}]}}}": "",
    "{words: {count: {ge: 1, le: 3, where: {eq: a}}}}": "",
    "{rule: {present: true}}": "",
    "{rule.open: true}": "",
    "{rule.port: {gt: 3, absent: false}}": "",
    "{rules: {some: {open: true, port: 22}, absent: false}}": "",
    "{rules: {count: {eq: 0}, absent: true}}": "",
    "{tags.owner: team}": "",
    "{tags.a.b/c: {present: true}}": "",
    "{owner.trusted: true}": "",
    "{owner.tags.team: {matches: x, absent: false}}": "",
    "{owner.things: {some: {lit: true}, absent: false}}": "",
    "{all: [{lit: true}, {not: {size: 3}}]}": "",
    "{call: {name: lucky, number: 3}}": "",
    "{size: $num}": "num",
    "{size: {ge: $num, absent: false}}": "num",
    "{word: {in: $names}}": "names",
    "{made: {within: $t, absent: false}}": "t",
    "{lit: $on_}": "on_",
    "{words: {count: {ge: $num}}}": "num",
    "{call: {name: lucky, number: $num}}": "num",
}


@pytest.mark.parametrize("body", GOOD)
def test_what_loads_also_fits(body: str) -> None:
    used = [line for line in PARAMS.splitlines() if line.strip().startswith(GOOD[body] + ":")] if GOOD[body] else []
    text = ("params:\n" + "\n".join(used) + "\n" if used else "") + f"require: {body}\n"
    parse(text, predicates=LUCKY)
    assert [error.message for error in toys().iter_errors(plain(HEAD + text))] == []


BAD: dict[str, str] = {
    "path through a relation": "require: {owner.trusty: true}",
    "literal through a relation": "require: {owner.trusted: 3}",
    "a list that is never null": "require: {words: {present: true}}",
    "a list compared": "require: {words: [a]}",
    "an operator for lists on the way to them": "require: {owner.things: {lit: true}}",
    "an empty list of choices": "require: {word: {in: []}}",
    "absent alone": "require: {size: {absent: true}}",
    "a duration": "require: {made: {within: 3 weeks, absent: false}}",
    "tags themselves": "require: {tags: {present: true}}",
    "a parameter's type": "params: {num: {type: int, default: 3, doc: x}}\nrequire: {size: $num}",
    "a parameter's default": "params: {num: {type: integer, default: x, doc: x}}\nrequire: {size: $num}",
    "a parameter without a doc": "params: {num: {type: integer, default: 3}}\nrequire: {size: $num}",
    "a test's field": "require: {lit: true}\ntests: [{name: a, given: {lt: true}, expect: pass}]",
    "a test's value": "require: {lit: true}\ntests: [{name: a, given: {lit: 1}, expect: pass}]",
    "a test's null": "require: {lit: true}\ntests: [{name: a, given: {lit: null}, expect: pass}]",
    "a test's verdict": "require: {lit: true}\ntests: [{name: a, given: {lit: true}, expect: passed}]",
    "a test's key": "require: {lit: true}\ntests: [{name: a, gven: {}, given: {lit: true}, expect: pass}]",
    "another asset's type": "require: {lit: true}\ntests: [{name: a, given: {}, with: {toy.ower: []}, expect: pass}]",
    "another asset's field": "require: {lit: true}\ntests: [{name: a, given: {}, with: {toy.owner: [{ky: a}]}, expect: pass}]",
}


@pytest.mark.parametrize("name", BAD)
def test_a_mistake_does_not_fit(name: str) -> None:
    assert not toys().is_valid(plain(HEAD + BAD[name]))


def test_records_of_one_name_do_not_mix() -> None:
    """`Route` of an API and `Route` of a route table have different fields."""
    head = 'id: a-b\ntitle: A\nseverity: low\nsafeguards: ["164.312(b)"]\n'
    right = head + "asset: aws.ec2.route_table\nrequire: {routes: {some: {destination: 0.0.0.0/0}}}\n"
    wrong = right.replace("aws.ec2.route_table", "aws.apigatewayv2.api")
    assert built_in().is_valid(plain(right))
    assert not built_in().is_valid(plain(wrong))


def test_a_predicate_of_another_asset_type_cannot_be_called() -> None:
    body = "require: {call: {name: lucky, number: 1}}"
    other = HEAD.replace("toy.thing", "toy.owner")
    with pytest.raises(ControlError):
        parse(
            body,
            head=other,
            predicates={"lucky": PredicateSpec(name="lucky", assets=("toy.thing",), load="x:y", arguments={"number": "integer"})},
        )
    assert not toys().is_valid(plain(other + body))
