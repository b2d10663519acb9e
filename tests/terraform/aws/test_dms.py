"""DMS replication instances and endpoints."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from tests.support.plans import asset, resource


@pytest.mark.parametrize("public", [True, False])
def test_a_replication_instance(public: bool) -> None:
    got = asset(resource("aws_dms_replication_instance.a", {"replication_instance_id": "a", "publicly_accessible": public}))
    assert (got.name, got.publicly_accessible) == ("a", public)


def test_an_address_that_is_not_declared() -> None:
    assert asset(resource("aws_dms_replication_instance.a")).publicly_accessible is True
    left = asset(resource("aws_dms_replication_instance.a", unknown=("id", "publicly_accessible")))
    assert isinstance(left.publicly_accessible, Unknown)


@pytest.mark.parametrize(("values", "mode"), [({"ssl_mode": "verify-full"}, "verify-full"), ({"ssl_mode": None}, "none")])
def test_an_endpoint(values: dict[str, Any], mode: str) -> None:
    secret = {"password": "hunter2", "server_name": "db.example"}
    got = asset(resource("aws_dms_endpoint.a", {"endpoint_id": "a", "engine_name": "mysql", **secret, **values}))
    assert (got.name, got.engine, got.ssl_mode) == ("a", "mysql", mode)
    assert "hunter2" not in repr(got)


def test_an_endpoint_whose_mode_is_not_known() -> None:
    assert isinstance(
        asset(resource("aws_dms_endpoint.a", {"engine_name": "mysql"}, unknown=("id", "ssl_mode"))).ssl_mode, Unknown
    )
