"""Canonical JSON: the tables of RFC 8785, and what stands in for values that JSON does not hold exactly."""

from __future__ import annotations

import json
import math
import struct
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipaacheck.evidence.canonical import canonical, decode

NUMBERS = {
    "0000000000000000": "0",
    "8000000000000000": "0",
    "0000000000000001": "5e-324",
    "8000000000000001": "-5e-324",
    "7fefffffffffffff": "1.7976931348623157e+308",
    "ffefffffffffffff": "-1.7976931348623157e+308",
    "4340000000000000": "9007199254740992",
    "c340000000000000": "-9007199254740992",
    "4430000000000000": "295147905179352830000",
    "44b52d02c7e14af5": "9.999999999999997e+22",
    "44b52d02c7e14af6": "1e+23",
    "44b52d02c7e14af7": "1.0000000000000001e+23",
    "444b1ae4d6e2ef4e": "999999999999999700000",
    "444b1ae4d6e2ef4f": "999999999999999900000",
    "444b1ae4d6e2ef50": "1e+21",
    "3eb0c6f7a0b5ed8c": "9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d": "0.000001",
    "41b3de4355555553": "333333333.3333332",
    "41b3de4355555554": "333333333.33333325",
    "41b3de4355555555": "333333333.3333333",
    "41b3de4355555556": "333333333.3333334",
    "41b3de4355555557": "333333333.33333343",
    "becbf647612f3696": "-0.0000033333333333333333",
    "43143ff3c1cb0959": "1424953923781206.2",
}
"""Appendix B: bits of a double → how it is written."""


@pytest.mark.parametrize("bits", NUMBERS)
def test_numbers_of_appendix_b(bits: str) -> None:
    assert canonical(struct.unpack(">d", bytes.fromhex(bits))[0]).decode() == NUMBERS[bits]


def test_keys_stand_in_the_order_of_utf_16() -> None:
    """Section 3.2.3."""
    given_ = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }
    order = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]
    assert list(json.loads(canonical(given_))) == order


def test_the_sample_of_section_3_2_2() -> None:
    found = canonical(
        {
            "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001],
            "string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"\u002f",
            "literals": [None, True, False],
        }
    )
    numbers, text = "[333333333.3333333,1e+30,4.5,0.002,1e-27]", r'"€$\u000f\nA' + r"'" + r'B\"\\\\\"/"'
    assert found.decode() == '{"literals":[null,true,false],"numbers":' + numbers + ',"string":' + text + "}"


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()) | st.text(st.characters(codec=None))
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(codec=None), max_size=5), inner, max_size=4)
    ),
)


@settings(max_examples=150, deadline=None)
@given(VALUES)
def test_canonical_is_a_fixed_point(value: Any) -> None:
    once = canonical(value)
    assert canonical(decode(once)) == once
    json.loads(once)
    assert b"\n" not in once


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.text(max_size=5), st.integers(), max_size=8), st.randoms(use_true_random=False))
def test_order_does_not_count(value: dict[str, int], random: Any) -> None:
    rows = list(value.items())
    random.shuffle(rows)
    assert canonical(dict(rows)) == canonical(value)


INSTEAD: list[tuple[Any, bytes]] = [
    (2**53 - 1, b"9007199254740991"),
    (-(2**53) + 1, b"-9007199254740991"),
    (2**53, b'"9007199254740992"'),
    (-(2**53), b'"-9007199254740992"'),
    ([10**30], b'["1000000000000000000000000000000"]'),
    (math.nan, b'"nan"'),
    (math.inf, b'"inf"'),
    (-math.inf, b'"-inf"'),
    ("\ud800", b'"\\\\ud800"'),
    ({"\udfff": 1}, b'{"\\\\udfff":1}'),
    ({"a": math.nan, "b": [1, 0.5]}, b'{"a":"nan","b":[1,0.5]}'),
    ((1, 2), b"[1,2]"),
]


@pytest.mark.parametrize(("value", "expected"), INSTEAD)
def test_what_json_does_not_hold_stands_as_text(value: Any, expected: bytes) -> None:
    assert canonical(value) == expected
