"""What assets of many Azure services have in common.

Ids of Azure Resource Manager are the same in any case, and its own answers differ in it. Every field that holds one, other
than the asset's `id`, has it in lower case, so that equal ids are equal.
"""

from __future__ import annotations

from typing import overload

from hipaacheck import Record, Unknown
from hipaacheck_assets.truth import Truth

Texts = list[str | Unknown] | Unknown
"""A list of texts; an `Unknown` item means that there may be more."""


@overload
def arm_id(value: str | Unknown) -> str | Unknown: ...
@overload
def arm_id(value: str | Unknown | None) -> str | Unknown | None: ...
def arm_id(value: str | Unknown | None) -> str | Unknown | None:
    """The id of a resource as it is compared: in lower case, without a slash at the end."""
    return value.rstrip("/").lower() if isinstance(value, str) else value


@overload
def region(value: str | Unknown) -> str | Unknown: ...
@overload
def region(value: str | Unknown | None) -> str | Unknown | None: ...
def region(value: str | Unknown | None) -> str | Unknown | None:
    """The name of a region as Azure Resource Manager writes it: `westeurope` for `West Europe`."""
    return value.replace(" ", "").lower() if isinstance(value, str) else value


class NetworkRules(Record, frozen=True, kw_only=True):
    """Who reaches the public endpoint of a service, as far as it is open at all."""

    default_action: str | Unknown
    """`Allow` or `Deny`: what happens to traffic that no rule names."""
    bypass: Texts
    """Traffic that passes all the same: `AzureServices`, `Logging`, `Metrics`."""
    ip_rules: Texts
    """Public addresses and CIDR ranges that are let in."""
    subnet_ids: Texts
    """Ids of the subnets that are let in by a service endpoint."""


class DiagnosticSetting(Record, frozen=True, kw_only=True):
    """A diagnostic setting: which resource logs are sent where.
    https://learn.microsoft.com/azure/azure-monitor/essentials/diagnostic-settings"""

    name: str | Unknown | None
    """Name of the setting."""
    categories: Texts
    """Log categories that are sent, e.g. `AuditEvent`, and category groups: `allLogs`, `audit`."""
    sends_logs: bool | Unknown
    """Whether any category of logs is sent. A setting may send metrics only."""
    workspace_id: str | Unknown | None
    """Id of the Log Analytics workspace that receives them; null for none."""
    storage_account_id: str | Unknown | None
    """Id of the storage account that receives them; null for none."""
    event_hub_rule_id: str | Unknown | None
    """Id of the authorization rule of the event hub that receives them; null for none."""


def sends_logs(categories: Texts) -> Truth:
    """Whether there is any category. Unknown items may turn out to be none."""
    if isinstance(categories, Unknown):
        return categories
    if any(isinstance(item, str) for item in categories):
        return True
    return next((item for item in categories if isinstance(item, Unknown)), False)
