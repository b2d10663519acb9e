"""Storage accounts: what the case does not show."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_azure.collect import Got
from hipaacheck_azure.reader import Place
from hipaacheck_azure.services.storage import ACCOUNTS, build, build_container
from hipaacheck_live.answers import Answer

LIST = "Microsoft.Storage/storageAccounts"
DETAILS = (f"{LIST}/blobServices", f"{LIST}/fileServices")
LOGS = tuple(f"{service}_diagnostic_settings" for service in ("blob", "file", "queue", "table"))


class Asked:
    """A reader that notes which services of an account it is asked about."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def get(self, operation: str, absent: tuple[str, ...], **arguments: str) -> None:
        """One answer."""
        self.asked.append(operation.rpartition("/")[2].removesuffix("Services"))

    def pages(self, operation: str, absent: tuple[str, ...], **arguments: str) -> list[Answer]:
        """A list."""
        self.asked.append(arguments["id"].split("/")[2].removesuffix("Services"))
        return []


def read(inner: dict[str, Any], details: dict[str, Any] | None = None, *, old: bool = False) -> Any:
    """An account with these properties."""
    body = {"id": "/a", "name": "a", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}, "properties": inner}
    got = {**dict.fromkeys(DETAILS), **dict.fromkeys(LOGS, Unknown("denied")), **(details or {})}
    return build(Place(account="s"), Answer(body, f"{LIST}.value", old=old), Got(got))


def test_members_that_are_left_out() -> None:
    found = read({})
    assert (found.minimum_tls_version, found.allows_shared_keys, found.prefers_entra) == ("TLS1_0", True, False)
    assert (found.hierarchical_namespace, found.immutable, found.key_expiration_days) == (False, False, None)
    assert (found.allows_public_blobs, found.allows_cross_tenant_replication) == (True, True)
    unknown = ("https_only", "network", "customer_managed_key")
    assert all(isinstance(getattr(found, name), Unknown) for name in unknown)


def test_an_older_version_of_the_api_tells_nothing_by_silence() -> None:
    found = read({}, old=True)
    names = (
        "minimum_tls_version",
        "allows_shared_keys",
        "allows_public_blobs",
        "allows_cross_tenant_replication",
        "prefers_entra",
        "hierarchical_namespace",
        "immutable",
        "key_expiration_days",
        "public_network_access",
        "private_endpoints",
    )
    assert all(isinstance(getattr(found, name), Unknown) for name in names)


@pytest.mark.parametrize(("state", "found"), [("Disabled", False), ("Unlocked", True), ("Locked", True), (None, None)])
def test_a_policy_of_the_account_against_changes(state: str | None, found: bool | None) -> None:
    policy = {"enabled": True, "immutabilityPolicy": {"state": state}}
    immutable = read({"immutableStorageWithVersioning": policy}).immutable
    assert isinstance(immutable, Unknown) if found is None else immutable is found
    assert read({"immutableStorageWithVersioning": {"enabled": True}}).immutable is False


def test_policies_that_say_less_than_they_should() -> None:
    blobs = Answer({"properties": {"deleteRetentionPolicy": {"enabled": True}, "containerDeleteRetentionPolicy": {}}}, DETAILS[0])
    service = read({}, {DETAILS[0]: blobs}).blob_service
    assert isinstance(service.soft_delete_days, Unknown)
    assert isinstance(service.container_soft_delete_days, Unknown)
    assert service.versioning is False


def test_a_container() -> None:
    item = Answer({"id": "/a/c", "name": "c", "properties": {"hasImmutabilityPolicy": False}}, f"{LIST}/blobServices/containers")
    item.parent = Answer({"id": "/A"}, LIST)
    found = build_container(Place(account="s"), item, Got({}))
    assert (found.storage_account_id, found.website) == ("/a", False)
    assert isinstance(found.public_access, Unknown)
    assert isinstance(found.immutable, Unknown)


def test_a_container_that_a_website_may_serve() -> None:
    item = Answer({"id": "/a/$web", "name": "$web", "properties": {"publicAccess": "None"}}, f"{LIST}/blobServices/containers")
    assert isinstance(build_container(Place(account="s"), item, Got({})).website, Unknown)


@pytest.mark.parametrize(("days", "found"), [(60, 60), (0, None), (None, None)])
def test_days_after_which_keys_expire(days: int | None, found: int | None) -> None:
    assert read({"keyPolicy": {"keyExpirationPeriodInDays": days}}).key_expiration_days == found


@pytest.mark.parametrize(
    ("kind", "sku", "asked"),
    [
        ("StorageV2", "Standard_LRS", "blob file queue table"),
        ("Storage", "Premium_LRS", "blob"),
        ("StorageV2", "Premium_ZRS", "blob"),
        ("FileStorage", "Premium_LRS", "file"),
        ("BlockBlobStorage", "Premium_LRS", "blob"),
        (None, "Standard_LRS", "blob file queue table"),
    ],
)
def test_services_that_an_account_of_a_kind_has(kind: str | None, sku: str, asked: str) -> None:
    item = Answer({"id": "/a", "kind": kind, "sku": {"name": sku}}, f"{LIST}.value")
    reader = Asked()
    for part in ACCOUNTS.details:
        part.read(reader, item, Got({}))
    assert sorted(set(reader.asked)) == asked.split()
