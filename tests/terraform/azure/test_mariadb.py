"""MariaDB servers."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from tests.support.plans import asset, resource

V2 = {"storage_profile": [{"geo_redundant_backup": "Enabled"}]}


@pytest.mark.parametrize(
    ("values", "unknown", "found"),
    [
        (V2, ("id", "geo_redundant_backup_enabled"), True),
        ({"storage_profile": [{"geo_redundant_backup": "Disabled"}]}, ("id", "geo_redundant_backup_enabled"), False),
        ({"geo_redundant_backup_enabled": True}, ("id", "storage_profile"), True),
        ({"geo_redundant_backup_enabled": False}, ("id",), False),
        ({}, ("id", "geo_redundant_backup_enabled"), Unknown),
        ({}, ("id",), Unknown),
    ],
)
def test_geo_redundant_backup(values: dict[str, Any], unknown: tuple[str, ...], found: Any) -> None:
    read = asset(resource("azurerm_mariadb_server.a", {"name": "old", **values}, unknown=unknown)).geo_redundant_backup
    assert isinstance(read, Unknown) if found is Unknown else read is found
