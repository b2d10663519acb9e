"""Terraform's functions give what the real Terraform gave, and never more than is sure about unresolved values."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipaacheck_terraform.hcl.functions import FUNCTIONS, call
from hipaacheck_terraform.hcl.values import AFTER_APPLY, EvaluationError, SetValue, Unresolved, canonical, make_set

RECORDED = json.loads(Path(__file__).with_name("functions.json").read_text())
NOT_EVALUATED = {"cidrsubnet", "regex", "textencodebase64", "yamlencode"}
X = Unresolved(AFTER_APPLY, frozenset({("aws_x.a", ("id",))}), exact=("aws_x.a", ("id",)))
Y = Unresolved(AFTER_APPLY, frozenset({("aws_y.b", ("name",))}))
DOCUMENT = Unresolved(AFTER_APPLY, text={"a": X})


def value_of(written: Any) -> Any:
    """A value of the table: sets, and lists and maps of one type, are marked."""
    if isinstance(written, dict):
        if "$set" in written:
            return make_set([value_of(item) for item in written["$set"]])
        if written.keys() & {"$list", "$map"}:
            return value_of(next(iter(written.values())))
        return {key: value_of(item) for key, item in written.items()}
    return [value_of(item) for item in written] if isinstance(written, list) else written


def same(found: Any, recorded: Any) -> bool:
    """Equal in every type; the order of a set is the value model's."""
    if isinstance(found, SetValue):
        return sorted(map(canonical, found)) == sorted(map(canonical, recorded))
    return json.dumps(found, sort_keys=True) == json.dumps(recorded, sort_keys=True)


def test_every_recorded_call_gives_what_terraform_gave() -> None:
    wrong, silent = [], set()
    for case in RECORDED:
        try:
            found = call(case["call"], [value_of(argument) for argument in case["arguments"]])
        except EvaluationError as error:
            if "error" not in case:
                wrong.append((case, str(error)))
            continue
        if isinstance(found, Unresolved):
            silent.add(case["call"])
        elif "error" in case or not same(found, case["value"]):
            wrong.append((case, found))
    assert wrong == []
    assert silent == NOT_EVALUATED


def test_the_recording_knows_every_function() -> None:
    assert len(RECORDED) > 500
    missing = FUNCTIONS.keys() - {case["call"] for case in RECORDED}
    assert missing <= {"list", "map"}


