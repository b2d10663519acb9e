"""The evaluator against brute force: whatever every completion of the unknown values agrees on must not be contradicted.

A three-valued answer may be less sure than the completions (`x or not x`), never the opposite.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from hipaacheck import Unknown
from hipaacheck.language.compile import Environment, all_of, any_of, compile_predicate, count_truth
from hipaacheck.language.logic import negate
from hipaacheck.language.operators import OPS
from hipaacheck.language.relations import Joins
from hipaacheck.model.controls import AllOf, AnyOf, Compare, Count, Not, Predicate, Quantified
from tests.support.controls import NOW
from tests.support.toys import THING, VOCABULARY, Rule, rule, thing

U = Unknown("not known")
BOOLS, MAYBES, SIZES, WORDS = (True, False), (True, False, None), (None, 1, 2), ("a", "b")
PORTS = (None, 1)

RULES = [rule(open_, port) for open_ in BOOLS for port in PORTS]


# -- predicates --------------------------------------------------------------------------------------------------

_absent = st.booleans()


def _compare(path: tuple[str, ...], values: tuple[Any, ...], ops: tuple[str, ...]) -> st.SearchStrategy[Predicate]:
    plain = [value for value in values if value is not None]
    single = st.builds(Compare, path=st.just(path), op=st.sampled_from(ops), value=st.sampled_from(plain), absent=_absent)
    several = st.builds(
        Compare,
        path=st.just(path),
        op=st.sampled_from(("in", "not_in")),
        value=st.lists(st.sampled_from(plain), min_size=1, max_size=2),
        absent=_absent,
    )
    present = st.builds(Compare, path=st.just(path), op=st.just("present"), value=st.booleans())
    return st.one_of(single, several, *([present] if None in values else []))


_word = _compare((), WORDS, ("eq", "ne"))
_inside_rule = st.recursive(
    st.one_of(_compare(("open",), BOOLS, ("eq", "ne")), _compare(("port",), PORTS, ("eq", "ne", "lt", "ge"))),
    lambda inner: st.one_of(
        st.builds(Not, item=inner),
        st.builds(AllOf, items=st.tuples(inner, inner)),
        st.builds(AnyOf, items=st.tuples(inner, inner)),
    ),
    max_leaves=3,
)


def _over(path: tuple[str, ...], where: st.SearchStrategy[Predicate]) -> st.SearchStrategy[Predicate]:
    quantified = st.builds(
        Quantified, path=st.just(path), quantifier=st.sampled_from(("some", "every", "none")), where=where, absent=_absent
    )
    counted = st.builds(
        Count,
        path=st.just(path),
        op=st.sampled_from(("eq", "ne", "lt", "le", "gt", "ge")),
        where=st.none() | where,
        value=st.integers(0, 3),
        absent=_absent,
    )
    return st.one_of(quantified, counted)


_leaf = st.one_of(
    _compare(("lit",), BOOLS, ("eq", "ne")),
    _compare(("maybe",), MAYBES, ("eq", "ne")),
    _compare(("size",), SIZES, ("eq", "ne", "lt", "le", "gt", "ge")),
    _compare(("rule", "open"), (*BOOLS, None), ("eq", "ne")),
    st.builds(Compare, path=st.just(("words",)), op=st.just("contains"), value=st.sampled_from(WORDS)),
    _over(("words",), _word),
    _over(("rules",), _inside_rule),
)
predicates = st.recursive(
    _leaf,
    lambda inner: st.one_of(
        st.builds(Not, item=inner),
        st.builds(AllOf, items=st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(AnyOf, items=st.lists(inner, min_size=1, max_size=3).map(tuple)),
    ),
    max_leaves=5,
)

# -- values and their completions --------------------------------------------------------------------------------

_rules = st.builds(rule, st.sampled_from((*BOOLS, U)), st.sampled_from((*PORTS, U)))
values = st.fixed_dictionaries(
    {
        "lit": st.sampled_from((*BOOLS, U)),
        "maybe": st.sampled_from((*MAYBES, U)),
        "size": st.sampled_from((*SIZES, U)),
        "rule": st.none() | _rules | st.just(U),
        "words": st.lists(st.sampled_from((*WORDS, U)), max_size=2) | st.just(U),
        "rules": st.lists(_rules | st.just(U), max_size=2) | st.sampled_from((None, U)),
    }
)


def _complete(value: Any, domain: tuple[Any, ...]) -> list[Any]:
    return list(domain) if isinstance(value, Unknown) else [value]


def _complete_rule(value: Any) -> list[Any]:
    if not isinstance(value, Rule):
        return [*RULES, None] if isinstance(value, Unknown) else [value]
    return [rule(open_, port) for open_ in _complete(value.open, BOOLS) for port in _complete(value.port, PORTS)]


def _complete_list(value: Any, items: list[Any]) -> list[Any]:
    """An unknown item stands for none, one or two items; an unknown list for any short list."""
    if value is None:
        return [None]
    if isinstance(value, Unknown):
        value = [U]
    known = [_complete_rule(item) if isinstance(item, Rule) else [item] for item in value if not isinstance(item, Unknown)]
    extra: list[list[Any]] = [[]]
    if any(isinstance(item, Unknown) for item in value):
        extra += [[item] for item in items] + [[item, item] for item in items]
    return [[*combination, *more] for combination in product(*known) for more in extra]


def completions(fields: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every asset that the known values allow."""
    rules = _complete_list(fields["rules"], RULES)
    if isinstance(fields["rules"], Unknown):
        rules.append(None)
    choices = {
        "lit": _complete(fields["lit"], BOOLS),
        "maybe": _complete(fields["maybe"], MAYBES),
        "size": _complete(fields["size"], SIZES),
        "rule": _complete_rule(fields["rule"]),
        "words": _complete_list(fields["words"], list(WORDS)),
        "rules": rules,
    }
    for combination in product(*choices.values()):
        yield dict(zip(choices, combination, strict=True))


