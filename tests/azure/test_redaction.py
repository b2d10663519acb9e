"""No secret stays in a body, wherever in it it stands; what is no secret stays readable."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hipaacheck_azure.redaction import OWN_LIST, Redactor
from tests.aws.test_redaction import SECRETS

REDACTOR = Redactor(b"test")
VALUE = "Tr0ub4dor"
MEMBERS = (
    "adminPassword", "administratorLoginPassword", "clientSecret", "secretText", "connectionString", "primaryConnectionString",
    "accessKey", "accessKeys", "primaryKey", "secondaryKey", "sharedKey", "storageAccountAccessKey", "customData", "userData", "commandToExecute",
    "InstrumentationKey", "serviceUri", "hint", "privateKey", "sasToken", "appSettings", "connectionStrings", "protectedSettings",
)  # fmt: skip
HARMLESS = (
    "passwordProfile", "disablePasswordAuthentication", "secretIdentifier", "secretUri", "keySource", "keyName", "keyVaultKeyUri", "secrets",
    "passwordCredentials", "accessPolicies", "allowSharedKeyAccess", "primaryEndpoints", "keyUri", "accountName", "permissions", "keys",
)  # fmt: skip


def around(member: str, value: Any) -> dict[str, Any]:
    """A body with the member deep inside."""
    return {"value": [{"id": "/x", "properties": {"inner": [{member: value, "name": "plain"}]}}]}


@pytest.mark.parametrize("member", MEMBERS)
@pytest.mark.parametrize("value", [VALUE, [VALUE], {"a": {"b": VALUE}}, {"a": [{"b": VALUE}]}])
def test_members_that_hold_secrets(member: str, value: Any) -> None:
    found = json.dumps(REDACTOR.redact("Microsoft.X/things", around(member, value)))
    assert VALUE not in found
    assert "plain" in found


@pytest.mark.parametrize("member", HARMLESS)
def test_members_that_hold_none(member: str) -> None:
    body = around(member, "plain")
    assert REDACTOR.redact("Microsoft.X/things", body) == body


@pytest.mark.parametrize(
    ("operation", "member"), [(name, member) for name, members in OWN_LIST.items() for member in sorted(members)]
)
def test_members_of_single_operations(operation: str, member: str) -> None:
    assert VALUE not in json.dumps(REDACTOR.redact(operation, around(member, {"deep": [VALUE]})))
    assert REDACTOR.redact(operation, around(member, True)) == around(member, True)


@pytest.mark.parametrize("secret", SECRETS)
def test_values_that_look_like_secrets(secret: str) -> None:
    assert secret not in json.dumps(REDACTOR.redact("Microsoft.X/things", around("description", secret)), ensure_ascii=False)
    assert secret not in json.dumps(REDACTOR.redact("Microsoft.X/things", {"tags": {secret: "x"}}), ensure_ascii=False)


@pytest.mark.parametrize("where", ["env", "environmentVariables", "secrets"])
def test_values_of_named_settings(where: str) -> None:
    body = {"properties": {where: [{"name": "DB_HOST", "value": VALUE}]}}
    found = json.dumps(REDACTOR.redact("Microsoft.X/things", body))
    assert VALUE not in found
    assert "DB_HOST" in found


def test_equal_values_stay_equal_and_nobody_else_can_tell() -> None:
    first, second = (REDACTOR.redact("Microsoft.X/things", {"adminPassword": VALUE}) for _ in range(2))
    other = Redactor(b"other").redact("Microsoft.X/things", {"adminPassword": VALUE})
    assert first == second != other
