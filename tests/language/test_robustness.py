"""Whatever a control file holds, it loads or is refused with a place: nothing crashes, hangs or is passed over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

import pytest
import yaml

from hipaacheck import PredicateSpec
from hipaacheck.errors import ControlError, Problem
from hipaacheck.language.nodes import compose
from hipaacheck.language.operators import OPS
from hipaacheck.language.parse import Context, parse_file
from hipaacheck.language.selftest import check, read_cases
from tests.support.controls import HEAD, NOW, parse
from tests.support.toys import VOCABULARY

LUCKY = {"lucky": PredicateSpec(name="lucky", assets=("toy.thing",), arguments={"number": "integer"}, load="x:y")}
CONTEXT = Context(VOCABULARY, LUCKY, {"164.312(b)"})


def refusal(text: str) -> str:
    """What is said about a file, problems only."""
    with pytest.raises(ControlError) as caught:
        parse(text, head="", predicates=LUCKY)
    return str(caught.value)


# -- YAML ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("opening", ["[", "[\n", "{a: ", "- ", "? "])
def test_depth_is_bounded_before_anything_recurs(opening: str) -> None:
    assert "nested deeper than 60 levels" in refusal(opening * 100_000)


def test_what_is_just_not_too_deep_loads() -> None:
    assert compose("[" * 60 + "]" * 60, "x.yaml")[0].is_list


def test_length_is_bounded() -> None:
    assert refusal("# " + "a" * 1_000_000) == "toy.yaml:1:1: longer than 1000000 characters; divide it into several files"


def test_a_long_file_of_mistakes_does_not_take_forever() -> None:
    start = perf_counter()
    refusal(HEAD + "require:\n" + "".join(f"  lit{number}: true\n" for number in range(2_000)))
    assert perf_counter() - start < 10  # about 0.6 s


TAGS = {
    "!!map {lit: true}": "!!map",
    "!foo {lit: true}": "!foo",
    "{words: !!seq [a]}": "!!seq",
    '{word: !!python/object:os.system "x"}': "!!python/object:os.system",
    '{word: !!int "5"}': "!!int",
    "{word: !!str 5}": "!!str",
    "{word: ! five}": "!",
    "{!!str word: five}": "!!str",
}


@pytest.mark.parametrize("body", TAGS)
def test_tags_are_refused_everywhere(body: str) -> None:
    assert f"the YAML tag {TAGS[body]} is not supported; remove it" in refusal(HEAD + f"require: {body}")


@pytest.mark.parametrize("number", ["1" * 5000, "-" + "1" * 16, "1" * 400 + ".5", "0." + "1" * 20, "1_" + "0" * 5000])
def test_numbers_that_nothing_keeps_exactly_are_refused(number: str) -> None:
    found = refusal(HEAD + f"require: {{size: {{ge: {number}, absent: true}}}}")
    assert found == "toy.yaml:6:22: a number of more than 16 characters is too long; quote it if it is text"


# -- operands ------------------------------------------------------------------------------------------------------

DOUBLED = "text that begins with $ is written with $$"
OPERANDS: dict[str, str] = {
    "{made: {older_than: 9999999999999d, absent: true}}": "6:30: '9999999999999d' is longer than 1000y",
    "{made: {within: 1001y, absent: true}}": "6:26: '1001y' is longer than 1000y",
    "{made: {within: 525600001m, absent: true}}": "6:26: '525600001m' is longer than 1000y",
    "{made: {within: 90, absent: true}}": "6:26: '90' is not a duration such as 90d",
    "{word: {within: 5, absent: true}}": "6:26: '5' does not appear to be an IPv4 or IPv6 network",
    "{word: {within: [], absent: true}}": "6:26: '[]' does not appear to be",
    "{word: {within: [[]], absent: true}}": "6:26: '[]' does not appear to be",
    "{word: {matches: 'a{99999999999}', absent: true}}": "6:27: not a regular expression",
    "{word: {matches: '(?L)a', absent: true}}": "6:27: not a regular expression",
    f"{{word: {{matches: '{'(' * 5000 + ')' * 5000}', absent: true}}}}": "6:27: not a regular expression",
    "{word: {not_in: [a, $wanted], absent: true}}": f"6:30: a parameter stands for a whole operand, not for an item of a list; {DOUBLED}",
    "{word: {ne: $Wanted, absent: true}}": f"6:22: no parameter 'Wanted'; did you mean 'wanted'?; {DOUBLED}",
    "{word: {ne: $wan-ted, absent: true}}": f"6:22: no parameter 'wan-ted'; did you mean 'wanted'?; {DOUBLED}",
    "{word: $5}": f"6:17: no parameter '5'; {DOUBLED}",
    "{word: {matches: $wnted, absent: true}}": f"6:27: no parameter 'wnted'; did you mean 'wanted'?; {DOUBLED}",
    "{call: {name: lucky, number: $wanted}}": "6:39: parameter 'wanted' does not fit here: 'a' is not integer",
    "{call: {name: lucky, number: $ratio}}": "6:39: parameter 'ratio' does not fit here: its type is number, not integer",
}
PARAMS = "params:\n  wanted: {type: string, default: a, doc: d}\n  ratio: {type: number, default: 3, doc: d}\n"


@pytest.mark.parametrize("body", OPERANDS, ids=lambda body: body[:60])
def test_an_operand_that_cannot_be_meant_is_refused(body: str) -> None:
    (found,) = refusal(HEAD + f"require: {body}\n" + PARAMS).splitlines()
    assert found.startswith("toy.yaml:" + OPERANDS[body])


@pytest.mark.parametrize(
    ("operand", "value"),
    [("{eq: $$a}", "$a"), ("{in: [$$a, b$, $$$]}", ["$a", "b$", "$$"]), ("{matches: $|^a}", "$|^a"), ("{matches: $$}", "$")],
)
def test_a_dollar_that_is_meant_is_doubled(operand: str, value: Any) -> None:
    require: Any = parse(f"require: {{words: {{some: {operand}}}}}").require
    assert require.where.value == value


def test_a_span_that_would_leave_the_calendar_is_judged() -> None:
    last = datetime(9999, 12, 31, tzinfo=UTC)
    assert OPS["within"].test(NOW, "1000y", last)
    assert OPS["older_than"].test(datetime(1, 1, 1, tzinfo=UTC), "1000y", NOW)


# -- tests inside controls -----------------------------------------------------------------------------------------

TESTED = """\
params: {least: {type: integer, default: 3, doc: d}, inside: {type: string, default: 10.0.0.0/8, doc: d}}
require: {any: [{size: {ge: $least, absent: false}}, {word: {within: $inside, absent: false}}]}
tests:
  - {name: a, given: {size: 3, word: null}, expect: pass%s}
