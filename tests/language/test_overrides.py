"""Values that an organisation sets for parameters: each must fit wherever its control uses it."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from hipaacheck.errors import UsageError
from hipaacheck.language.pack import Pack, encode
from hipaacheck.language.uses import check_override
from hipaacheck.model.controls import Control
from hipaacheck.selection import check_params
from tests.support.controls import judge, parse
from tests.support.toys import VOCABULARY, thing

BODY = """\
params:
  blocks: {type: strings, default: [10.0.0.0/8], doc: d}
  block: {type: string, default: 10.0.0.0/8, doc: d}
  start: {type: string, default: ^a, doc: d}
  age: {type: string, default: 90d, doc: d}
  names: {type: strings, default: [a], doc: d}
  least: {type: number, default: 3, doc: d, weaker: lower}
  many: {type: integer, default: 3, doc: d}
  inner: {type: string, default: ^a, doc: d}
when: {not: {tags.a: {matches: $start, absent: false}}}
require:
  any:
    - {word: {within: $blocks, absent: false}}
    - {owner.key: {within: $block, absent: false}}
    - {all: [{made: {older_than: $age, absent: false}}, {word: {not_in: $names, absent: true}}]}
    - {size: {ge: $least, absent: false}, words: {count: {ge: $many, where: {matches: $inner}}}}
"""
CONTROL = parse(BODY)

WRONG: dict[str, tuple[str, Any, str]] = {
    "no such parameter": ("blocs", 1, "no parameter 'blocs'; did you mean 'blocks'?"),
    "another type": ("many", "3", "'3' is not integer"),
    "a mapping": ("many", {"a": 1}, "{'a': 1} is not integer"),
    "null": ("many", None, "null is not compared"),
    "CIDR block with a space": ("block", "10.0.0.0 /8", "does not appear to be an IPv4 or IPv6 network"),
    "one of several CIDR blocks": ("blocks", ["10.0.0.0/8", "10.0.0.0/99"], "'10.0.0.0/99' does not appear to be"),
    "regular expression in when": ("start", "(", "not a regular expression"),
    "regular expression inside a count": ("inner", "[", "not a regular expression"),
    "duration": ("age", "90", "'90' is not a duration"),
    "a long duration": ("age", "9000y", "'9000y' is longer than 1000y"),
    "fraction where the attribute has none": ("least", 2.5, "2.5 is not integer"),
}


@pytest.mark.parametrize("stored", [False, True], ids=["from YAML", "compiled"])
@pytest.mark.parametrize("name", WRONG)
def test_a_value_that_does_not_fit_a_use_is_a_usage_error(name: str, stored: bool) -> None:
    control = msgspec.json.decode(encode(Pack((CONTROL,))), type=Pack).controls[0] if stored else CONTROL
    parameter, value, problem = WRONG[name]
    assert problem in (check_override(control, parameter, value, VOCABULARY) or "")
    with pytest.raises(UsageError, match=r"^params: toy-thing-x"):
        check_params([control], {control.id: {parameter: value}}, VOCABULARY)


RIGHT: dict[str, Any] = {
    "blocks": ["10.0.0.0/8", "fd00::/8"],
    "block": "192.168.0.0/16",
    "start": "$",
    "age": "1000y",
    "names": [],
    "least": 4,
    "many": 0,
    "inner": "",
}


@pytest.mark.parametrize("name", RIGHT)
def test_a_value_that_fits_is_taken(name: str) -> None:
    assert check_params([CONTROL], {CONTROL.id: {name: RIGHT[name]}}, VOCABULARY) == ()


def test_a_list_that_is_set_may_be_empty() -> None:
    control: Control = parse(
        "params: {names: {type: strings, default: [a], doc: d}}\nrequire: {word: {not_in: $names, absent: true}}"
    )
    assert judge(control, thing(word="a"))[0] == "fail"
    assert judge(control, thing(word="a"), params={"names": []})[0] == "pass"
