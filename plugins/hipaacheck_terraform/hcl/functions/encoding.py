"""Encodings of text, and CSV."""

from __future__ import annotations

import base64
import codecs
from urllib.parse import quote_plus

from hipaacheck_terraform.hcl.functions.arguments import Bodies, text
from hipaacheck_terraform.hcl.values import EvaluationError, NotEvaluated, Value

ENCODINGS = {
    "ascii": "ascii",
    "iso-8859-1": "latin-1",
    "iso-8859-15": "iso-8859-15",
    "shift_jis": "shift_jis",
    "us-ascii": "ascii",
    "utf-16be": "utf-16-be",
    "utf-16le": "utf-16-le",
    "utf-8": "utf-8",
    "windows-1252": "cp1252",
}


def base64encode(value: Value) -> str:
    return base64.b64encode(text(value).encode()).decode()


def base64decode(value: Value) -> str:
    return _bytes(value).decode()


def _bytes(value: Value) -> bytes:
    return base64.b64decode(text(value).replace("\r", "").replace("\n", ""), validate=True)


def textencodebase64(value: Value, encoding: Value) -> str:
    return base64.b64encode(codecs.encode(text(value), _codec(encoding))).decode()


def textdecodebase64(value: Value, encoding: Value) -> str:
    return codecs.decode(_bytes(value), _codec(encoding))


def _codec(name: Value) -> str:
    found = ENCODINGS.get(text(name).lower())
    if found is None:
        raise NotEvaluated(f"the encoding {name} is not evaluated")
    return found


def urlencode(value: Value) -> str:
    return quote_plus(text(value))


def csvdecode(document: Value) -> list[Value]:
    rows = list(_rows(text(document).replace("\r\n", "\n")))
    if not rows:
        raise EvaluationError("there is no header")
    header = rows[0]
    if len(set(header)) < len(header) or any(len(row) != len(header) for row in rows):
        raise EvaluationError("a column has two names, or a row too many or too few fields")
    return [dict(zip(header, row, strict=True)) for row in rows[1:]]


def _rows(document: str) -> list[list[str]]:
    rows: list[list[str]] = []
    at = 0
    while at < len(document):
        if document[at] == "\n":
            at += 1
            continue
        row: list[str] = []
        more = True
        while more:
            field, at = _field(document, at)
            row.append(field)
            more = document[at : at + 1] == ","
            at += 1
        rows.append(row)
    return rows


def _field(document: str, at: int) -> tuple[str, int]:
    """The field that begins at this place, and where it ends: at a comma, a line's end or the document's."""
    if document[at : at + 1] == '"':
        return _quoted(document, at + 1)
    end = min(place for place in (document.find(",", at), document.find("\n", at), len(document)) if place >= 0)
    if '"' in document[at:end]:
        raise EvaluationError("a quote stands inside an unquoted field")
    return document[at:end], end


def _quoted(document: str, at: int) -> tuple[str, int]:
    parts: list[str] = []
    while True:
        end = document.find('"', at)
        if end < 0:
            raise EvaluationError("a quoted field has no end")
        parts.append(document[at:end])
        at = end + 1
        if document[at : at + 1] != '"':
            break
        parts.append('"')
        at += 1
    if document[at : at + 1] not in ("", ",", "\n"):
        raise EvaluationError("something follows a quoted field")
    return "".join(parts), at


FUNCTIONS: Bodies = {
    "base64decode": base64decode,
    "base64encode": base64encode,
    "csvdecode": csvdecode,
    "textdecodebase64": textdecodebase64,
    "textencodebase64": textencodebase64,
    "urlencode": urlencode,
}
