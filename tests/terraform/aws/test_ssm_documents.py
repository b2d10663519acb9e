"""Systems Manager documents."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from tests.support.plans import asset, resource


@pytest.mark.parametrize(
    ("permissions", "accounts"),
    [
        (None, []),
        ({"type": "Share", "account_ids": "All"}, ["all"]),
        ({"type": "Share", "account_ids": "111122223333, 444455556666"}, ["111122223333", "444455556666"]),
        ({"type": "Share", "account_ids": ""}, []),
    ],
)
def test_accounts(permissions: Any, accounts: list[str]) -> None:
    assert asset(resource("aws_ssm_document.a", {"name": "a", "permissions": permissions})).shared_with == accounts


@pytest.mark.parametrize(
    ("values", "mark"),
    [({"name": "a"}, True), ({"name": "a", "permissions": {"type": "Share"}}, {"account_ids": True})],
)
def test_accounts_known_only_after_apply(values: Any, mark: Any) -> None:
    assert isinstance(asset(resource("aws_ssm_document.a", values, unknown={"permissions": mark})).shared_with, Unknown)
