"""Key vaults, keys and secrets: what the case cannot show."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_azure.collect import DIAGNOSTICS, NOT_READ, Got
from hipaacheck_azure.reader import Place
from hipaacheck_azure.services.keyvault import build, build_hsm, build_key, build_secret
from hipaacheck_live.answers import Answer

PLACE = Place(account="s")
VAULT = "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/V"
_TYPE = "Microsoft.KeyVault/vaults"
_KEY, _SECRETS = f"{_TYPE}/keys/one", f"{_TYPE}/secrets"


def vault(properties: dict[str, Any], *, old: bool = False) -> Any:
    """The asset of a vault with these properties."""
    item = Answer({"id": VAULT, "name": "V", "properties": properties}, f"{_TYPE}.value", old=old)
    return build(PLACE, item, Got({DIAGNOSTICS.name: NOT_READ}))


def part(kind: str, properties: dict[str, Any], name: str = "k") -> Answer:
    """A key or secret."""
    item = Answer({"id": f"{VAULT}/{kind}/{name}", "name": name, "properties": properties}, f"{_TYPE}/{kind}.value")
    item.parent = Answer({"id": VAULT}, f"{_TYPE}.value")
    return item


def key(properties: dict[str, Any], one: Any = NOT_READ, secrets: Any = NOT_READ) -> Any:
    """The asset of a key."""
    return build_key(PLACE, part("keys", properties), Got({_KEY: one, _SECRETS: secrets}))


def test_what_was_never_set() -> None:
    read = vault({})
    assert (read.rbac_authorization, read.purge_protection, read.public_network_access) == (False, False, True)
    assert (read.network.default_action, read.private_endpoints) == ("Allow", [])
    assert isinstance(read.soft_delete, Unknown)
    assert isinstance(read.access_policies, Unknown)


def test_an_older_version_of_the_api_tells_nothing_by_silence() -> None:
    read = vault({}, old=True)
    fields = ("rbac_authorization", "purge_protection", "public_network_access", "network", "private_endpoints", "soft_delete")
    assert [name for name in fields if not isinstance(getattr(read, name), Unknown)] == []


@pytest.mark.parametrize(("state", "found"), [("enabled", True), ("disabled", False), ("SecuredByPerimeter", Unknown)])
def test_public_access(state: str, found: Any) -> None:
    read = vault({"publicNetworkAccess": state}).public_network_access
    assert isinstance(read, Unknown) if found is Unknown else read is found


def test_access_policies() -> None:
    [policy, odd] = vault(
        {"accessPolicies": [{"objectId": "a", "applicationId": "b", "permissions": {"keys": ["WrapKey"]}}, {"objectId": "c"}]}
    ).access_policies
    assert (policy.application_id, policy.key_permissions, policy.secret_permissions) == ("b", ["wrapkey"], [])
    assert isinstance(odd, Unknown)


def test_a_managed_hsm_that_says_nothing() -> None:
    item = Answer({"id": VAULT, "name": "h"}, "Microsoft.KeyVault/managedHSMs.value")
    assert isinstance(build_hsm(PLACE, item, Got({DIAGNOSTICS.name: NOT_READ})).purge_protection, Unknown)


@pytest.mark.parametrize(
    ("attributes", "enabled", "expires"),
    [
        ({"enabled": True, "exp": 1830297600}, True, datetime(2028, 1, 1, tzinfo=UTC)),
        ({"enabled": False}, False, None),
        ({}, Unknown, None),
        (None, Unknown, Unknown),
    ],
)
def test_validity(attributes: Any, enabled: Any, expires: Any) -> None:
    secret: Any = build_secret(PLACE, part("secrets", {"attributes": attributes}), Got({}))
    for read in (key({"attributes": attributes}), secret):
        assert read.vault_id == VAULT.lower()
        assert isinstance(read.enabled, Unknown) if enabled is Unknown else read.enabled is enabled
        assert isinstance(read.expires, Unknown) if expires is Unknown else read.expires == expires


def policy(*actions: dict[str, Any]) -> Answer:
    """A key with a rotation policy."""
    return Answer({"properties": {"rotationPolicy": {"lifetimeActions": list(actions)}}}, _KEY)


NOTIFY: dict[str, Any] = {"action": {"type": "Notify"}}
ROTATE: dict[str, Any] = {"action": {"type": "Rotate"}}
ODD: dict[str, Any] = {"action": {}}


@pytest.mark.parametrize(
    ("one", "found"),
    [
        (policy(NOTIFY, ROTATE), True),
        (policy(ODD, ROTATE), True),
        (policy(NOTIFY), False),
        (policy(), False),
        (policy(ODD), Unknown),
        (Answer({"properties": {}}, _KEY), False),
        (Answer({"properties": {}}, _KEY, old=True), Unknown),
        (Answer({}, _KEY), Unknown),
        (Unknown("access denied"), Unknown),
    ],
)
def test_rotation(one: Any, found: Any) -> None:
    read = key({}, one).rotates
    assert isinstance(read, Unknown) if found is Unknown else read is found


GAP = Unknown("there may be more")


@pytest.mark.parametrize(
    ("secrets", "found"),
    [
        ([part("secrets", {"contentType": "application/x-pem-file"}, "K")], True),
        ([part("secrets", {"contentType": "text/plain"}), GAP], False),
        ([part("secrets", {"contentType": "application/x-pkcs12"}, "other")], False),
        ([GAP], Unknown),
        (GAP, Unknown),
    ],
)
def test_keys_of_certificates(secrets: Any, found: Any) -> None:
    read = key({}, secrets=secrets).certificate
    assert isinstance(read, Unknown) if found is Unknown else read is found
