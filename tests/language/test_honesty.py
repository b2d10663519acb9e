"""Questions that invite a wrong answer: what lies behind something that was not read, counts over doubts, missing owners."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import AssetType, Relation, Tags, Unknown
from hipaacheck.errors import ControlError
from hipaacheck.language.compile import Environment, compile_predicate
from hipaacheck.language.relations import Joins
from hipaacheck.model.controls import Compare, Count
from tests.support.controls import NOW, judge, parse
from tests.support.toys import VOCABULARY, Thing, thing

REFERS = Unknown("known only after apply", "toy.thing.owner_id", "o1")


@pytest.mark.parametrize("wanted", ["true", "false"])
def test_presence_of_a_field_behind_an_unread_owner_is_unknown(wanted: str) -> None:
    # The owner exists, but is not among what was read: nobody knows whether it has a name.
    assert judge(f"require: {{owner.name: {{present: {wanted}}}}}", thing(owner_id=REFERS))[0] == "unknown"


@pytest.mark.parametrize(
    ("op", "operand", "where"), [("le", 1, None), ("eq", 1, None), ("lt", 2, Compare(path=("trusted",), op="eq", value=True))]
)
def test_a_count_does_not_drop_all_doubts_but_the_first(op: Any, operand: int, where: Any) -> None:
    relation = Relation(to="toy.owner", mine="words", theirs="key", many=True)
    vocabulary = {**VOCABULARY, "toy.thing": AssetType(name="toy.thing", record=Thing, relations={"owners": relation})}
    asset = thing(words=[Unknown("after apply", None, "o1"), Unknown("after apply", None, "o2")])  # two owners, neither read
    count = Count(path=("owners",), op=op, value=operand, where=where)
    test = compile_predicate(count, vocabulary["toy.thing"], Environment(Joins(vocabulary, (asset,), ()), {}, {}, NOW))
    assert test(asset, "", None)[0] is not True


@pytest.mark.parametrize(
    "require",
    [
        "{owner.key: {ne: x}}",
        "{not: {owner.key: {ne: x}}}",  # passes for a thing without an owner, and nobody was asked
        "{owner.key: {matches: '^a'}}",
        "{owner.things: {none: {lit: true}}}",
        "{not: {owner.things: {some: {lit: true}}}}",
        "{owner.things: {count: {le: 3}}}",
    ],
)
def test_a_relation_that_starts_from_a_nullable_field_is_nullable(require: str) -> None:
    # that is: "On null every other operator must state `absent:` or the control does not load."
    with pytest.raises(ControlError, match="absent"):
        parse(f"require: {require}")


def test_whether_there_is_an_owner_at_all_can_be_asked() -> None:
    assert judge("require: {owner: {present: false}}", thing(owner_id=None))[0] == "pass"


def test_a_message_may_walk_a_relation() -> None:
    assert judge('message: "owned by {owner.key}"\nrequire: {lit: true}', thing(owner_id="o1"))[0] == "fail"


def test_a_message_may_show_a_tag_with_a_dot_in_its_key() -> None:
    tags = Tags(items={"a": "q", "a.b": "c"})
    assert judge('message: "is {tags.a.b}"\nrequire: {lit: true}', thing(tags=tags))[1] == "is c."
