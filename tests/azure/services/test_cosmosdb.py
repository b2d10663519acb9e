"""Cosmos DB accounts: what the case cannot show."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_azure.collect import DIAGNOSTICS, NOT_READ, Got
from hipaacheck_azure.reader import Place
from hipaacheck_azure.services.cosmosdb import build
from hipaacheck_live.answers import Answer

_TYPE = "Microsoft.DocumentDB/databaseAccounts"


def account(properties: dict[str, Any], *, old: bool = False) -> Any:
    """The asset of an account with these properties."""
    item = Answer({"id": "/subscriptions/s/a", "name": "a", "properties": properties}, f"{_TYPE}.value", old=old)
    return build(Place(account="s"), item, Got({DIAGNOSTICS.name: NOT_READ}))


@pytest.mark.parametrize("old", [True, False])
def test_what_is_left_out_is_not_known(old: bool) -> None:
    read = account({"ipRangeFilter": "203.0.113.1"}, old=old)
    known = {"id", "resource_id", "name", "account", "region", "tags", "location", "origins", "classification"}
    told = {name for name in read.__struct_fields__ if not isinstance(getattr(read, name), Unknown)} - known
    assert told == (set() if old else {"private_endpoints"})


@pytest.mark.parametrize(
    ("state", "found"), [("Enabled", True), ("Disabled", False), ("SecuredByPerimeter", Unknown), ("securedByPerimeter", Unknown)]
)
def test_public_access(state: str, found: Any) -> None:
    read = account({"publicNetworkAccess": state}).public_network_access
    assert isinstance(read, Unknown) if found is Unknown else read is found
