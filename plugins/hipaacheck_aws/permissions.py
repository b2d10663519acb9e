"""The least-privilege policy: the IAM actions behind the operations that a scan may call, and no others.

https://docs.aws.amazon.com/service-authorization/latest/reference/
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from hipaacheck_aws.accounts import BASE_OPERATIONS, CLASSIFYING_OPERATIONS, DEFAULT_ROLE, ORG_OPERATIONS
from hipaacheck_aws.clients import require_sdk
from hipaacheck_aws.services.table import COLLECTORS
from hipaacheck_aws.source import collectors, with_accounts

_MANAGED, _INLINE = 6144, 10240
"""Characters without white space that AWS takes in a managed policy, and in all inline policies of a role.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""
_ENTER = "sts:AssumeRole"
_PREFIXES = {"cloudwatch": "cloudwatch", "resourcegroupstaggingapi": "tag"}
"""Services whose IAM prefix is not the name that requests are signed for."""


def operations(reads: Mapping[str, frozenset[str]], *, org: bool = False) -> frozenset[str]:
    """Every operation that a scan may call when it reads these fields of these asset types."""
    out = set(BASE_OPERATIONS)
    if org:
        out |= ORG_OPERATIONS
    if any("classification" in fields for fields in reads.values()):
        reads = with_accounts(reads)  # a scan of an organization does; a role in one of its accounts is given the same policy
        if org:
            out |= CLASSIFYING_OPERATIONS
    for found in collectors(reads).values():
        for collector in found:
            out |= collector.calls(reads[collector.asset_type])
    return frozenset(out)


def actions(called: Iterable[str]) -> list[str]:
    """The IAM actions that these operations need, sorted."""
    named: dict[str, set[str]] = {}
    for module in {reference.partition(":")[0] for reference in COLLECTORS.values()}:
        permissions = getattr(importlib.import_module(f"hipaacheck_aws.services.{module}"), "PERMISSIONS", {})
        for operation, needed in permissions.items():
            named.setdefault(operation, set()).update(needed)
    return sorted({action for operation in called for action in named.get(operation) or (_default(operation),)})


def policy(reads: Mapping[str, frozenset[str]], options: Mapping[str, Any]) -> dict[str, Any]:
    """An identity policy, one statement for each service. With `org`, it is for the account that the scan starts in, which
    assumes `role_name` in the others. Raises InputError without boto3."""
    require_sdk()
    found = actions(operations(reads, org=bool(options.get("org"))))
    services: dict[str, list[str]] = {}
    for action in found:
        if action != _ENTER:
            services.setdefault(action.partition(":")[0], []).append(action)
    statements = [_statement("".join(part.capitalize() for part in name.split("-")), called) for name, called in services.items()]
    if _ENTER in found:
        role = str(options.get("role_name", DEFAULT_ROLE)).removeprefix("/")
        statements.append(_statement("OtherAccounts", [_ENTER], f"arn:*:iam::*:role/{role}"))
    return {"Version": "2012-10-17", "Statement": statements}


def privileges(reads: Mapping[str, frozenset[str]], options: Mapping[str, Any]) -> tuple[dict[str, Any], str | None]:
    """The policy, and how it has to be attached when it is long."""
    found = policy(reads, options)
    size = len(json.dumps(found, separators=(",", ":")))
    if size > _INLINE:
        return (
            found,
            f"{size:,} characters: put the statements into several managed policies of up to {_MANAGED:,} characters each",
        )
    if size > _MANAGED:
        return found, (
            f"{size:,} characters: attach it as an inline policy of the role (up to {_INLINE:,}), or put the statements into two "
            f"managed policies (up to {_MANAGED:,} each)"
        )
    return found, None


def _statement(name: str, called: list[str], on: str = "*") -> dict[str, Any]:
    return {"Sid": name, "Effect": "Allow", "Action": called, "Resource": on}


def _default(operation: str) -> str:
    """`prefix:Operation`."""
    service, _, name = operation.partition(":")
    return f"{_PREFIXES.get(service) or _signing_name(service)}:{name}"


@cache
def _signing_name(service: str) -> str:
    return str(_session().get_service_model(service).signing_name)


@cache
def _session() -> Any:
    from botocore.session import Session

    return Session()
