"""String functions, but for formats and regular expressions."""

from __future__ import annotations

import posixpath
import re

from hipaacheck_terraform.hcl.functions.arguments import Bodies, bounded, graphemes, items, text, whole
from hipaacheck_terraform.hcl.values import EvaluationError, Unresolved, Value, unresolved_in

SPACE = "\t\n\v\f\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"


def upper(value: Value) -> str:
    return "".join(letter.upper() if len(letter.upper()) == 1 else letter for letter in text(value))


def lower(value: Value) -> str:
    return "".join(letter.lower()[0] for letter in text(value))


def title(value: Value) -> str:
    found = text(value)
    return "".join(_capital(letter) if _separates(before) else letter for before, letter in zip(" " + found, found, strict=False))


def _capital(letter: str) -> str:
    return letter.title() if len(letter.title()) == 1 else letter


def _separates(letter: str) -> bool:
    if letter.isascii():
        return not (letter.isalnum() or letter == "_")
    return letter in SPACE


def trim(value: Value, letters: Value) -> str:
    return text(value).strip(text(letters)) if text(letters) else text(value)


def trimspace(value: Value) -> str:
    return text(value).strip(SPACE)


def trimprefix(value: Value, prefix: Value) -> str:
    return text(value).removeprefix(text(prefix))


def trimsuffix(value: Value, suffix: Value) -> str:
    return text(value).removesuffix(text(suffix))


def chomp(value: Value) -> str:
    return re.sub(r"(?:\r\n?|\n)*\Z", "", text(value), count=1)


def indent(spaces: Value, value: Value) -> str:
    width, found = whole(spaces), text(value)
    if width < 0:
        raise EvaluationError("the number of spaces is negative")
    bounded(width * found.count("\n") + len(found))
    return found.replace("\n", "\n" + " " * width)


def reverse(value: Value) -> str:
    return "".join(reversed(graphemes(text(value))))


def substr(value: Value, offset: Value, length: Value) -> str:
    found = graphemes(text(value))
    start, count = whole(offset), whole(length)
    if start < 0:
        start = max(start + len(found), 0)
    return "".join(found[start:] if count < 0 else found[start : start + count])


def startswith(value: Value, prefix: Value) -> bool:
    return text(value).startswith(text(prefix))


def endswith(value: Value, suffix: Value) -> bool:
    return text(value).endswith(text(suffix))


def strcontains(value: Value, part: Value) -> bool:
    return text(part) in text(value)


def split(separator: Value, value: Value) -> list[Value]:
    return list(text(value).split(text(separator)) if text(separator) else text(value))


def join(separator: Value, first: Value, *others: Value) -> Value:
    between = text(separator)
    parts = [item for values in (first, *others) for item in items(values)]
    if len(parts) == 1 and isinstance(parts[0], Unresolved):
        return parts[0]
    doubt = unresolved_in(parts)
    if doubt is not None:
        return doubt
    texts = [text(part) for part in parts]
    bounded(sum(map(len, texts)) + len(between) * len(texts))
    return between.join(texts)


def basename(value: Value) -> str:
    found = text(value)
    if not found:
        return "."
    return found.rstrip("/").rpartition("/")[2] or "/"


def dirname(value: Value) -> str:
    folder = posixpath.normpath(text(value).rpartition("/")[0] or ("/" if text(value).startswith("/") else "."))
    return "/" + folder.lstrip("/") if folder.startswith("/") else folder


FUNCTIONS: Bodies = {
    "basename": basename,
    "chomp": chomp,
    "dirname": dirname,
    "endswith": endswith,
    "indent": indent,
    "lower": lower,
    "split": split,
    "startswith": startswith,
    "strcontains": strcontains,
    "strrev": reverse,
    "substr": substr,
    "title": title,
    "trim": trim,
    "trimprefix": trimprefix,
    "trimspace": trimspace,
    "trimsuffix": trimsuffix,
    "upper": upper,
}
PARTIAL: Bodies = {"join": join}
