"""The least-privilege policy: the IAM actions behind the operations that a scan may call, and no others.

https://docs.aws.amazon.com/service-authorization/latest/reference/
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping
from typing import Any

from hipaacheck_aws.accounts import BASE_OPERATIONS, CLASSIFYING_OPERATIONS, ORG_OPERATIONS
from hipaacheck_aws.services.table import COLLECTORS
from hipaacheck_aws.source import collectors

_PREFIXES = {"cloudwatch": "cloudwatch", "resourcegroupstaggingapi": "tag"}
"""Services whose IAM prefix is not the name that requests are signed for."""


def operations(reads: Mapping[str, frozenset[str]], *, org: bool = False) -> frozenset[str]:
    """Every operation that a scan may call when it reads these fields of these asset types."""
    out = set(BASE_OPERATIONS)
    if org:
        out |= ORG_OPERATIONS
        if any("classification" in fields for fields in reads.values()):
            out |= CLASSIFYING_OPERATIONS
    for found in collectors(reads).values():
        for collector in found:
            out |= collector.calls(reads[collector.asset_type])
    return frozenset(out)


def actions(called: Iterable[str]) -> list[str]:
    """The IAM actions that these operations need, sorted."""
    named: dict[str, tuple[str, ...]] = {}
    for module in {reference.partition(":")[0] for reference in COLLECTORS.values()}:
        named |= getattr(importlib.import_module(f"hipaacheck_aws.services.{module}"), "PERMISSIONS", {})
    return sorted({action for operation in called for action in named.get(operation) or (_default(operation),)})


def policy(reads: Mapping[str, frozenset[str]], options: Mapping[str, Any]) -> dict[str, Any]:
    """An identity policy, one statement for each service. With `org`, it is for the account that the scan starts in."""
    statements: dict[str, list[str]] = {}
    for action in actions(operations(reads, org=bool(options.get("org")))):
        statements.setdefault(action.partition(":")[0], []).append(action)
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "".join(part.capitalize() for part in service.split("-")),
                "Effect": "Allow",
                "Action": found,
                "Resource": "*",
            }
            for service, found in statements.items()
        ],
    }


def _default(operation: str) -> str:
    """`prefix:Operation`."""
    from botocore.session import Session

    service, _, name = operation.partition(":")
    prefix = _PREFIXES.get(service)
    if prefix is None:
        prefix = Session().get_service_model(service).signing_name
    return f"{prefix}:{name}"