def _used(node: Predicate) -> set[str]:
    if isinstance(node, AllOf | AnyOf):
        return {name for item in node.items for name in _used(item)}
    if isinstance(node, Not):
        return _used(node.item)
    assert isinstance(node, Compare | Quantified | Count)
    return {node.path[0]}


# -- an independent, two-valued evaluator ------------------------------------------------------------------------


def holds(node: Predicate, item: Any) -> bool:
    """Plain truth on values that are all known."""
    match node:
        case AllOf():
            return all(holds(each, item) for each in node.items)
        case AnyOf():
            return any(holds(each, item) for each in node.items)
        case Not():
            return not holds(node.item, item)
        case Compare():
            value = _walk(item, node.path)
            if value is None:
                return node.value is False if node.op == "present" else bool(node.absent)
            return node.value if node.op == "present" else OPS[node.op].test(value, node.value, NOW)
        case Quantified():
            found = _walk(item, node.path)
            if found is None:
                return bool(node.absent)
            hits = [holds(node.where, each) for each in found]
            return {"some": any(hits), "every": all(hits), "none": not any(hits)}[node.quantifier]
        case Count():
            found = _walk(item, node.path)
            if found is None:
                return bool(node.absent)
            number = sum(1 for each in found if node.where is None or holds(node.where, each))
            return OPS[node.op].test(number, node.value, NOW)
    raise AssertionError(node)


def _walk(item: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        if item is None:
            return None
        item = getattr(item, name)
    return item


@settings(max_examples=600, deadline=None)
@given(predicates, values)
@example(
    Not(item=Quantified(path=("rules",), quantifier="none", where=Compare(path=("open",), op="eq", value=True), absent=True)),
    {"lit": U, "maybe": U, "size": 1, "rule": U, "words": U, "rules": None},
)
def test_no_answer_contradicts_what_all_completions_agree_on(predicate: Predicate, fields: dict[str, Any]) -> None:
    relevant = _used(predicate)
    reduced = {name: value if name in relevant else next(iter(_known(name))) for name, value in fields.items()}
    test = compile_predicate(predicate, THING, Environment(Joins(VOCABULARY, (), ()), {}, {}, NOW))
    truth, rows = test(thing(**reduced), "", None)
    answers = {holds(predicate, thing(**completion)) for completion in completions(reduced)}
    assert answers, "there is always a completion"
    if truth is not None:
        assert answers == {truth}
    assert rows, "every answer has evidence"
    if truth is None:
        assert any(isinstance(row.actual, Unknown) for row in rows), "an unknown answer says what is unknown"


def _known(name: str) -> tuple[Any, ...]:
    return {"lit": BOOLS, "maybe": MAYBES, "size": SIZES, "rule": (None,), "words": ([],), "rules": ([],)}[name]


TRUTHS = (True, False, None)


@given(st.lists(st.sampled_from(TRUTHS), max_size=4))
def test_connectives_are_kleenes(truths: list[bool | None]) -> None:
    every = [list(choice) for choice in product(*[[True, False] if truth is None else [truth] for truth in truths])]
    results = [(truth, ()) for truth in truths]
    for connective, plain in ((all_of, all), (any_of, any)):
        answers = {plain(choice) for choice in every}
        assert connective(results)[0] == (answers.pop() if len(answers) == 1 else None)
    assert negate(all_of(results)[0]) == any_of([(negate(truth), ()) for truth in truths])[0]


@given(st.sampled_from(("eq", "ne", "lt", "le", "gt", "ge")), st.integers(0, 4), st.none() | st.integers(0, 4), st.integers(0, 5))
def test_count_is_decided_only_if_every_number_agrees(op: str, low: int, more: int | None, operand: int) -> None:
    high = None if more is None else low + more
    answers = {OPS[op].test(number, operand, NOW) for number in range(low, (high if high is not None else operand + low + 3) + 1)}
    assert count_truth(op, low, high, operand) == (answers.pop() if len(answers) == 1 else None)
