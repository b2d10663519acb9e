"""Writes plan.json: what `terraform show -json` gives for this configuration before anything of it exists.

Run it after a change of the .tf files: `python examples/clinic/make_plan.py`. Neither AWS nor the provider is asked. TYPES
says what the provider adds to every resource of a type, RESOURCES what the configuration says; the rest follows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PLAN = Path(__file__).with_name("plan.json")
ACCOUNT, REGION, PREFIX = "111122223333", "us-east-1", "clinic-111122223333"
DEFAULT_TAGS = {"Owner": "clinic-it", "Project": "clinic"}
PROVIDER = "registry.terraform.io/hashicorp/aws"
Key = str | int | None

# -- values: a plain one is a literal of the configuration, a list of dictionaries is one of nested blocks -------------------


class Unknown:
    """The mark of a value that is known only after apply."""


UNKNOWN = Unknown()


@dataclass(frozen=True)
class Secret:
    """A value that Terraform marks as sensitive."""

    value: str


@dataclass(frozen=True)
class Value:
    """A value with the references of its expression; null when the configuration does not set it."""

    after: Any
    references: tuple[str, ...] | None


@dataclass(frozen=True)
class PerKey:
    """A value that differs between instances."""

    values: Mapping[Any, Any]


def later(*references: str) -> Value:
    """Set from other resources: known only after apply."""
    return Value(UNKNOWN, references)


def known(value: Any, *references: str) -> Value:
    """Set by an expression whose value the plan knows already."""
    return Value(value, references)


def differs(values: Mapping[Any, Any] | Sequence[Any], *references: str) -> Value:
    """Known already, and different for each key of `for_each` or index of `count`."""
    return Value(PerKey(values if isinstance(values, Mapping) else dict(enumerate(values))), references)


def given(value: Any) -> Value:
    """Not set in the configuration: the provider's default."""
    return Value(value, None)


COMPUTED = given(UNKNOWN)


def document(*statements: dict[str, Any]) -> str:
    """What `jsonencode` makes of a policy."""
    return json.dumps({"Version": "2012-10-17", "Statement": statements}, sort_keys=True, separators=(",", ":"))


def allow(**rest: Any) -> dict[str, Any]:
    """A policy statement."""
    return {"Effect": "Allow", **rest}


def trust(service: str | list[str], **rest: Any) -> str:
    """The trust policy of a role for AWS services."""
    return document(allow(Principal={"Service": service}, Action="sts:AssumeRole", **rest))


def container(definition: dict[str, Any]) -> list[dict[str, Any]]:
    """Rules of a security group: attributes that are written as blocks, which plans leave out of the configuration."""
    return [definition]


# -- what the provider adds: computed attributes, and the defaults of the others ---------------------------------------------

NO_REGION = ("aws_iam_", "aws_ecs_never")
TAGS = "tags"
"""Among the computed attributes: this type has tags."""

TYPES: dict[str, tuple[str, dict[str, Any]]] = {
    "aws_acm_certificate": (
        "tags arn domain_validation_options id key_algorithm not_after not_before pending_renewal renewal_eligibility "
        "renewal_summary status subject_alternative_names type validation_emails",
        {"certificate_authority_arn": None, "certificate_body": None, "certificate_chain": None, "early_renewal_duration": None}
        | {"options": [], "private_key": None, "validation_option": []},
    ),
}
