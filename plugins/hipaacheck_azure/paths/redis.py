"""Azure Cache for Redis."""

from __future__ import annotations

from hipaacheck_azure.operation import child, listed

REDIS = (listed("Microsoft.Cache/redis", "2023-08-01"), child("Microsoft.Cache/redis", "firewallRules", "2023-08-01"))
