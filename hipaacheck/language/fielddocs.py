"""The docstrings under the fields of a record class, read from its source when documentation is asked for."""

from __future__ import annotations

import ast
import inspect
import textwrap
from itertools import pairwise
from typing import Any


def field_docs(record: type[Any]) -> dict[str, str]:
    """Field → docstring, of a record and its bases; one line each."""
    out: dict[str, str] = {}
    for base in reversed(record.__mro__):
        if "__struct_fields__" in vars(base) or hasattr(base, "__struct_fields__"):
            out.update(_own(base))
    return {name: " ".join(text.split()) for name, text in out.items()}


def summary(thing: Any) -> str:
    """A class's docstring as one line."""
    return " ".join((inspect.getdoc(thing) or "").split())


def _own(record: type[Any]) -> dict[str, str]:
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(record)))
    except (OSError, TypeError, SyntaxError):
        return {}
    body = tree.body[0].body if isinstance(tree.body[0], ast.ClassDef) else []
    out = {}
    for field, doc in pairwise(body):
        text = doc.value.value if isinstance(doc, ast.Expr) and isinstance(doc.value, ast.Constant) else None
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(text, str):
            out[field.target.id] = text
    return out
