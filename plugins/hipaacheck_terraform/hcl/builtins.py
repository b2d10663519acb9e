"""Functions that need more than the values of their arguments: `try`, `can`, files and templates; all others are in
`functions`."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from hipaacheck_terraform.hcl.configuration import MAX_FILE
from hipaacheck_terraform.hcl.expressions import Expression, Scope
from hipaacheck_terraform.hcl.functions import call as plain_call
from hipaacheck_terraform.hcl.lexer import HclError
from hipaacheck_terraform.hcl.parser import parse_template
from hipaacheck_terraform.hcl.traversals import doubt_about, risky
from hipaacheck_terraform.hcl.values import (
    SENSITIVE,
    EvaluationError,
    NotEvaluated,
    Unresolved,
    Value,
    merged,
    to_text,
    unresolved_in,
    unresolved_parts,
)

_Special = Callable[[Sequence[Value], "Files"], Value]


class Files(Protocol):
    """Where functions may read files: paths are relative to `root`, and nothing outside of `within` is read."""

    root: Path
    within: Path


def call(name: str, arguments: Sequence[Expression], scope: Scope, files: Files, *, spread: bool) -> Value:
    """The value of a function. Raises EvaluationError."""
    name = name.removeprefix("core::")
    if name == "try":
        return _try(arguments, scope)
    if name == "can":
        return _can(arguments, scope)
    values = [argument.evaluate(scope) for argument in arguments]
    if spread:
        last = values.pop()
        if isinstance(last, Unresolved):
            return Unresolved(last.reason, last.refers)
        if not isinstance(last, list):
            raise EvaluationError(f"{name}: '...' needs a list")
        values += last
    special = _SPECIAL.get(name)
    if special is None:
        return plain_call(name, values)
    if not _FEWEST.get(name, 1) <= len(values) <= 2:
        raise EvaluationError(f"{name}: wrong number of arguments")
    doubt = unresolved_in(*values)
    if name == "sensitive":
        return Unresolved(SENSITIVE, frozenset() if doubt is None else doubt.refers)
    return special(values, files) if doubt is None else doubt


def _try(arguments: Sequence[Expression], scope: Scope) -> Value:
    """The first argument that is no error. One that may turn out to be an error makes the whole unresolved."""
    error = EvaluationError("try: without arguments")
    for number, argument in enumerate(arguments):
        last = number == len(arguments) - 1
        doubt = None if last else doubt_about(argument, scope)
        try:
            value = None if doubt is not None else argument.evaluate(scope)
        except EvaluationError as found:
            error = found
            continue
        parts = risky(value) if doubt is None else [doubt]
        if last or not parts:
            return value
        return merged((*parts, *(part for other in arguments[number:] for part in _parts(other, scope))))
    raise error


def _parts(argument: Expression, scope: Scope) -> list[Unresolved]:
    """The unresolved parts of an argument that may be taken."""
    try:
        return list(unresolved_parts(argument.evaluate(scope)))
    except (EvaluationError, NotEvaluated):
        return []


def _can(arguments: Sequence[Expression], scope: Scope) -> Value:
    if len(arguments) != 1:
        raise EvaluationError("can: wrong number of arguments")
    doubt = doubt_about(arguments[0], scope)
    try:
        value = arguments[0].evaluate(scope)
    except EvaluationError:
        return False
    except NotEvaluated as error:
        return Unresolved(str(error))
    if doubt is None:
        doubt = merged(risky(value))
    return True if doubt is None else doubt


def _read(values: Sequence[Value], files: Files) -> bytes | Unresolved:
    """A file below the folder that may be read."""
    name = to_text(values[0])
    if name.startswith("~") or "\0" in name:
        return Unresolved("the file lies outside of what is scanned")
    path = Path(os.path.normpath(files.root / name))
    if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(files.within)):
        return Unresolved(f"the file {path.name} lies outside of what is scanned")
    try:
        if not path.is_file() or path.stat().st_size > MAX_FILE:
            return Unresolved(f"the file {path.name} is not there, or too large")
        return path.read_bytes()
    except OSError as error:
        return Unresolved(f"the file {path.name} cannot be read: {error.strerror}")


def _file(values: Sequence[Value], files: Files) -> Value:
    raw = _read(values, files)
    if isinstance(raw, Unresolved):
        return raw
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise EvaluationError(f"file: {to_text(values[0])} is not UTF-8 text") from None


def _base64(values: Sequence[Value], files: Files) -> Value:
    raw = _read(values, files)
    return raw if isinstance(raw, Unresolved) else base64.b64encode(raw).decode()


def _hashed(name: str) -> _Special:
    def found(values: Sequence[Value], files: Files) -> Value:
        text = _file(values, files)
        return text if isinstance(text, Unresolved) else plain_call(name, [text])

    return found


def _exists(values: Sequence[Value], files: Files) -> Value:
    raw = _read(values, files)
    return raw if isinstance(raw, Unresolved) else True  # one that is not there may be made before the plan


def _templatefile(values: Sequence[Value], files: Files) -> Value:
    text = _file(values[:1], files)
    if isinstance(text, Unresolved):
        return text
    return _rendered(text, values[1] if len(values) > 1 else {})


def _rendered(text: str, names: Value) -> Value:
    if not isinstance(names, dict):
        raise EvaluationError("templatefile: the second argument must be an object")
    try:
        return parse_template(text).evaluate(_Template(names))
    except HclError as error:
        raise EvaluationError(f"templatefile: {error.message}") from None


class _Template:
    """The names in a template file: only those given to it."""

    __slots__ = ("_names",)

    def __init__(self, names: Mapping[str, Value]) -> None:
        self._names = names

    def root(self, name: str) -> Value:
        if name not in self._names:
            raise EvaluationError(f"the template names '{name}', which is not given")
        return self._names[name]

    def with_names(self, names: dict[str, Value]) -> _Template:
        return _Template({**self._names, **names})

    def call(self, name: str, arguments: Sequence[Expression], *, spread: bool) -> Value:
        if name.removeprefix("core::") in _SPECIAL:
            return Unresolved(f"the function {name} in a template")
        return call(name, arguments, self, _NO_FILES, spread=spread)


class _NoFiles:
    root = within = Path("/nonexistent")


_NO_FILES = _NoFiles()


def _known(values: Sequence[Value], files: Files) -> Value:
    return values[0]


_FEWEST = {"templatefile": 2, "templatestring": 2}
_SPECIAL: Mapping[str, _Special] = {
    "file": _file,
    "filebase64": _base64,
    "fileexists": _exists,
    "templatefile": _templatefile,
    "templatestring": lambda values, files: _rendered(to_text(values[0]), values[1]),
    "nonsensitive": _known,
    "ephemeralasnull": lambda values, files: Unresolved("an ephemeral value"),
    "issensitive": lambda values, files: False,
    "sensitive": _known,
    **{f"file{name}": _hashed(name) for name in ("md5", "sha1", "sha256", "sha512", "base64sha256", "base64sha512")},
}
