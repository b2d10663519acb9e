"""Typed access to what an operation answered. Collectors see only this.

A member that is not there is null; one of an unexpected type, or one that was redacted, is `Unknown`: never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

from hipaacheck import Tags, Unknown

REDACTED = "$redacted"
_T = TypeVar("_T")


_OPERATION = re.compile(r"Microsoft\.\w+(?:/\w+)+|[^.]*")


class Malformed(Exception):
    """An answer lacks what the service always gives."""


class Answer:
    """A structure in an answer. `where` is the operation and the path within its answer."""

    __slots__ = ("old", "parent", "recorded", "region", "values", "where")

    def __init__(self, values: Any, where: str, region: str | None = None, *, old: bool = False) -> None:
        self.values: Mapping[str, Any] = values if isinstance(values, dict) else {}
        self.where = where
        self.region = region
        """Region of the item, where that is not the one that was asked."""
        self.parent: Answer | None = None
        """What the item was listed below, where `Collector.expand` listed it."""
        self.recorded: tuple[str, ...] = ()
        """Digests of the recorded answers that it is taken from; none in a run that records nothing."""
        self.old = old
        """Whether an older version of the service's API answered than the one that was asked for. What is not there may just
        not be told by it, and is unknown."""

    @property
    def operation(self) -> str:
        """What was called: `s3:ListBuckets`, `Microsoft.Storage/storageAccounts`."""
        found = _OPERATION.match(self.where)
        return found[0] if found else self.where

    def get(self, name: str) -> Any:
        """The plain value; null when absent, `Unknown` when redacted."""
        value = self.values.get(name)
        if value is None and self.old and name not in self.values:
            return Unknown("the version of the API that answered may not tell it", f"{self.where}.{name}")
        if type(value) is dict and REDACTED in value:
            return Unknown("redacted, as it may hold a secret", f"{self.where}.{name}")
        return value

    def text(self, name: str) -> str | Unknown | None:
        """A string; an empty one counts as absent."""
        value = self.get(name)
        if type(value) is str:
            return value or None
        if value is None or type(value) is Unknown:
            return value
        return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else self._odd(name, "text", value)

    def flag(self, name: str) -> bool | Unknown | None:
        """A boolean; the strings "true" and "false" count too."""
        value = self.get(name)
        if value is None or type(value) is bool or type(value) is Unknown:
            return value
        if isinstance(value, str) and value.lower() in ("true", "false"):
            return value.lower() == "true"
        return self._odd(name, "true or false", value)

    def integer(self, name: str) -> int | Unknown | None:
        """A whole number; a string of digits counts too."""
        value = self.get(name)
        if value is None or type(value) is Unknown or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        if isinstance(value, float) and value.is_integer():
            return int(value)
        if isinstance(value, str) and value.removeprefix("-").isdecimal() and len(value) < 19:
            return int(value)
        return self._odd(name, "a whole number", value)

    def moment(self, name: str) -> datetime | Unknown | None:
        """A point in time, in UTC: ISO 8601, seconds since 1970, or the date of an HTTP header."""
        value = self.get(name)
        if value is None or type(value) is Unknown:
            return value
        try:
            if isinstance(value, datetime):
                return value.astimezone(UTC)
            if isinstance(value, int | float) and not isinstance(value, bool):
                return datetime.fromtimestamp(value, UTC)
            found = datetime.fromisoformat(value) if value[:4].isdecimal() else parsedate_to_datetime(value)
            return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
        except (AttributeError, TypeError, ValueError, OverflowError, OSError):
            return self._odd(name, "a time", value)

    def texts(self, name: str) -> list[str | Unknown] | Unknown:
        """A list of strings; empty when absent."""
        value = self.get(name)
        if value is None:
            return []
        if isinstance(value, Unknown):
            return value
        if not isinstance(value, list):
            return self._odd(name, "a list", value)
        return [self._item(name, number, item) for number, item in enumerate(value)]

    def _item(self, name: str, number: int, item: Any) -> str | Unknown:
        if isinstance(item, str):
            return item
        if type(item) is dict and REDACTED in item:
            return Unknown("redacted, as it may hold a secret", f"{self.where}.{name}[{number}]")
        return self._odd(f"{name}[{number}]", "text", item)

    def block(self, name: str) -> Answer | Unknown | None:
        """A nested structure; null when absent."""
        value = self.get(name)
        if value is None or type(value) is Unknown:
            return value
        return self._inner(value, name) if isinstance(value, dict) else self._odd(name, "a structure", value)

    def _inner(self, value: Any, name: str) -> Answer:
        inner = Answer(value, f"{self.where}.{name}", old=self.old)
        inner.recorded = self.recorded
        return inner

    def blocks(self, name: str) -> list[Answer | Unknown] | Unknown:
        """A list of structures; empty when absent."""
        value = self.get(name)
        if value is None:
            return []
        if isinstance(value, Unknown):
            return value
        if not isinstance(value, list):
            return self._odd(name, "a list", value)
        return [
            self._inner(item, f"{name}[{number}]")
            if isinstance(item, dict) and REDACTED not in item
            else self._odd(f"{name}[{number}]", "a structure", item)
            for number, item in enumerate(value)
        ]

    def each(self, name: str, make: Callable[[Answer], _T | Unknown]) -> list[_T | Unknown] | Unknown:
        """What `make` says of each structure in a list; empty when absent."""
        found = self.blocks(name)
        return found if isinstance(found, Unknown) else [item if isinstance(item, Unknown) else make(item) for item in found]

    def part(self, name: str, make: Callable[[Answer], _T]) -> _T | Unknown | None:
        """What `make` says of a nested structure; null when absent."""
        found = self.block(name)
        return make(found) if isinstance(found, Answer) else found

    def known(self, name: str) -> str:
        """A string that the service always gives. Raises Malformed."""
        value = self.text(name)
        if not isinstance(value, str):
            raise Malformed(f"{self.where} has no {name}")
        return value

    def required(self, name: str) -> str | Unknown:
        """A string that the service always gives; `Unknown` when it did not."""
        return self.sure(name, self.text(name))

    def sure(self, name: str, value: _T | Unknown | None) -> _T | Unknown:
        """The value, or `Unknown` when the service did not give it: `item.sure("Encrypted", item.flag("Encrypted"))`."""
        return Unknown(f"the answer has no {name}", self.where) if value is None else value

    def or_default(self, name: str, value: _T | Unknown | None, default: _T) -> _T | Unknown:
        """The value, or what the service documents as meant when it leaves the member `name` out: `item.or_default("enabled",
        item.flag("enabled"), False)`."""
        return default if value is None else value

    def _odd(self, name: str, wanted: str, value: Any) -> Unknown:
        return Unknown(f"{type(value).__name__} where {wanted} was expected", f"{self.where}.{name}")


_TAG_FORMS = (("Key", "Value"), ("key", "value"), ("TagKey", "TagValue"), ("tagKey", "tagValue"))


def tags(answer: Answer | Unknown | None, name: str) -> Tags | Unknown:
    """Tags in any of the forms that AWS uses: a map, or a list of keys and values. None when absent."""
    if not isinstance(answer, Answer):
        return Tags(items={}) if answer is None else answer
    value = answer.get(name)
    if isinstance(value, Unknown):
        return value
    out: dict[str, str | Unknown | None] = {}
    if isinstance(value, dict):
        inner = Answer(value, f"{answer.where}.{name}")
        return Tags(items={key: _text(inner, key) for key in value})
    if value is not None and not isinstance(value, list):
        return Unknown(f"{type(value).__name__} where tags were expected", f"{answer.where}.{name}")
    for number, item in enumerate(value or ()):
        inner = Answer(item, f"{answer.where}.{name}[{number}]")
        form = next((form for form in _TAG_FORMS if form[0] in inner.values), None)
        key = inner.text(form[0]) if form else None
        if form is None or not isinstance(key, str):
            return Unknown("a tag without a key", inner.where)
        out[key] = _text(inner, form[1])
    return Tags(items=out)


def _text(answer: Answer, name: str) -> str | Unknown | None:
    """The value of a tag, which may be empty."""
    return "" if answer.values.get(name) in ("", None) else answer.text(name)


def name_tag(found: Tags | Unknown) -> str | Unknown | None:
    """The `Name` tag: what people call things that have no name of their own."""
    name = found if isinstance(found, Unknown) else found.items.get("Name")
    return None if name == "" else name
