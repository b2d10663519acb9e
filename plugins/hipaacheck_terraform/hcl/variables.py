"""Values of the root's variables: `terraform.tfvars`, `*.auto.tfvars`, further files and single values, the last one wins.
https://developer.hashicorp.com/terraform/language/values/variables"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from hipaacheck_terraform.hcl.configuration import Configuration, File, SettingError, SourceError, read_file, read_text, shown
from hipaacheck_terraform.hcl.expressions import Call, Expression, Literal, Root
from hipaacheck_terraform.hcl.lexer import HclError
from hipaacheck_terraform.hcl.parser import parse_expression
from hipaacheck_terraform.hcl.values import EvaluationError, NotEvaluated, Value


class _Constants:
    """A scope without any name: values of variables are constants."""

    def root(self, name: str) -> Value:
        raise EvaluationError(f"'{name}' in a value that must be constant")

    def with_names(self, names: dict[str, Value]) -> _Constants:
        return self

    def call(self, name: str, arguments: Sequence[Expression], *, spread: bool) -> Value:
        raise EvaluationError(f"{name}() in a value that must be constant")


def root_variables(
    configuration: Configuration, files: Sequence[Path], given: Mapping[str, str], read: list[File]
) -> dict[str, Value]:
    """Values by name. Files that were read are added to `read`. Raises SourceError."""
    out: dict[str, Value] = {}
    for path in _automatic(configuration.folder):
        out |= _values(path, read)
    for path in files:
        try:
            out |= _values(path, read)
        except SourceError as error:
            raise SettingError(f"--var-file {error}. Write NAME = VALUE, a line each.") from None
    for name, text in given.items():
        if name not in configuration.variables:
            raise SettingError(
                f"--var {name}: {shown(configuration.folder)} declares no variable of that name. Check the name; scan root "
                f"modules that need different variables one by one."
            )
        out[name] = _single(configuration, name, text)
    return out


def _automatic(folder: Path) -> list[Path]:
    """The files that Terraform reads by itself, in its order."""
    named = [folder / "terraform.tfvars", folder / "terraform.tfvars.json"]
    found = sorted(path for path in folder.iterdir() if path.name.endswith((".auto.tfvars", ".auto.tfvars.json")))
    return [path for path in [*named, *found] if path.exists()]


def _values(path: Path, read: list[File]) -> dict[str, Value]:
    return _json(path) if path.name.endswith(".json") else _native(path, read)


def _native(path: Path, read: list[File]) -> dict[str, Value]:
    file = read_file(path, comments=False)
    read.append(file)
    out = {}
    for name, argument in file.body.attributes.items():
        try:
            out[name] = argument.value.evaluate(_Constants())
        except (EvaluationError, NotEvaluated) as error:
            raise SourceError(f"{file.path}:{file.lines.of(argument.start)}: {error}") from None
    return out


def _json(path: Path) -> dict[str, Value]:
    try:
        document = json.loads(read_text(path))
    except ValueError as error:
        raise SourceError(f"{shown(path)}: not JSON: {error}") from None
    if not isinstance(document, dict):
        raise SourceError(f"{shown(path)}: an object of values was expected")
    return document


def _single(configuration: Configuration, name: str, text: str) -> Value:
    """`--var name=text`: the text itself, but an expression for variables of lists, maps and objects."""
    constraint = configuration.variables[name].block.body.attributes.get("type")
    kind = constraint.value if constraint is not None else None
    if kind is None or isinstance(kind, Root | Literal) or not isinstance(kind, Call):
        return text
    try:
        return parse_expression(text).evaluate(_Constants())
    except (HclError, EvaluationError, NotEvaluated):
        raise SettingError(f"--var {name}: not a value of its type. Write lists and maps as Terraform does: [1, 2]") from None
