"""The lines of a resource block that people are shown, without comments and without what must not be shown: values of arguments
that providers mark as sensitive, that are secret by their name, or that look like a secret."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from hipaacheck_assets.secret_names import looks_secret
from hipaacheck_terraform.hcl.configuration import File
from hipaacheck_terraform.hcl.expressions import Literal
from hipaacheck_terraform.hcl.parser import Attribute, Block, Body

MASK = "(masked)"
WIDTH = 200
"""Characters of a line that are shown."""
_ENOUGH = 4_000
"""Characters of a value that are looked at."""
_SECRET_NAME = re.compile(
    r"(?i)passw|passphrase|passcode|secret|token|private_key|access_key|api_?key|(account|shared|master|primary|secondary|auth)_key"
    r"|key_(data|material)|credential|user_data|custom_data|startup|connection_(string|auth)|preshared|protected_settings|unattend"
    r"|(^|_)(command|arguments|args|entry_?point|script|environment|variables|settings|headers?|contents?|body|payload"
    r"|definitions?|template|parameters|pem|psk|pin|sas|sas_url|token_url)(_base64)?$|certificate_(body|chain)"
)
_HARMLESS_NAME = re.compile(
    r"(?i)_(arn|ids?|name|version|days|age|enabled|length|policy|location|type|number|mode|state|status|strategy|count|validity|scope"
    r"|format|method)$|^http_tokens$|^secretsmanager"
)
_SECRET_TEXT = re.compile(
    r"(?i:\b(?:account_?key|shared_?access_?key(?:_?name)?|client_?secret|secret|token|api_?key|passphrase|passwd)\s*=\s*[^\s;&${<%])"
    r"|(?i:[?&]?\bsig=[\w%+/=-]{8,})|(?i:\b(?:bearer|basic)\s+[\w+/=.-]{8,})|://[^\s\"@/]*:[^\s\"@${<%][^\s\"@]*@|://[\w.~-]{16,}@"
    r"|\b(?:github_pat_\w{20}|glpat-[\w-]{16}|sk_live_\w{10}|AIza[\w-]{30}|ya29\.)|-----BEGIN|\beyJ[\w-]{8,}\.[\w-]{8,}"
    r"|(?<![\w/+])(?=[\w/+]*\d)(?=[\w/+]*[A-Z])(?=[\w/+]*[a-z])[A-Za-z0-9/+]{40}(?![\w/+=])|[A-Za-z0-9+/]{60}"
)
_INDEX = re.compile(r'\[\s*"[^"]*"\s*\]')
_OBJECT = re.compile(r"(?<![$%])\{")
_NUMBER = re.compile(r"(?<![\w.\[])\d")
Spans = Sequence[tuple[int, int]]
"""Beginnings and ends, as offsets in a file."""
Facts = Mapping[str, Mapping[str, Any]]


class _Value(NamedTuple):
    """The value of an argument, as offsets in its file. `marked`: sensitive to the provider; `named`: by its name."""

    start: int
    end: int
    marked: bool
    named: bool


def spans(file: File) -> Spans:
    """Where the comments of a file are, in order."""
    return sorted({(item.position, item.position + len(item.text)) for item in file.comments})


def shown(file: File, block: Block, body: Body, lines: Collection[int], facts: Facts, comments: Spans) -> dict[int, str]:
    """Text of the block's first line and of these others, on which arguments or nested blocks begin. `body` holds those of
    the block's items that stand in this file; `facts` are what the schema tables tell of the block's type; `comments` are
    the file's `spans`."""
    if file.json:
        return {}
    heading = file.lines.of(block.start)
    labels = "".join(f' "{label}"' for label in block.labels)
    rows: dict[int, list[_Value]] = {}
    for value in _values(file, body, facts, marked=False):
        rows.setdefault(file.lines.of(value.start), []).append(value)
    out = {line: _line(file, line, rows.get(line, []), comments) for line in lines if line != heading}
    return {heading: f"{block.type}{labels} {{"[:WIDTH], **out}


def _values(file: File, body: Body, facts: Facts, *, marked: bool) -> Iterator[_Value]:
    """The values of all arguments in a body, those of nested and dynamic blocks included."""
    for name, argument in body.attributes.items():
        start = file.text.find("=", argument.start + len(name)) + 1
        secret = marked or "s" in facts.get(name, ())
        named = _secret_name(name) or (name == "value" and _is_value_of_secret(body))
        yield _Value(start, argument.end, secret, named)
    for block in body.blocks:
        name = block.labels[0] if block.type == "dynamic" and block.labels else block.type
        if block.type == "content":
            yield from _values(file, block.body, facts, marked=marked)
            continue
        fact = facts.get(name, {})
        below = fact.get("n", {})
        yield from _values(file, block.body, below, marked=marked or "s" in fact)


def _secret_name(name: str) -> bool:
    return _SECRET_NAME.search(name) is not None and _HARMLESS_NAME.search(name) is None


def _is_value_of_secret(body: Body) -> bool:
    """Whether `value` stands beside a name that is secret, or that is not told."""
    beside = [argument for name, argument in body.attributes.items() if name in ("name", "key")]
    return any(not isinstance(text := _text(item), str) or _secret_name(text) or looks_secret(text, None) for item in beside)


def _text(argument: Attribute) -> Any:
    return argument.value.value if isinstance(argument.value, Literal) else None


def _line(file: File, line: int, values: list[_Value], comments: Spans) -> str:
    """One line: what is no value as it is, values masked where they must be, comments left out."""
    at, end = file.lines.span(line)
    end = len(file.text) if end is None else end
    out = ""
    for value in sorted(values):
        out += _code(file.text, at, value.start, comments)
        at = min(value.end, end)
        out += f" {_masked(_code(file.text, value.start, min(at, value.start + _ENOUGH), comments).strip(), value)}"
    return (out + _code(file.text, at, end, comments)).rstrip()[:WIDTH]


def _code(text: str, start: int, end: int, comments: Spans) -> str:
    """Part of a text without comments."""
    out, number = "", max(bisect_left(comments, (start, 0)) - 1, 0)
    while start < end:
        first, last = comments[number] if number < len(comments) else (end, end)
        out += text[start : min(max(first, start), end)]
        start, number = max(start, last), number + 1
    return out


def _masked(text: str, value: _Value) -> str:
    """The first line of a value. References stay readable, also behind a secret name."""
    literal = '"' in _INDEX.sub("", text)
    if (value.marked or value.named) and (literal or "<<" in text):
        return MASK
    number = _NUMBER.search(text) is not None
    if (value.marked and number) or (_OBJECT.search(text) and (literal or number)):
        return MASK
    return MASK if _looks_secret(text) else text


def _looks_secret(text: str) -> bool:
    return _SECRET_TEXT.search(text) is not None or looks_secret("", text)
