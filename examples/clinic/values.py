"""Values as a configuration sets them, and as the provider adds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

DEFAULT_TAGS = {"DataClassification": "PHI", "Owner": "clinic-it", "Project": "clinic"}


class _Unknown:
    """The mark of what is known only after apply."""


UNKNOWN = _Unknown()


@dataclass(frozen=True)
class Secret:
    """A value that Terraform marks as sensitive."""

    value: str


@dataclass(frozen=True)
class Each:
    """A value for each key of `for_each`, or each index of `count`."""

    values: Mapping[Any, Any]


@dataclass(frozen=True)
class Value:
    """A value with the references of its expression; null when the configuration does not set it."""

    after: Any
    references: tuple[str, ...] | None


def later(*references: str) -> Value:
    """Set from other resources: known only after apply."""
    return Value(UNKNOWN, references)


def known(value: Any, *references: str) -> Value:
    """Set by an expression whose value the plan knows already."""
    return Value(value, references)


def provided(value: Any) -> Value:
    """Not set by the configuration, or not shown in it."""
    return Value(value, None)


COMPUTED = provided(UNKNOWN)


def kind(computed: str, null: str = "", none: str = "", **defaults: Any) -> dict[str, Any]:
    """Attributes of a resource type: names of computed ones, of those that are null when left out, of blocks that may be
    left out, and other defaults. `tags` among the computed ones means that the type has tags."""
    out: dict[str, Any] = dict.fromkeys(computed.split(), COMPUTED)
    out |= {name: provided(None) for name in null.split()}
    out |= {name: provided([]) for name in none.split()}
    out |= {name: provided(value) for name, value in defaults.items()}
    return out | ({"tags": provided(None), "tags_all": provided(DEFAULT_TAGS)} if "tags" in out else {})