KNOWN: list[tuple[str, list[Any], Any]] = [
    ("length", [[X, Y]], 2),
    ("length", [{"a": Y}], 1),
    ("keys", [{"b": Y, "a": 1}], ["a", "b"]),
    ("contains", [["a", Y], "a"], True),
    ("contains", [[Y, X], X], True),
    ("anytrue", [[Y, True]], True),
    ("alltrue", [[Y, False]], False),
    ("index", [["a", Y], "a"], 0),
    ("coalesce", ["a", Y], "a"),
    ("coalescelist", [["a"], Y], ["a"]),
    ("lookup", [{"a": 1}, "a", Y], 1),
    ("range", [2], [0, 1]),
]
SAME: list[tuple[str, list[Any], Any]] = [
    ("join", [",", [X]], X),
    ("format", ["%s", X], X),
    ("element", [["a", X], 3], X),
    ("one", [[X]], X),
    ("lookup", [{"a": X}, "a"], X),
    ("lookup", [{}, "a", X], X),
    ("coalesce", [None, "", X, "b"], X),
    ("coalesce", [DOCUMENT, "b"], DOCUMENT),
    ("coalescelist", [[], X], X),
    ("tostring", [X], X),
    ("tolist", [X], X),
    ("jsondecode", [Unresolved(AFTER_APPLY, text=X)], X),
]
INSIDE: list[tuple[str, list[Any], Any, Any]] = [
    ("concat", [["a"], [X]], 1, X),
    ("slice", [["a", X, "b"], 1, 2], 0, X),
    ("reverse", [["a", X]], 0, X),
    ("compact", [["", None, X]], 0, X),
    ("tolist", [["a", X]], 1, X),
    ("tomap", [{"a": X, "b": "c"}], "a", X),
    ("merge", [{"a": 1}, None, {"a": X}], "a", X),
    ("merge", [{"a": X}, {"b": 1}], "b", 1),
    ("zipmap", [["a"], [X]], "a", X),
    ("values", [{"a": X}], 0, X),
    ("flatten", [[[{"id": X}]]], 0, {"id": X}),
    ("formatlist", ["%s", ["a", Y]], 0, "a"),
    ("jsondecode", [DOCUMENT], "a", X),
    ("setproduct", [["a"], [X]], 0, ["a", X]),
    ("matchkeys", [[X, "b"], ["k", "l"], ["k"]], 0, X),
    ("chunklist", [["a", X], 1], 1, [X]),
    ("distinct", [[X]], 0, X),
]
UNRESOLVED: list[tuple[str, list[Any]]] = [
    ("merge", [Y, {"a": 1}]),
    ("upper", [Y]),
    ("contains", [["a", Y], "b"]),
    ("contains", [["a"], Y]),
    ("index", [[Y, "a"], "a"]),
    ("flatten", [[["a"], [Y]]]),
    ("distinct", [["a", Y]]),
    ("toset", [["a", Y]]),
    ("setunion", [["a"], [Y]]),
    ("transpose", [{"a": [Y]}]),
    ("alltrue", [[True, Y]]),
    ("anytrue", [[False, Y]]),
    ("compact", [["a", Y]]),
    ("coalesce", [Y, "a"]),
    ("coalesce", [1, Y]),
    ("coalescelist", [Y, ["a"]]),
    ("join", ["-", ["a", Y]]),
    ("format", ["%s-%s", "a", Y]),
    ("jsonencode", [{"a": Y}]),
    ("jsondecode", [Y]),
    ("keys", [Y]),
    ("zipmap", [[Y], ["a"]]),
    ("matchkeys", [["a"], [Y], ["k"]]),
    ("sort", [["a", Y]]),
    ("timestamp", []),
    ("provider::aws::arn_parse", ["a"]),
    ("regex", ["(?U)a", "a"]),
]


@pytest.mark.parametrize(("name", "arguments", "expected"), KNOWN)
def test_what_stays_known(name: str, arguments: list[Any], expected: Any) -> None:
    assert call(name, arguments) == expected


@pytest.mark.parametrize(("name", "arguments", "expected"), SAME)
def test_what_stays_the_very_same(name: str, arguments: list[Any], expected: Any) -> None:
    assert call(name, arguments) is expected


@pytest.mark.parametrize(("name", "arguments", "place", "expected"), INSIDE)
def test_what_is_carried_along(name: str, arguments: list[Any], place: Any, expected: Any) -> None:
    assert call(name, arguments)[place] == expected


@pytest.mark.parametrize(("name", "arguments"), UNRESOLVED)
def test_what_is_not_known(name: str, arguments: list[Any]) -> None:
    found = call(name, arguments)
    assert isinstance(found, Unresolved)
    if Y in arguments:
        assert found.refers == Y.refers


def test_numbers_beside_an_unresolved_value_may_become_strings() -> None:
    found = call("tolist", [[1, "a", None, Y]])
    assert [isinstance(item, Unresolved) for item in found] == [False, False, False, True]
    found = call("tolist", [[1, {"a": 1}["a"], Y]])
    assert all(isinstance(item, Unresolved) for item in found)


def test_an_encoded_document_keeps_its_structure() -> None:
    found = call("jsonencode", [{"a": SetValue(["b"]), "c": X}])
    assert found.text == {"a": ["b"], "c": X}
    assert not isinstance(found.text["a"], SetValue)
    assert found.refers == X.refers


