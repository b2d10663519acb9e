"""Conditions of a policy statement that narrow who can be meant by `*`, and those that narrow what is reached.

What counts as a fixed value follows
https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable

from hipaacheck import Unknown
from hipaacheck_assets.aws.patterns import VARIABLE, wild
from hipaacheck_assets.aws.statement import Condition
from hipaacheck_assets.truth import Truth, all_of

_WHO = frozenset(
    [
        "aws:sourcearn",
        "aws:sourceaccount",
        "aws:sourceowner",
        "aws:sourceorgid",
        "aws:sourceorgpaths",
        "aws:sourceip",
        "aws:sourcevpc",
        "aws:sourcevpcarn",
        "aws:sourcevpce",
        "aws:vpceaccount",
        "aws:vpceorgid",
        "aws:vpceorgpaths",
        "aws:principalarn",
        "aws:principalaccount",
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:principalservicename",
        "aws:userid",
        "kms:calleraccount",
        "s3:dataaccesspointaccount",
        "s3:dataaccesspointarn",
        "elasticfilesystem:accesspointarn",
    ]
)
"""Condition keys that say who or from where. Not `aws:VpcSourceIp`: every VPC may have that address."""
_MOUNT_TARGET = "elasticfilesystem:accessedviamounttarget"
_POSITIVE = re.compile(r"(foranyvalue:)?(string(equals|equalsignorecase|like)|arn(equals|like)|ipaddress)")
"""Operators that fail when the key is missing, and hold for one of the values only. Not `…IfExists`, `ForAllValues:`."""
_OWN = re.compile(r"\$\{aws:resource(account|orgid)\}", re.IGNORECASE)
_VAGUE = re.compile(r"(arn:.*[:/]|alias/)?[*?]*|arn:[^:]*:iam::aws:policy/(AdministratorAccess|IAMFullAccess)")
_PRIVATE_V6 = ipaddress.IPv6Network("fc00::/7")


def narrows_who(condition: Condition | Unknown) -> Truth:
    """Whether a condition limits who can be meant by `*`."""
    if isinstance(condition, Unknown):
        return condition
    if condition.key == _MOUNT_TARGET and condition.operator == "bool":
        return _all_values(condition, lambda value: value == "true")
    if condition.key not in _WHO or not _POSITIVE.fullmatch(condition.operator):
        return False
    return _all_values(condition, lambda value: _fixed(condition, value))


def narrows_what(condition: Condition | Unknown, keys: tuple[str, ...]) -> Truth:
    """Whether a condition limits which resources are reached, by one of the keys (that begin like this)."""
    if isinstance(condition, Unknown):
        return condition
    if not condition.key.startswith(keys) or not _POSITIVE.fullmatch(condition.operator):
        return False
    return _all_values(condition, specific)


def specific(value: str) -> bool:
    """Whether a value leaves something out: `alias/phi-*` and not `alias/*`. For policies that may be attached, naming one that
    allows everything leaves out nothing."""
    return _VAGUE.fullmatch(value) is None


def _all_values(condition: Condition, test: Callable[[str], bool]) -> Truth:
    """Whether all values pass a test; one that will name a resource of the same plan does. AWS does not say what a condition
    without values means."""
    values = condition.values
    if isinstance(values, Unknown):
        return values
    if not values:
        return Unknown(f"a condition on {condition.key} without values")
    return all_of((value.refers is not None or value) if isinstance(value, Unknown) else test(value) for value in values)


def _fixed(condition: Condition, value: str) -> bool:
    """Whether a value names one place or party: wildcards and variables may stand in its tail only (`o-abc/*`, `role/*`)."""
    if condition.operator.endswith("ipaddress"):
        return condition.key == "aws:sourceip" and _narrow_range(value)
    if condition.key == "aws:sourceip":
        return False
    if _OWN.fullmatch(value):
        return True
    value = VARIABLE.sub("*", value)
    if "${" in value:
        return False
    if value.startswith("arn:"):
        return _fixed_arn(value.split(":", 5), "string" in condition.operator)
    return _definite(re.split("[/:]", value)[0])


def _fixed_arn(parts: list[str], text: bool) -> bool:
    """Whether an ARN names an account or else one resource. A bucket's name is unique without its account. Where ARNs are
    compared as `text`, a wildcard may run over colons, so that what follows it fixes nothing."""
    if len(parts) < 6 or wild(parts[2]):
        return False
    if parts[2] == "s3" and parts[4] in ("", "*"):
        bucket = parts[5].split("/")[0] if parts[4] == "" else parts[5]
        return _definite(bucket) and not re.search("[/:]", bucket) and not (text and wild(parts[1]))
    if text and wild("".join(parts[:4])):
        return False
    return _definite(parts[4] or parts[5])


def _definite(text: str) -> bool:
    return bool(text) and not wild(text)


def _narrow_range(value: str) -> bool:
    """Whether a range is not so wide that AWS takes it as anywhere: wider than /8 (IPv4) or /32 (IPv6), and not private."""
    try:
        network = ipaddress.ip_network(value, strict=False)
    except ValueError:
        return False
    if isinstance(network, ipaddress.IPv4Network):
        return network.prefixlen >= 8
    return network.prefixlen >= 32 or network.subnet_of(_PRIVATE_V6)