"""
INNER: dict[str, str] = {
    "incomplete: toy.owner": "'incomplete' is a list of asset types",
    "incomplete: [toy.ownr]": "no asset type 'toy.ownr'; did you mean 'toy.owner'?",
    "incomplete: [[toy.owner]]": "no asset type",
    "as_of: soon": "'soon' is not an ISO 8601 time in quotes",
    "as_of: 2026": "'2026' is not an ISO 8601 time in quotes",
    "as_of: [a]": "is not an ISO 8601 time in quotes",
    'as_of: "0001-01-01T00:00+05:00"': "is not an ISO 8601 time in quotes",
    "params: {leest: 1}": "no parameter 'leest'; did you mean 'least'?",
    "params: {least: many}": "'many' is not integer",
    "params: {inside: 10.0.0.0/99}": "'10.0.0.0/99' does not appear to be an IPv4 or IPv6 network",
    "params: 3": "'params' maps parameters of the control to values",
}


@pytest.mark.parametrize("more", INNER)
def test_a_mistake_in_a_test_is_a_problem_with_a_place(more: str) -> None:
    problems: list[Problem] = []
    (document,) = parse_file(HEAD + TESTED % f", {more}", "toy.yaml", CONTEXT, problems)
    (failure, *_) = check(document, VOCABULARY, {}).failures
    assert failure.startswith("toy.yaml:9:")
    assert INNER[more] in failure


@pytest.mark.parametrize("moment", ["2026-03-01T00:00", "2026-03-01T02:00+02:00", "2026-03-01T00:00:00Z"])
def test_the_time_of_a_test_is_utc_unless_it_says_otherwise(moment: str) -> None:
    problems: list[Problem] = []
    (document,) = parse_file(HEAD + TESTED % f', as_of: "{moment}"', "toy.yaml", CONTEXT, problems)
    (case,) = read_cases(document, VOCABULARY, problems)
    assert (case.now, problems) == (datetime(2026, 3, 1, tzinfo=UTC), [])


# -- anything anywhere ---------------------------------------------------------------------------------------------

WHOLE = (
    HEAD
    + """\
params: {least: {type: integer, default: 3, doc: d, weaker: lower}, names: {type: strings, default: [a], doc: d}}
when: {not: {tags.a: b, word: {in: $names}}}
require:
  any:
    - {size: {ge: $least, le: 9, absent: false}, made: {older_than: 90d, absent: true}}
    - {rules: {some: {open: true}, absent: false}, words: {count: {ge: 1, where: {matches: ^a}}, contains: b}}
    - {owner.trusted: true, word: {within: [10.0.0.0/8], absent: false}, call: {name: lucky, number: 3}}
message: "{word}"
rationale: r
references: [a]
mappings: {a: [b], c: d}
tags: [t]
replaces: [toy-old]
tests:
  - name: a
    given: {size: 3, word: {$unknown: x, $refers: o}, tags: {a: b}, rule: {open: true}, made: "2026-01-01", words: [a]}
    with: {toy.owner: [{id: o, key: k}]}
    incomplete: [toy.owner]
    params: {least: 2}
    as_of: "2026-01-01"
    expect: pass
"""
)
ODD: dict[str, Any] = {
    "null": None,
    "true": True,
    "number": 10**12,
    "text": "x",
    "dollar": "$",
    "empty list": [],
    "empty map": {},
    "list of null": [None],
    "list of lists": [["a"]],
    "map": {"a": {"b": None}},
    "unknown": {"$unknown": None},
}


def variants(node: Any, odd: Any) -> Iterator[Any]:
    """The tree with the odd value in place of each node and each key in turn."""
    yield odd
    if isinstance(node, dict):
        for key, value in node.items():
            for changed in variants(value, odd):
                yield {**node, key: changed}
            if isinstance(odd, str):
                yield {odd if name == key else name: kept for name, kept in node.items()}
    if isinstance(node, list):
        for number, value in enumerate(node):
            for changed in variants(value, odd):
                yield [*node[:number], changed, *node[number + 1 :]]


@pytest.mark.parametrize("name", ODD)
def test_an_odd_value_anywhere_is_taken_or_told(name: str) -> None:
    whole = compose(WHOLE, "toy.yaml")[0].plain()
    for tree in variants(whole, ODD[name]):
        text = yaml.dump(tree, sort_keys=False, Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper))
        problems: list[Problem] = []
        for document in parse_file(text, "toy.yaml", CONTEXT, problems):
            check(document, VOCABULARY, {"lucky": lambda asset, number: number == 3})
