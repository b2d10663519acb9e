"""What follows from a policy, and whether an answer about a policy known in part contradicts those about its completions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hipaacheck import Unknown
from hipaacheck_assets.aws.iam_policy import Grants, Trust, to_grants, to_trust
from hipaacheck_assets.aws.policy import Policy

NEVER_UNKNOWN = "surely_full_admin"


def facts(policy: Policy | Unknown) -> dict[str, Any]:
    """Every derived fact of a policy; nothing for one that is unknown."""
    out: dict[str, Any] = {}
    for record in (policy, to_grants(policy), to_trust(policy)):
        if isinstance(record, Policy | Grants | Trust):
            out |= {name: getattr(record, name) for name in record.__struct_fields__ if name not in ("statements", NEVER_UNKNOWN)}
    return out


def contradictions(known_in_part: Policy | Unknown, completions: Iterable[Policy | Unknown]) -> list[str]:
    """Facts told of a policy with unknown parts that are not those of each of its completions.

    Of a list, the known items must be there in every completion (where `*` stands for all), and without an unknown item
    nothing else may be.
    """
    told = facts(known_in_part)
    bad: set[str] = set()
    for completion in completions:
        true = facts(completion)
        bad |= {name for name, value in told.items() if name in true and _contradicts(value, true[name])}
    return sorted(bad)


def _contradicts(told: Any, true: Any) -> bool:
    if isinstance(told, Unknown) or isinstance(true, Unknown):
        return False
    if not isinstance(told, list):
        return bool(told != true)
    some = {item for item in told if isinstance(item, str)}
    all_ = {item for item in true if isinstance(item, str)}
    open_ends = any(isinstance(item, Unknown) for item in (*told, *true))
    return not (some <= all_ or "*" in all_) or (not open_ends and some != all_)
