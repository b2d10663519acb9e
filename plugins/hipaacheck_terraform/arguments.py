"""What an argument means that the configuration leaves out: the readings that most mappers need."""

from __future__ import annotations

from typing import TypeVar

from hipaacheck import Unknown
from hipaacheck_terraform.blocks import AFTER_APPLY, Block, Resource

T = TypeVar("T")

KMS_KEYS = ("aws_kms_key", "aws_kms_alias", "aws_kms_replica_key", "aws_kms_external_key", "aws_kms_replica_external_key")
"""What an argument that names a KMS key can point to."""


def default(value: T | Unknown | None, fallback: T) -> T | Unknown:
    """The value; the documented default where it was left out."""
    return fallback if value is None else value


def required(block: Block, name: str) -> str | Unknown:
    """A text that the provider requires, so that its absence says nothing."""
    value = block.text(name)
    return Unknown("not declared", f"{block.path}.{name}") if value is None else value


def flag(block: Block | Unknown | None, name: str, fallback: bool) -> bool | Unknown:
    """A flag of a resource or nested block; the documented default where it, or the block, was left out."""
    return default(block.flag(name) if isinstance(block, Block) else block, fallback)


def declared_block(resource: Resource, name: str) -> Block | Unknown | None:
    """A nested block whose absence has one documented meaning: null when the configuration does not declare it, although the
    provider marks it as known only after apply."""
    found = resource.block(name)
    undeclared = isinstance(found, Unknown) and found.reason == AFTER_APPLY and not resource.declares(name)
    return None if undeclared else found


def declared_blocks(resource: Resource, name: str) -> list[Block | Unknown] | Unknown:
    """As `declared_block`, for blocks of which there may be several."""
    found = resource.blocks(name)
    undeclared = isinstance(found, Unknown) and found.reason == AFTER_APPLY and not resource.declares(name)
    return [] if undeclared else found
