"""Type conversion. An unresolved value stays the very same: only its type may change."""

from __future__ import annotations

from hipaacheck_terraform.hcl.functions.arguments import Bodies, flag, number, text
from hipaacheck_terraform.hcl.functions.lists import to_list, to_map
from hipaacheck_terraform.hcl.values import Unresolved, Value


def to_string(value: Value) -> Value:
    return value if value is None or isinstance(value, Unresolved) else text(value)


def to_number(value: Value) -> Value:
    return value if value is None or isinstance(value, Unresolved) else number(value)


def to_bool(value: Value) -> Value:
    return value if value is None or isinstance(value, Unresolved) else flag(value)


def list_of(value: Value) -> Value:
    return value if isinstance(value, Unresolved) else to_list(value)


def map_of(value: Value) -> Value:
    return value if isinstance(value, Unresolved) else to_map(value)


WHOLE: Bodies = {"tobool": to_bool, "tolist": list_of, "tomap": map_of, "tonumber": to_number, "tostring": to_string}
