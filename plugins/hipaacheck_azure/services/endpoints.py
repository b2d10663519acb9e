"""Members that many services have alike: whether the public endpoint is open, and whether keys are taken."""

from __future__ import annotations

from hipaacheck import Unknown
from hipaacheck_live.answers import Answer

_STATES = {"enabled": True, "disabled": False}


def public_access(inner: Answer) -> bool | Unknown:
    """Left out, the endpoint is open: the member came later than most resources."""
    return switched(inner, inner.or_default("publicNetworkAccess", inner.text("publicNetworkAccess"), "Enabled"))


def switched(inner: Answer, state: str | Unknown) -> bool | Unknown:
    """Whether a public endpoint with this `publicNetworkAccess` is open."""
    if isinstance(state, Unknown):
        return state
    reason = "a network security perimeter decides, which is not read" if state.lower() == "securedbyperimeter" else state
    return _STATES.get(state.lower(), Unknown(reason, f"{inner.where}.publicNetworkAccess"))


def takes_keys(inner: Answer) -> bool | Unknown:
    """Left out, keys are taken."""
    disabled = inner.or_default("disableLocalAuth", inner.flag("disableLocalAuth"), False)
    return disabled if isinstance(disabled, Unknown) else not disabled


def sku(item: Answer) -> str | Unknown:
    """The name of the tier."""
    found = item.block("sku")
    return found.required("name") if isinstance(found, Answer) else item.sure("sku", found)
