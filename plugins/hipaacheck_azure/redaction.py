"""Secrets leave a body of Azure Resource Manager or Microsoft Graph before anything else sees it.

Nothing marks secrets in these bodies, so members are known by name; besides, values that look like a secret are redacted wherever
they stand.
"""

from __future__ import annotations

import re
from typing import Any

from hipaacheck_live import redaction

SECRET_MEMBERS = re.compile(
    r"(password|passphrase|secret|secrettext|connectionstrings?|accesskeys?|accountkey|sharedkey|primarykey|secondarykey"
    r"|privatekey|sastoken|sasuri|customdata|userdata|appsettings|protectedsettings|commandtoexecute|instrumentationkey"
    r"|licensekey|webhookuri|serviceuri|hint|certificatedata|datablob)$",
    re.IGNORECASE,
)
"""Members that hold secrets in whichever body they stand. Booleans among their values are kept."""
OWN_LIST: dict[str, frozenset[str]] = {
    "Microsoft.Automation/automationAccounts/variables": frozenset({"value"}),
    "Microsoft.Cache/redis": frozenset(
        {"rdb-storage-connection-string", "aof-storage-connection-string-0", "aof-storage-connection-string-1"}
    ),
    "Microsoft.Compute/virtualMachines": frozenset({"settings"}),
    "Microsoft.Compute/virtualMachines/extensions": frozenset({"settings"}),
    "Microsoft.Compute/virtualMachineScaleSets": frozenset({"settings"}),
    "Microsoft.Logic/workflows": frozenset({"definition", "parameters"}),
    "Microsoft.Resources/deployments": frozenset({"parameters", "outputs"}),
    "Microsoft.Web/sites": frozenset({"appCommandLine", "azureStorageAccounts", "machineKey", "metadata"}),
    "Microsoft.Web/sites/config": frozenset({"appCommandLine", "azureStorageAccounts", "machineKey", "metadata"}),
    "Microsoft.Web/sites/slots": frozenset({"appCommandLine", "azureStorageAccounts", "machineKey", "metadata"}),
    "Microsoft.Web/sites/slots/config": frozenset({"appCommandLine", "azureStorageAccounts", "machineKey", "metadata"}),
}
"""Operation → members that may hold secrets in its bodies, besides those."""
_ENVIRONMENT = frozenset({"env", "environmentvariables", "secrets"})
"""Lists of names with values, of which the values may be secret."""


class Redactor(redaction.Redactor):
    """Redacts bodies."""

    def redact(self, operation: str, body: Any) -> Any:
        """The body without secrets."""
        return self._members(body, OWN_LIST.get(operation, frozenset()), "")

    def _members(self, value: Any, own: frozenset[str], above: str) -> Any:
        if isinstance(value, list):
            return [self._members(item, own, above) for item in value]
        if not isinstance(value, dict):
            return self.walk(value, None)
        out = {}
        for key, item in value.items():
            named = key in own or SECRET_MEMBERS.search(key) or (key == "value" and above in _ENVIRONMENT)
            listed = key == "value" and above == "" and isinstance(item, list)
            secret = named and not listed and item != ""
            out[self.name(key)] = self.walk(item, "own", value) if secret else self._members(item, own, key.lower())
        return out
