"""Every operator, quantifier and relation: on values that decide, on null, and on what is not known."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from hipaacheck import Gap, PredicateSpec, Unknown
from hipaacheck.language.compile import PredicateError
from tests.support.controls import judge, parse
from tests.support.toys import owner, rule, thing

U = Unknown("known only after apply", "toy.thing.x")
REFERS = Unknown("known only after apply", "toy.thing.owner_id", "o1")
OLD, SOON, LATE = (datetime(year, 1, 15, tzinfo=UTC) for year in (2020, 2026, 2030))

# (require, field values that pass, that fail, that are unknown)
LEAVES: list[tuple[str, list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]] = [
    ("lit: true", [{"lit": True}], [{"lit": False}], [{"lit": U}]),
    ("maybe: false", [{"maybe": False}], [{"maybe": True}, {"maybe": None}], [{"maybe": U}]),
    ("word: {eq: a}", [{"word": "a"}], [{"word": "b"}, {"word": None}], [{"word": U}]),
    ("word: {ne: a, absent: false}", [{"word": "b"}], [{"word": "a"}, {"word": None}], [{"word": U}]),
    ("word: {ne: a, absent: true}", [{"word": None}], [{"word": "a"}], [{"word": U}]),
    ("word: {in: [a, b]}", [{"word": "b"}], [{"word": "c"}, {"word": None}], [{"word": U}]),
    ("word: {not_in: [a, b], absent: true}", [{"word": "c"}, {"word": None}], [{"word": "a"}], [{"word": U}]),
    ("size: {lt: 5, absent: false}", [{"size": 4}], [{"size": 5}, {"size": None}], [{"size": U}]),
    ("size: {le: 5, absent: false}", [{"size": 5}], [{"size": 6}], [{"size": U}]),
    ("size: {gt: 5, absent: false}", [{"size": 6}], [{"size": 5}], [{"size": U}]),
    ("size: {ge: 5, lt: 9, absent: true}", [{"size": 5}, {"size": None}], [{"size": 9}, {"size": 4}], [{"size": U}]),
    ("word: {matches: '^a+$', absent: false}", [{"word": "aa"}], [{"word": "ab"}, {"word": None}], [{"word": U}]),
    ("word: {contains: bc, absent: false}", [{"word": "abcd"}], [{"word": "acbd"}], [{"word": U}]),
    (
        "words: {contains: a}",
        [{"words": ["b", "a"]}, {"words": [U, "a"]}],
        [{"words": ["b"]}, {"words": []}],
        [{"words": U}, {"words": ["b", U]}],
    ),
    (
        "word: {within: [10.0.0.0/8, 'fd00::/8'], absent: false}",
        [{"word": "10.1.0.0/16"}, {"word": "fd12::/16"}],
        [{"word": "0.0.0.0/0"}],
        [{"word": U}, {"word": "not a range"}],
    ),
    ("made: {within: 30d, absent: false}", [{"made": SOON}, {"made": OLD}], [{"made": LATE}, {"made": None}], [{"made": U}]),
    ("made: {older_than: 90d, absent: false}", [{"made": OLD}], [{"made": SOON}], [{"made": U}]),
    ("word: {present: true}", [{"word": "a"}, {"word": REFERS}], [{"word": None}], [{"word": U}]),
    ("word: {present: false}", [{"word": None}], [{"word": "a"}, {"word": REFERS}], [{"word": U}]),
    ("rule: {present: true}", [{"rule": rule()}], [{"rule": None}], [{"rule": U}]),
    ("rule.open: true", [{"rule": rule(True)}], [{"rule": rule(False)}, {"rule": None}], [{"rule": U}, {"rule": rule(U)}]),
    ("not: {lit: true}", [{"lit": False}], [{"lit": True}], [{"lit": U}]),
    (
        "all: [{lit: true}, {maybe: true}]",
        [{"lit": True, "maybe": True}],
        [{"lit": False, "maybe": U}],
        [{"lit": True, "maybe": U}],
    ),
    (
        "any: [{lit: true}, {maybe: true}]",
        [{"lit": True, "maybe": U}],
        [{"lit": False, "maybe": False}],
        [{"lit": False, "maybe": U}],
    ),
    (
        "not: {all: [{lit: true}, {maybe: true}]}",
        [{"lit": False, "maybe": U}],
        [{"lit": True, "maybe": True}],
        [{"lit": True, "maybe": U}],
    ),
    (
        "not: {any: [{lit: true}, {maybe: true}]}",
        [{"lit": False, "maybe": None}],
        [{"lit": True, "maybe": U}],
        [{"lit": False, "maybe": U}],
    ),
    ("words: {some: {eq: a}}", [{"words": [U, "a"]}], [{"words": []}, {"words": ["b"]}], [{"words": ["b", U]}, {"words": U}]),
    ("words: {every: {eq: a}}", [{"words": []}, {"words": ["a"]}], [{"words": ["b", U]}], [{"words": ["a", U]}, {"words": U}]),
    ("words: {none: {eq: a}}", [{"words": []}, {"words": ["b"]}], [{"words": ["a", U]}], [{"words": ["b", U]}, {"words": U}]),
    (
        "rules: {some: {open: true, port: {ge: 5, absent: false}}, absent: false}",
        [{"rules": [rule(), rule(True, 5)]}],
        [{"rules": None}, {"rules": [rule(True, 4)]}],
        [{"rules": [rule(True, U)]}, {"rules": [U]}],
    ),
    (
        "rules: {every: {open: false}, absent: true}",
        [{"rules": None}, {"rules": [rule(False)]}],
        [{"rules": [rule(True), rule(U)]}],
        [{"rules": [rule(U)]}],
    ),
    (
        "not: {rules: {some: {open: true}, absent: false}}",
        [{"rules": None}, {"rules": [rule()]}],
        [{"rules": [rule(True), U]}],
        [{"rules": [rule(), U]}],
    ),
    (
        "not: {rules: {none: {open: true}, absent: true}}",
        [{"rules": [rule(True), U]}],
        [{"rules": None}, {"rules": []}],
        [{"rules": [U]}],
    ),
    (
        "not: {rules: {every: {open: true}, absent: true}}",
        [{"rules": [rule(False)]}],
        [{"rules": None}, {"rules": []}],
        [{"rules": [rule(U)]}],
    ),
    (
        "words: {count: {ge: 2}}",
        [{"words": ["a", "b"]}, {"words": ["a", "b", U]}],
        [{"words": ["a"]}],
        [{"words": ["a", U]}, {"words": U}],
    ),
    ("words: {count: {le: 1}}", [{"words": ["a"]}], [{"words": ["a", "b"]}, {"words": ["a", "b", U]}], [{"words": [U]}]),
    ("words: {count: {eq: 1, where: {eq: a}}}", [{"words": ["a", "b"]}], [{"words": ["a", "a", U]}], [{"words": ["a", U]}]),
    ("words: {count: {ne: 1}}", [{"words": []}, {"words": ["a", "b", U]}], [{"words": ["a"]}], [{"words": ["a", U]}]),
    (
        "rules: {count: {lt: 1, where: {open: true}}, absent: true}",
        [{"rules": [rule()]}, {"rules": None}],
        [{"rules": [rule(True)]}],
        [{"rules": [rule(U)]}],
    ),
    (
        "tags.team: phi",
        [{"tags": {"team": "phi"}}],
        [{"tags": {}}, {"tags": {"team": "x"}}],
        [{"tags": {"team": U}}, {"tags": U}],
    ),
]
CASES = [
    pytest.param(require, values, verdict, id=f"{require} {verdict} {number}")
    for require, passing, failing, unknown in LEAVES
    for verdict, group in (("pass", passing), ("fail", failing), ("unknown", unknown))
    for number, values in enumerate(group)
]


@pytest.mark.parametrize(("require", "values", "verdict"), CASES)
def test_leaf(require: str, values: dict[str, Any], verdict: str) -> None:
    from hipaacheck import Tags

    values = {name: Tags(items=value) if isinstance(value, dict) else value for name, value in values.items()}
    found, text = judge(f"require: {{{require}}}", thing(**values))
    assert found == verdict, text
    if verdict == "unknown" and "range" not in str(values):
        assert "known only after apply" in text or "between" in text


@pytest.mark.parametrize(
    ("when", "lit", "verdict"),
    [
        (False, False, "not_applicable"),
        (False, U, "not_applicable"),
        (True, True, "pass"),
        (True, False, "fail"),
        (True, U, "unknown"),
        (U, True, "pass"),
        (U, False, "unknown"),
        (U, U, "unknown"),
    ],
)
def test_when(when: Any, lit: Any, verdict: str) -> None:
    assert judge("when: {maybe: true}\nrequire: {lit: true}", thing(maybe=when, lit=lit))[0] == verdict


# -- relations ---------------------------------------------------------------------------------------------------

TO_ONE = "require: {owner.trusted: true}"
TO_MANY = 'id: toy-owner-x\ntitle: A toy\nseverity: low\nasset: toy.owner\nsafeguards: ["164.312(b)"]\n'
PARTIAL = Gap(state="partial", reason="AccessDenied", asset_type="toy.thing", operation="toy:ListThings")


@pytest.mark.parametrize(
    ("owner_id", "others", "verdict"),
    [
        ("o1", [owner("o1", trusted=True)], "pass"),
        ("o1", [owner("o1"), owner("o2", trusted=True)], "fail"),
        ("o1", [owner("o1", trusted=U)], "unknown"),
        ("gone", [owner("o1", trusted=True)], "unknown"),
        ("o1", [owner("o1", trusted=True), owner("o2", key="o1", trusted=True)], "unknown"),
        (None, [owner("o1", trusted=True)], "fail"),
        (U, [owner("o1", trusted=True)], "unknown"),
        (REFERS, [owner("o1", key=U, trusted=True)], "pass"),
        (REFERS, [owner("o1", key=U, trusted=False)], "fail"),
    ],
)
def test_to_one(owner_id: Any, others: list[Any], verdict: str) -> None:
    assert judge(TO_ONE, thing(owner_id=owner_id), others=others)[0] == verdict


@pytest.mark.parametrize(
    ("others", "gaps", "verdict"),
    [
        ([thing("a", owner_id="o1", lit=True)], [], "pass"),
        ([thing("a", owner_id="o1")], [], "fail"),
        ([thing("a", owner_id="other", lit=True)], [], "fail"),
        ([], [], "fail"),
        ([], [PARTIAL], "unknown"),
        ([thing("a", owner_id="o1", lit=True)], [PARTIAL], "pass"),
        ([thing("a", owner_id=U, lit=True)], [], "unknown"),
        ([thing("a", owner_id=REFERS, lit=True)], [], "pass"),
        ([thing("a", owner_id="o1", lit=U)], [], "unknown"),
    ],
)
def test_to_many(others: list[Any], gaps: list[Gap], verdict: str) -> None:
    control = parse("require: {things: {some: {lit: true}}}", head=TO_MANY)
    assert judge(control, owner("o1"), others=others, gaps=gaps)[0] == verdict


def test_a_relation_leads_on_to_fields_and_back() -> None:
    control = parse("require: {things: {every: {owner.trusted: true}}}", head=TO_MANY)
    assert judge(control, owner("o1", trusted=True), others=[thing("a", owner_id="o1")])[0] == "pass"


# -- predicates, parameters, messages ----------------------------------------------------------------------------

SPEC = {"lucky": PredicateSpec(name="lucky", assets=("toy.thing",), arguments={"number": "integer"}, load="x:y")}


@pytest.mark.parametrize(("answer", "verdict"), [(True, "pass"), (False, "fail"), (U, "unknown")])
def test_call(answer: Any, verdict: str) -> None:
    control = parse("require: {call: {name: lucky, number: 7}}", predicates=SPEC)
    assert judge(control, thing(), functions={"lucky": lambda asset, number: answer if number == 7 else None})[0] == verdict


@pytest.mark.parametrize("answer", [None, 1, "yes"])
def test_a_predicate_that_breaks_its_contract_is_an_error(answer: Any) -> None:
    control = parse("require: {not: {call: {name: lucky, number: 7}}}", predicates=SPEC)
    with pytest.raises(PredicateError, match="lucky"):
        judge(control, thing(), functions={"lucky": lambda asset, number: answer})


def test_parameters() -> None:
    control = parse(
        'params: {least: {type: integer, default: 5, doc: "x", weaker: lower}}\nrequire: {size: {ge: $least, absent: false}}'
    )
    assert judge(control, thing(size=5))[0] == "pass"
    assert judge(control, thing(size=5), params={"least": 6})[0] == "fail"


@pytest.mark.parametrize(
    ("body", "fields", "text"),
    [
        ("require: {lit: true}", {"lit": False}, "lit is false, required true."),
        ("require: {not: {lit: true}}", {"lit": True}, "lit is true, required false."),
        ("require: {rule: {present: true}}", {}, "rule is absent, required present."),
        (
            "require: {rules: {none: {open: true}, absent: true}}",
            {"rules": [rule(), rule(True)]},
            "rules[1].open is true, required false.",
        ),
        ("require: {words: {some: {eq: a}}}", {}, "words has no items, required at least one item."),
        ("require: {size: {ge: 5, absent: false}}", {"size": 3}, "size is 3, required at least 5."),
        ("require: {word: {in: [a, b]}}", {"word": "c"}, "word is c, required one of a, b."),
        ("require: {lit: true}", {"lit": U}, "lit is unknown: known only after apply (toy.thing.x)."),
        ("message: the size {size} is wrong\nrequire: {lit: true}", {"size": 3}, "the size 3 is wrong."),
        ("when: {lit: true}\nrequire: {maybe: true}", {}, "does not apply: lit is false, required true."),
    ],
)
def test_messages(body: str, fields: dict[str, Any], text: str) -> None:
    assert judge(body, thing(**fields))[1] == text
