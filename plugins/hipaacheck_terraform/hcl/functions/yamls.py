"""`yamlencode` and `yamldecode`."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import yaml

from hipaacheck_terraform.hcl.functions.arguments import MOST_CHARACTERS, MOST_ITEMS, bounded, number, text
from hipaacheck_terraform.hcl.values import EvaluationError, NotEvaluated, Value, digits

PREFIX = "tag:yaml.org,2002:"
FOLDED = 80
SCALARS = {"bool", "binary", "float", "int", "null", "str", "timestamp"}
TRUE = {"y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"}
FALSE = {"n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"}
NULL = {"", "~", "null", "Null", "NULL"}
INFINITE = re.compile(r"[-+]?\.(inf|Inf|INF)")
NAN = {".nan", ".NaN", ".NAN"}
INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:([Tt ])([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:\.[0-9]+)?(.*))?")


def yamlencode(value: Value) -> str:
    events = [yaml.StreamStartEvent(), yaml.DocumentStartEvent(explicit=False), *_events(value)]
    events += [yaml.DocumentEndEvent(explicit=False), yaml.StreamEndEvent()]
    written: str = yaml.emit(events, allow_unicode=True, width=MOST_CHARACTERS)
    if any(len(line) > FOLDED and " " in line.strip() for line in written.splitlines()):
        raise NotEvaluated("folded lines of YAML are not evaluated")
    return re.sub("[\U00010000-\U0010ffff]", lambda found: f"\\U{ord(found[0]):08X}", written)


def _events(value: Value) -> Iterator[yaml.Event]:
    if isinstance(value, list):
        yield yaml.SequenceStartEvent(None, None, implicit=True, flow_style=False)
        for item in value:
            yield from _events(item)
        yield yaml.SequenceEndEvent()
    elif isinstance(value, dict):
        yield yaml.MappingStartEvent(None, None, implicit=True, flow_style=False)
        for key in sorted(value):
            yield from _events(key)
            yield from _events(value[key])
        yield yaml.MappingEndEvent()
    elif isinstance(value, str):
        found = text(value)
        literal = "\n" in found and not re.search("[\U00010000-\U0010ffff]", found)
        yield yaml.ScalarEvent(None, None, (True, True), found, style="|" if literal else '"')
    else:
        plain = "null" if value is None else text(value) if isinstance(value, bool) else digits(value)
        yield yaml.ScalarEvent(None, None, (True, True), plain)


def yamldecode(document: Value) -> Value:
    try:
        events = yaml.parse(text(document), Loader=yaml.BaseLoader)
        kinds = [event for event in events if not isinstance(event, yaml.StreamStartEvent)]
        if sum(isinstance(event, yaml.DocumentStartEvent) for event in kinds) != 1:
            raise EvaluationError("exactly one document was expected")
        return _Reader(iter(kinds[1:])).value()
    except yaml.YAMLError:
        raise EvaluationError("this is not YAML") from None


class _Reader:
    """Makes a value of parser events; aliases are counted with all that they stand for."""

    def __init__(self, events: Iterator[yaml.Event]) -> None:
        self.events = events
        self.anchors: dict[str, tuple[Value, int]] = {}
        self.count = 0

    def value(self) -> Value:
        return self.read(next(self.events))

    def read(self, event: Any) -> Value:
        self.count += 1
        bounded(self.count, MOST_ITEMS)
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self.anchors:
                raise EvaluationError(f"the anchor {event.anchor} is not defined here")
            found, size = self.anchors[event.anchor]
            self.count += size
            return found
        before = self.count
        if event.anchor:
            self.anchors.pop(event.anchor, None)
        found = self.made(event)
        if event.anchor:
            self.anchors[event.anchor] = (found, self.count - before)
        return found

    def made(self, event: Any) -> Value:
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(event)
        wanted = "seq" if isinstance(event, yaml.SequenceStartEvent) else "map"
        if event.tag not in (None, PREFIX + wanted):
            raise EvaluationError(f"{event.tag} is not a tag that is known here")
        return self.sequence() if wanted == "seq" else self.mapping()

    def sequence(self) -> list[Value]:
        found: list[Value] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            found.append(self.read(event))
        return found

    def mapping(self) -> dict[str, Value]:
        found: dict[str, Value] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise EvaluationError("a key is not a string")
            if event.tag == PREFIX + "merge" or (event.tag is None and event.value == "<<"):
                _merge(found, self.value())
                continue
            key = text(_scalar(event))
            found[key] = self.value()
        return found


def _merge(into: dict[str, Value], value: Value) -> None:
    for entries in value if isinstance(value, list) else [value]:
        if not isinstance(entries, dict):
            raise EvaluationError("only a mapping can be merged into another")
        into.update(entries)


def _scalar(event: yaml.ScalarEvent) -> Value:
    tag = "" if event.tag in (None, "!") else str(event.tag).removeprefix(PREFIX)
    found = str(event.value)
    if tag and (tag not in SCALARS or event.tag == tag):
        raise EvaluationError(f"{event.tag} is not a tag that is known here")
    if tag == "binary":
        base64.b64decode(found, validate=True)
    if tag in ("str", "binary") or event.style in ("'", '"'):
        return found
    if found in TRUE or found in FALSE:
        return found in TRUE
    if found in NULL or tag == "null":
        return None
    if INFINITE.fullmatch(found):
        raise NotEvaluated("an infinite number is not evaluated")
    if found in NAN and not tag:
        raise EvaluationError("a number was expected")
    return _figures(found, tag)


def _figures(found: str, tag: str) -> Value:
    if tag in ("", "timestamp") and (time := _time(found)):
        return time
    if INTEGER.fullmatch(found) or FLOAT.fullmatch(found):
        return int(found, 0) if found[:2] in ("0x", "0o") else number(found)
    if tag:
        raise (
            NotEvaluated(f"a value marked as {tag} is not evaluated")
            if tag in ("int", "float")
            else EvaluationError(f"a text that is not a {tag}")
        )
    return found


def _time(found: str) -> str | None:
    parts = DATE.fullmatch(found)
    if parts is None:
        return None
    zone = parts[8] or ""
    if (parts[4] == " " and zone) or (parts[4] in ("T", "t") and not re.fullmatch(r"Z|[+-][0-9]{2}:[0-9]{2}", zone)):
        return None
    try:
        time = datetime(*(int(part or 0) for part in parts.group(1, 2, 3, 5, 6, 7)))  # type: ignore[arg-type] # noqa: DTZ001
    except ValueError:
        return None
    return f"{time.year:04d}-{time:%m-%dT%H:%M:%S}" + ("Z" if zone in ("", "+00:00", "-00:00") else zone)
