"""Audit: the language. Each test states what must hold; every one of them failed when it was written."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hipaacheck import AssetType, Relation, Tags, Unknown
from hipaacheck.errors import ControlError, Problem
from hipaacheck.language.compile import Environment, compile_predicate
from hipaacheck.language.parse import Context, parse_file
from hipaacheck.language.relations import Joins
from hipaacheck.language.selftest import check
from hipaacheck.model.controls import Compare, Count
from tests.support.controls import HEAD, NOW, judge, parse
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
    # "On null every other operator must state `absent:` or the control does not load."
    with pytest.raises(ControlError, match="absent"):
        parse(f"require: {require}")


def test_whether_there_is_an_owner_at_all_can_be_asked() -> None:
    assert judge("require: {owner: {present: false}}", thing(owner_id=None))[0] == "pass"


@pytest.mark.parametrize(
    "require",
    [
        "{word: {not_in: [$forbidden], absent: true}}",  # passes for every word: compares with the text "$forbidden"
        "{word: {ne: $Forbidden, absent: true}}",
        "{word: {ne: $for-bidden, absent: true}}",
    ],
)
def test_a_dollar_that_is_no_parameter_is_refused(require: str) -> None:
    with pytest.raises(ControlError):
        parse(f"require: {require}")


def test_a_message_may_walk_a_relation() -> None:
    assert judge('message: "owned by {owner.key}"\nrequire: {lit: true}', thing(owner_id="o1"))[0] == "fail"


def test_a_message_may_show_a_tag_with_a_dot_in_its_key() -> None:
    tags = Tags(items={"a": "q", "a.b": "c"})
    assert judge('message: "is {tags.a.b}"\nrequire: {lit: true}', thing(tags=tags))[1] == "is c."


@pytest.mark.parametrize(
    "body", ["{made: {older_than: 9999999999999d, absent: true}}", "{size: {ge: " + "1" * 5000 + ", absent: true}}"]
)
def test_numbers_too_large_are_problems_with_a_place(body: str) -> None:
    with pytest.raises(ControlError):
        parse(f"require: {body}")


def test_a_span_that_leaves_the_calendar_is_refused_or_judged() -> None:
    made = datetime(2020, 1, 1, tzinfo=UTC)
    try:
        assert judge("require: {made: {within: 9000y, absent: true}}", thing(made=made))[0] == "pass"
    except ControlError:
        pass


def test_a_deeply_nested_file_is_refused_without_killing_the_process(tmp_path: Path) -> None:
    deep = tmp_path / "deep.yaml"
    deep.write_text("require: " + "[" * 100_000 + "]" * 100_000)
    code = (
        "import sys; from pathlib import Path; from hipaacheck.language.nodes import compose\n"
        "from hipaacheck.errors import ControlError\n"
        "try: compose(Path(sys.argv[1]).read_text(), 'deep.yaml')\n"
        "except ControlError: sys.exit(7)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(deep)], check=False).returncode == 7  # was -11, a segmentation fault


@pytest.mark.parametrize("require", ["!foo {lit: true}", '{word: !!python/object:os.system "x"}', '{word: !!int "5"}'])
def test_yaml_tags_are_refused_everywhere(require: str) -> None:
    with pytest.raises(ControlError, match="tag"):
        parse(f"require: {require}")


CASES = """\
require: {lit: true}
tests:
  - {name: a, given: {lit: true}, expect: pass}
  - {name: b, given: {lit: false}, expect: fail}
  - {name: c, given: {lit: {$unknown: x}}, expect: unknown%s}
"""


@pytest.mark.parametrize(
    "more",
    [", incomplete: toy.owner", ", as_of: soon", ", params: {nothing: 1}", ", params: 3"],
    ids=["incomplete", "as_of", "params", "kind"],
)
def test_a_mistake_in_a_test_of_a_control_is_reported(more: str) -> None:
    problems: list[Problem] = []
    (document,) = parse_file(HEAD + CASES % more, "toy.yaml", Context(VOCABULARY, {}, {"164.312(b)"}), problems)
    assert check(document, VOCABULARY, {}).failures  # `as_of` raised ValueError; the others were passed over
