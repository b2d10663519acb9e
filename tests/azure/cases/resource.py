"""Resources that are tagged as holding ePHI."""

from __future__ import annotations

from typing import Any

from tests.support.azure import SUBSCRIPTION, Case, resource_id


def _resource(type_: str, name: str, **tags: str) -> dict[str, Any]:
    return {"id": resource_id(type_, name), "name": name, "type": type_, "location": "westeurope", "tags": tags}


CASE = Case(
    types=("azure.resource",),
    estate={
        f"/subscriptions/{SUBSCRIPTION}/resources": [
            _resource("Microsoft.DBforPostgreSQL/flexibleServers", "records", DataClassification="PHI"),
            _resource("Microsoft.Storage/storageAccounts", "scans", dataclassification="ephi"),
            _resource("Microsoft.Example/things", "oddity", DataClassification="ePHI"),
            _resource("Microsoft.Network/privateEndpoints", "door", DataClassification="PHI"),
            _resource("Microsoft.Storage/storageAccounts", "website", DataClassification="public"),
        ]
    },
    expected={
        "azure-resource-hipaa-eligible": {
            "records": "pass",
            "scans": "pass",
            "oddity": "unknown",
            "door": "not_applicable",
        }
    },
)