WRONG = [
    ("upper", []),
    ("upper", ["a", "b"]),
    ("regex", ["(", "a"]),
    ("range", [0, 100_000]),
    ("format", ["%99999999999d", 1]),
    ("indent", [10**9, "a\nb"]),
    ("setproduct", [list(range(2000)), list(range(2000))]),
    ("replace", ["a" * 10_000, "", "b" * 10_000]),
    ("pow", [10, 10**9]),
    ("log", [-1, 2]),
    ("cidrsubnets", ["fd00::/8", *[32] * 3, 999]),
    ("yamldecode", ["&a [" + ",".join(["[x, x]"] * 10) + "]\n--- b"]),
    ("yamldecode", ["\n".join(f"- &a{i} [{', '.join([f'*a{i - 1}' if i else 'x'] * 9)}]" for i in range(9))]),
    ("merge", [{"a": Y}, [Y]]),
]


@pytest.mark.parametrize(("name", "arguments"), WRONG)
def test_wrong_arguments_say_which_function_refused_them(name: str, arguments: list[Any]) -> None:
    with pytest.raises(EvaluationError, match=f"^{name}: "):
        call(name, arguments)


def test_deep_documents_end_in_no_crash() -> None:
    for name, depth in (("jsondecode", 5000), ("yamldecode", 500)):
        assert isinstance(call(name, ["[" * depth + "]" * depth]), Unresolved)


PRIMITIVES = st.one_of(st.none(), st.booleans(), st.integers(0, 3), st.sampled_from(["", "a", "b", "1", "true"]))
HOLES = st.sampled_from([X, Y, Unresolved("a variable")])
VALUES = st.recursive(
    st.one_of(PRIMITIVES, HOLES),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from("abc"), inner, max_size=3)),
    max_leaves=5,
)
FLAT = st.lists(st.one_of(PRIMITIVES, HOLES), max_size=3)
ARGUMENTS = st.lists(st.one_of(FLAT, FLAT, PRIMITIVES, VALUES), min_size=1, max_size=3)
PARTIAL = sorted(name for name, function in FUNCTIONS.items() if function.partial)
FILLINGS: list[list[Any]] = [["x", "y", "z"], ["a", 1, True], ["a", "", None], ["1", ["a"], {"a": 1}], [["a"], [], [1, 2]]]


def filled(value: Any, filling: list[Any]) -> Any:
    """The value with its unresolved parts replaced."""
    if isinstance(value, Unresolved):
        if value.text is not None:
            return json.dumps(filled(value.text, filling), sort_keys=True, separators=(",", ":"))
        return filling[0] if value.exact else filling[1] if value.reason == AFTER_APPLY else filling[2]
    if isinstance(value, SetValue):
        return value
    if isinstance(value, list):
        return [filled(item, filling) for item in value]
    return {key: filled(item, filling) for key, item in value.items()} if isinstance(value, dict) else value


def agrees(partial: Any, whole: Any) -> bool:
    """Whether a result with unresolved parts is what the whole one is, as far as it is known."""
    if isinstance(partial, Unresolved):
        return True
    if isinstance(partial, list) and isinstance(whole, list):
        return len(partial) == len(whole) and all(map(agrees, partial, whole))
    if isinstance(partial, dict) and isinstance(whole, dict):
        return partial.keys() == whole.keys() and all(agrees(partial[key], whole[key]) for key in partial)
    return type(partial) is type(whole) and bool(partial == whole)


@settings(max_examples=100, deadline=None)
@given(arguments=ARGUMENTS)
def test_no_filling_of_the_holes_contradicts_a_partial_result(arguments: list[Any]) -> None:
    for name in PARTIAL:
        try:
            partial = call(name, arguments)
        except EvaluationError:
            partial = EvaluationError
        for filling in FILLINGS:
            try:
                whole = call(name, filled(arguments, filling))
            except EvaluationError:
                continue
            if isinstance(whole, Unresolved):
                continue
            assert partial is not EvaluationError, (name, arguments, filling, whole)
            assert agrees(partial, whole), (name, arguments, filling, partial, whole)
