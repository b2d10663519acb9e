"""`jsonencode` and `jsondecode`."""

from __future__ import annotations

import json
import re

from hipaacheck_terraform.hcl.functions.arguments import Bodies, number, text
from hipaacheck_terraform.hcl.values import EvaluationError, Unresolved, Value, digits, unresolved_in

ESCAPED = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
SURROGATE = re.compile("[\ud800-\udfff]")


def jsonencode(value: Value) -> Value:
    doubt = unresolved_in(value)
    if doubt is None:
        return encode(value)
    return Unresolved(doubt.reason, doubt.refers, text=_lists(value))


def _lists(value: Value) -> Value:
    """The value with lists for sets, as a document has them."""
    if isinstance(value, list):
        return [_lists(item) for item in value]
    return {key: _lists(item) for key, item in value.items()} if isinstance(value, dict) else value


def encode(value: Value) -> str:
    """A wholly known value as Terraform writes JSON: sorted keys, no spaces, nothing that HTML could take for markup."""
    if isinstance(value, str):
        quoted = json.dumps(text(value), ensure_ascii=False)
        return re.sub("[<>&\u2028\u2029]", lambda found: ESCAPED[found[0]], quoted)
    if isinstance(value, list):
        return "[" + ",".join(encode(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ",".join(f"{encode(key)}:{encode(value[key])}" for key in sorted(value)) + "}"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return digits(value)


def jsondecode(document: Value) -> Value:
    if isinstance(document, Unresolved):
        if document.text is not None:
            return document.text
        return unresolved_in(document)
    decoder = json.JSONDecoder(parse_float=number, parse_int=number, parse_constant=_no_number)
    try:
        return _mended(decoder.decode(text(document)))
    except json.JSONDecodeError as error:
        raise EvaluationError(f"this is not JSON: {error.msg}") from None


def _no_number(constant: str) -> None:
    raise EvaluationError(f"this is not JSON: {constant}")


def _mended(value: Value) -> Value:
    """The value with a replacement character for every half of a surrogate pair, as Go reads them."""
    if isinstance(value, str):
        return SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_mended(item) for item in value]
    return {_mended(key): _mended(item) for key, item in value.items()} if isinstance(value, dict) else value


WHOLE: Bodies = {"jsonencode": jsonencode, "jsondecode": jsondecode}
