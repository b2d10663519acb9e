"""Caches for Redis: what the case cannot show."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_azure.collect import Got
from hipaacheck_azure.reader import Place
from hipaacheck_azure.redaction import Redactor
from hipaacheck_azure.services.redis import build
from hipaacheck_live.answers import Answer

_TYPE = "Microsoft.Cache/redis"
_RULES = f"{_TYPE}/firewallRules"
GAP = Unknown("there may be more")


def cache(properties: dict[str, Any], rules: Any = GAP, *, old: bool = False) -> Any:
    """The asset of a cache with these properties."""
    item = Answer({"id": "/subscriptions/s/c", "name": "c", "properties": properties}, f"{_TYPE}.value", old=old)
    return build(Place(account="s"), item, Got({_RULES: rules}))


def test_what_is_left_out() -> None:
    read = cache({})
    assert (read.public_network_access, read.subnet_id) == (True, None)
    assert all(isinstance(value, Unknown) for value in (read.plaintext_port, read.minimum_tls_version, read.firewall_rules))
    assert isinstance(cache({}, old=True).public_network_access, Unknown)


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        ("203.0.113.0", "203.0.113.0", 1),
        ("10.0.0.0", "10.255.255.255", 2**24),
        ("203.0.113.9", "203.0.113.0", Unknown),
        ("x", "y", Unknown),
    ],
)
def test_ranges(start: str, end: str, found: Any) -> None:
    rule = Answer({"properties": {"startIP": start, "endIP": end}}, f"{_RULES}.value")
    [read, rest] = cache({}, [rule, GAP]).firewall_rules
    assert isinstance(read.addresses, Unknown) if found is Unknown else read.addresses == found
    assert rest == GAP


def test_connection_strings_are_redacted() -> None:
    secret = {"rdb-storage-connection-string": "hunter2", "aof-storage-connection-string-0": "hunter2", "maxclients": "256"}
    body = Redactor(b"k").redact(_TYPE, {"value": [{"properties": {"redisConfiguration": secret}}]})
    assert "hunter2" not in repr(body)
    assert "256" in repr(body)
