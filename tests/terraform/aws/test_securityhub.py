"""Security Hub."""

from __future__ import annotations

from tests.support.plans import asset, resource


def test_a_declared_hub_is_on() -> None:
    assert asset(resource("aws_securityhub_account.h", {})).enabled is True
