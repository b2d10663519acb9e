"""Resources of any type."""

from __future__ import annotations

from hipaacheck_azure.operation import at

RESOURCE = (
    at(
        "Microsoft.Resources/resources",
        "{subscription}/resources",
        "2021-04-01",
        "Microsoft.Resources/subscriptions/resources/read",
    ),
)
