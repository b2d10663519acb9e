"""Caches for Redis."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from tests.support.plans import asset, assets, resource

V2 = {"enable_non_ssl_port": True, "minimum_tls_version": "1.0"}
V4 = {"non_ssl_port_enabled": False, "minimum_tls_version": "1.2"}
RULE = {"name": "office", "resource_group_name": "Clinic", "start_ip": "203.0.113.1", "end_ip": "203.0.113.9"}


def cache(values: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A cache `sessions`."""
    return resource("azurerm_redis_cache.a", {"name": "Sessions", "resource_group_name": "clinic", **(values or {})}, **more)


@pytest.mark.parametrize(
    ("values", "unknown", "found"),
    [
        (V2, ("id",), (True, "1.0")),
        (V2, ("id", "non_ssl_port_enabled"), (True, "1.0")),
        (V4, ("id", "enable_non_ssl_port"), (False, "1.2")),
        (V4, ("id",), (False, "1.2")),
    ],
)
def test_arguments_by_their_names_in_each_version(values: dict[str, Any], unknown: tuple[str, ...], found: Any) -> None:
    read = asset(cache(values, unknown=unknown))
    assert (read.plaintext_port, read.minimum_tls_version) == found
    assert (read.public_network_access, read.subnet_id, read.firewall_rules) == (True, None, [])


def test_a_port_that_is_declared_by_the_new_name_beside_the_default_of_the_old() -> None:
    values = {"enable_non_ssl_port": False, "minimum_tls_version": "1.2"}
    item = cache(values, refs={"non_ssl_port_enabled": "var.port"})
    del item["config"]["expressions"]["enable_non_ssl_port"]
    assert isinstance(asset(item).plaintext_port, Unknown)


def test_what_is_not_known() -> None:
    read = asset(cache(refs={"subnet_id": "var.subnet", "non_ssl_port_enabled": "var.port"}))
    assert all(isinstance(value, Unknown) for value in (read.subnet_id, read.plaintext_port, read.minimum_tls_version))


@pytest.mark.parametrize("values", [{"redis_cache_name": "sessions"}, {}])
def test_firewall_rules_by_name_and_by_reference(values: dict[str, Any]) -> None:
    refs = {} if values else {"redis_cache_name": "azurerm_redis_cache.a.name"}
    [rule] = asset(cache(), resource("azurerm_redis_firewall_rule.a", {**RULE, **values}, refs=refs)).firewall_rules
    assert (rule.start_ip, rule.end_ip) == ("203.0.113.1", "203.0.113.9")
    assert rule.addresses == 9


def test_rules_of_a_cache_elsewhere_give_a_stub() -> None:
    found: Any = assets(cache(), resource("azurerm_redis_firewall_rule.a", {**RULE, "redis_cache_name": "other"}))
    assert found["azurerm_redis_cache.a"].firewall_rules == []
    assert isinstance(found["other"].plaintext_port, Unknown)
    assert len(found["other"].firewall_rules) == 2  # there may be more
