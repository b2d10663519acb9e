"""What stays known of an expression with unknown parts; and it is what every filling of them gives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hipaacheck_terraform.hcl.builtins import call
from hipaacheck_terraform.hcl.expressions import Expression
from hipaacheck_terraform.hcl.parser import parse_expression
from hipaacheck_terraform.hcl.values import (
    AFTER_APPLY,
    EvaluationError,
    NotEvaluated,
    SetValue,
    Unresolved,
    bounded,
    unresolved_parts,
)


class Names:
    """A scope of these names alone."""

    def __init__(self, names: dict[str, Any]) -> None:
        self.names = names

    def root(self, name: str) -> Any:
        return self.names[name]

    def with_names(self, names: dict[str, Any]) -> Names:
        return Names({**self.names, **names})

    def call(self, name: str, arguments: Sequence[Expression], *, spread: bool) -> Any:
        return call(name, arguments, self, NO_FILES, spread=spread)


NO_FILES: Any = object()
KNOWN = {"k": "text", "n": 5, "t": True, "f": False, "l": ["a", "b"], "m": {"a": "x", "b": "y"}, "z": None}
HOLE = "(unknown)"


def evaluated(text: str, **names: Any) -> Any:
    """The value of an expression, `u` and `w` being unknown unless given. Raises EvaluationError, NotEvaluated."""
    unknown = {name: Unresolved(AFTER_APPLY) for name in ("u", "w")}
    return parse_expression(text).evaluate(Names({**KNOWN, **unknown, **names}))


def shown(value: Any) -> Any:
    """The value with a word in the place of what is unknown."""
    if isinstance(value, Unresolved):
        return HOLE
    if isinstance(value, dict):
        return {name: shown(item) for name, item in value.items()}
    return [shown(item) for item in value] if isinstance(value, list) else value


STAYS = {
    "u": HOLE,
    "[u, 1]": [HOLE, 1],
    "{ a = u, b = 1 }": {"a": HOLE, "b": 1},
    "{ a = u, b = 1 }.b": 1,
    "[u, 1][1]": 1,
    "[1, 2][u]": HOLE,
    "{ (u) = 1 }": HOLE,
    "u.a": HOLE,
    "u[0]": HOLE,
    "u[*].a": HOLE,
    "[u, { a = 1 }][*].a": [HOLE, 1],
    "!u": HOLE,
    "-u": HOLE,
    "u + 1": HOLE,
    "u && f": False,
    "f && u": False,
    "u && t": HOLE,
    "u || t": True,
    "t || u": True,
    "u || f": HOLE,
    "u == u": True,
    "u == w": HOLE,
    "u != null": HOLE,
    "[u, 1] == [u, 2]": False,
    "[u] == [u, 1]": False,
    "{ a = u } == { b = u }": False,
    "l == l": True,
    'l == ["a", "b"]': HOLE,
    'l == ["a"]': False,
    "u ? 1 : 2": HOLE,
    "u ? k : k": "text",
    "u ? [1] : [1]": [1],
    "t ? 1 : u": 1,
    "f ? u : 1": 1,
    "t ? u : 1": HOLE,
    't ? 1 : "a"': "1",
    't ? { a = 1 } : { b = "x" }': {"a": "1"},
    "t ? { a = 1, b = u } : {}": {"a": HOLE, "b": HOLE},
    '"a${u}"': HOLE,
    '"${u}"': HOLE,
    '"%{ if u }a%{ else }b%{ endif }"': HOLE,
    '"%{ if u }a%{ else }a%{ endif }"': "a",
    '"%{ for x in [u] }a%{ endfor }"': "a",
    "[for x in u : x]": HOLE,
    "[for x in [u, 1] : x]": [HOLE, 1],
    "[for x in [u, 1] : 2]": [2, 2],
    "[for x in [u, 1] : x if x != 1]": HOLE,
    "[for x in l : x if u]": HOLE,
    "{ for x in l : x => u }": {"a": HOLE, "b": HOLE},
    "{ for x in [u] : x => 1 }": HOLE,
    "length([u, w])": 2,
    'try(u, "x")': HOLE,
    'try(m.missing, "x")': "x",
    "try(m.missing, u)": HOLE,
    "try(1, u)": 1,
    "try([tonumber(u)], [])": HOLE,
    "length(try([tonumber(u)], []))": HOLE,
    "can(u)": HOLE,
    "can([tonumber(u)])": HOLE,
    "can(m.missing)": False,
    "can(m.a)": True,
    "merge(m, { b = u })": {"a": "x", "b": HOLE},
    "merge(m, u)": HOLE,
    "concat([u], [1])": [HOLE, 1],
    "tolist([u, 1])[1] == tolist([u, 1])[0]": HOLE,
}


@pytest.mark.parametrize("text", STAYS)
def test_what_stays_known(text: str) -> None:
    assert shown(evaluated(text)) == STAYS[text]


def test_a_value_that_doubles_itself_is_not_kept() -> None:
    value: Any = [1]
    for _ in range(40):
        value = [value, value]
    assert isinstance(bounded(value), Unresolved)
    assert bounded(value[0:0]) == []


def test_the_reason_that_can_be_mended_goes_first() -> None:
    value = evaluated('"${u}${w}"', w=Unresolved("var.w has no value"))
    assert value.reason == "var.w has no value"


ATOMS = st.sampled_from(["u", "w", "k", "n", "t", "f", "l", "m", "z", "1", '"a"', "true", "null", "[]", "{}", '""', '"5"', "0"])
BINARY = st.sampled_from(["==", "!=", "&&", "||", "+", "*", "<", ">="])


def wider(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Expressions made of others."""
    return st.one_of(
        st.tuples(inner, BINARY, inner).map(lambda parts: f"({parts[0]} {parts[1]} {parts[2]})"),
        st.tuples(inner, inner, inner).map(lambda parts: f"({parts[0]} ? {parts[1]} : {parts[2]})"),
        st.tuples(inner, inner).map(lambda parts: f"[{parts[0]}, {parts[1]}]"),
        st.tuples(inner, inner).map(lambda parts: f"{{ a = {parts[0]}, b = {parts[1]} }}"),
        st.tuples(inner, inner).map(lambda parts: f'"${{{parts[0]}}}-${{{parts[1]}}}"'),
        st.tuples(inner, inner).map(lambda parts: f"try({parts[0]}, {parts[1]})"),
        st.tuples(inner, inner).map(lambda parts: f"[for x in {parts[0]} : x if x != {parts[1]}]"),
        st.tuples(inner, inner).map(lambda parts: f"{{ for k, v in {parts[0]} : k => [v, {parts[1]}] }}"),
        st.tuples(inner, inner).map(lambda parts: f"{parts[0]}[{parts[1]}]"),
        st.tuples(inner, inner).map(lambda parts: f"coalesce({parts[0]}, {parts[1]})"),
        st.tuples(inner, inner).map(lambda parts: f"concat({parts[0]}, {parts[1]})"),
        st.tuples(inner, inner).map(lambda parts: f"merge({parts[0]}, {parts[1]})"),
        st.tuples(inner, inner).map(lambda parts: f"contains({parts[0]}, {parts[1]})"),
        inner.map(lambda part: f"!{part}"),
        inner.map(lambda part: f"{part}.a"),
        inner.map(lambda part: f"{part}[*]"),
        inner.map(lambda part: f"can({part})"),
        inner.map(lambda part: f"length({part})"),
        inner.map(lambda part: f"toset({part})"),
        inner.map(lambda part: f"tolist({part})"),
        inner.map(lambda part: f"compact({part})"),
        inner.map(lambda part: f'join(",", {part})'),
    )


EXPRESSIONS = st.recursive(ATOMS, wider, max_leaves=6)
FILLINGS = st.sampled_from(
    [None, True, False, 0, 1, 5, "", "a", "text", "5", [], ["a"], [None, "b"], {}, {"a": "a"}, SetValue(["a"])]
)


def agree(before: Any, after: Any) -> bool:
    """Whether what was known is what it turned out to be."""
    if isinstance(before, Unresolved):
        return True
    if isinstance(before, dict) and isinstance(after, dict):
        return before.keys() == after.keys() and all(agree(before[name], after[name]) for name in before)
    if isinstance(before, list) and isinstance(after, list):
        return len(before) == len(after) and all(map(agree, before, after))
    return type(before) is type(after) and bool(before == after)


@settings(max_examples=150, derandomize=True, deadline=None)
@given(EXPRESSIONS, FILLINGS, FILLINGS)
def test_every_filling_gives_what_was_known(text: str, first: Any, second: Any) -> None:
    assume("u" in text or "w" in text)
    try:
        before = evaluated(text)
        after = evaluated(text, u=first, w=second)
    except (EvaluationError, NotEvaluated):
        return
    if not any(True for _ in unresolved_parts(after)):
        assert agree(before, after), (shown(before), shown(after))
