"""MariaDB servers: what the case cannot show."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_azure.collect import Got
from hipaacheck_azure.reader import Place
from hipaacheck_azure.services.mariadb import build
from hipaacheck_live.answers import Answer
from tests.support import azure

_TYPE = "Microsoft.DBforMariaDB/servers"


@pytest.mark.parametrize("properties", [{}, {"storageProfile": {}}])
def test_what_is_left_out_is_not_known(properties: dict[str, Any]) -> None:
    item = Answer({"id": "/subscriptions/s/m", "name": "m", "properties": properties}, f"{_TYPE}.value")
    read: Any = build(Place(account="s"), item, Got({}))
    assert isinstance(read.geo_redundant_backup, Unknown)


def test_a_provider_that_is_no_more_has_no_servers() -> None:
    class Gone(azure.Estate):
        def answer(self, url: str) -> tuple[int, dict[str, str], bytes]:
            if "MariaDB" in url:
                error = {"error": {"code": "InvalidResourceNamespace", "message": "The resource namespace is invalid."}}
                return 404, {"Content-Type": "application/json"}, json.dumps(error).encode()
            return super().answer(url)

    inventory = azure.scan(Gone({}), {"azure.mariadb.server": frozenset({"*"})})
    assert (list(inventory.assets), list(inventory.gaps)) == ([], [])
