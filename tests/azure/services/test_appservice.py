"""What the case of App Service cannot show."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.azure.appservice import App
from hipaacheck_azure.reader import Place
from hipaacheck_azure.redaction import Redactor
from hipaacheck_azure.services.appservice import build
from hipaacheck_live.answers import Answer
from hipaacheck_live.collect import Got
from tests.azure.cases import appservice
from tests.support import azure, live

ID = "/subscriptions/s/resourceGroups/r/providers/Microsoft.Web/sites/portal"
ANYONE = {"ipAddress": "Any", "action": "Allow", "priority": 2147483647}
NOBODY = {"ipAddress": "Any", "action": "Deny", "priority": 2147483647}
OFFICE = {"ipAddress": "203.0.113.0", "subnetMask": "255.255.255.0", "action": "Allow", "priority": 100}
DENIED = Unknown("AuthorizationFailed")


def app(
    properties: dict[str, Any] | None = None,
    config: dict[str, Any] | Unknown | None = None,
    sign_in: dict[str, Any] | Unknown | None = None,
    *,
    old: bool = False,
    groups: Any = (),
    **more: Any,
) -> App:
    """An app of these answers."""

    def answer(body: dict[str, Any] | Unknown | None) -> Answer | Unknown:
        return body if isinstance(body, Unknown) else Answer({"properties": body or {}}, "Microsoft.Web/sites/config", old=old)

    details: dict[str, Any] = {
        "config": answer(config),
        "config/authsettingsV2": answer(sign_in),
        "Microsoft.Insights/diagnosticSettings": [],
        "graph:app_identity_groups": groups,
    }
    body = {"id": ID, "name": "portal", "kind": "app", "properties": properties or {}, **more}
    return build(Place(account="s"), Answer(body, "Microsoft.Web/sites.value", old=old), Got(details))


def test_what_is_missing_is_unknown() -> None:
    found = app()
    unknown = ("https_only", "minimum_tls_version", "http2", "ftps_state", "remote_debugging", "client_certificate_mode")
    assert all(isinstance(getattr(found, name), Unknown) for name in (*unknown, "requires_sign_in"))
    assert (found.cors_origins, found.public, found.subnet_id, found.managed_identity) == ([], True, None, False)


def test_an_older_api_tells_less() -> None:
    found = app(old=True)
    assert all(isinstance(getattr(found, name), Unknown) for name in ("cors_origins", "public", "subnet_id", "managed_identity"))


def test_a_configuration_that_may_not_be_read() -> None:
    found = app({"publicNetworkAccess": "Enabled"}, DENIED, DENIED)
    names = ("minimum_tls_version", "cors_origins", "public", "subnet_id", "requires_sign_in")
    assert [getattr(found, name) for name in names] == [DENIED] * 5
    assert app({"publicNetworkAccess": "Disabled"}, DENIED).public is False


@pytest.mark.parametrize(
    ("rules", "default", "public"),
    [
        ([ANYONE], None, True),
        ([OFFICE, NOBODY], None, False),
        ([OFFICE], None, False),
        ([OFFICE, NOBODY], "Allow", False),
        ([OFFICE], "Allow", True),
        ([{**OFFICE, "ipAddress": "64.0.0.0", "subnetMask": "192.0.0.0"}, NOBODY], "Deny", True),
        ([{**ANYONE, "priority": 100, "headers": {"x-azure-fdid": ["1"]}}, NOBODY], "Deny", False),
        ([{**NOBODY, "priority": 1}, ANYONE], "Allow", False),
        ([{**NOBODY, "priority": 1, "ipAddress": "0.0.0.0/0"}, ANYONE], "Allow", None),
        ([{"vnetSubnetResourceId": "x", "action": "Allow", "priority": 1}, NOBODY], "Deny", False),
        ([{**ANYONE, "ipAddress": "AzureCloud", "tag": "ServiceTag", "priority": 1}, NOBODY], "Deny", True),
        ([{**ANYONE, "ipAddress": "203.0.113.0/24,198.51.100.0/24", "priority": 1}, NOBODY], "Deny", False),
        ([{"ipAddress": "Any", "action": "Allow"}, NOBODY], "Deny", None),
        ([{**ANYONE, "action": "allow"}], "deny", True),
        ([{**ANYONE, "action": "Log"}], "Deny", None),
        ([], "Odd", None),
    ],
)
def test_who_gets_in(rules: list[dict[str, Any]], default: str | None, public: bool | None) -> None:
    config = {"ipSecurityRestrictions": rules, "ipSecurityRestrictionsDefaultAction": default}
    found = app({"publicNetworkAccess": "Enabled"}, config).public
    assert isinstance(found, Unknown) if public is None else found is public


def test_access_that_nobody_set_depends_on_private_endpoints() -> None:
    endpoint = {"properties": {"privateLinkServiceConnectionState": {"status": "Approved"}}}
    assert app({"privateEndpointConnections": None}).public is True
    assert isinstance(app({"privateEndpointConnections": [endpoint]}).public, Unknown)


def test_an_environment_may_be_private() -> None:
    found = app({"publicNetworkAccess": "Enabled", "hostingEnvironmentProfile": {"id": "/subscriptions/S/x"}})
    assert found.environment_id == "/subscriptions/s/x"
    assert isinstance(found.public, Unknown)


def test_a_gateway_has_no_subnet_that_is_told() -> None:
    assert isinstance(app(config={"vnetName": "main"}).subnet_id, Unknown)
    assert app({"virtualNetworkSubnetId": "/X"}, {"vnetName": "main"}).subnet_id == "/x"


@pytest.mark.parametrize(
    ("kind", "found"),
    [("app,linux,container", "web"), ("api", "web"), ("functionapp,linux", "function"), ("functionapp,workflowapp", "workflow")],
)
def test_kinds(kind: str, found: str) -> None:
    assert app(kind=kind).kind == found


@pytest.mark.parametrize(
    ("platform", "validation", "found"),
    [
        ({"enabled": False}, None, False),
        ({"enabled": True}, {"requireAuthentication": True, "unauthenticatedClientAction": "Return401"}, True),
        ({"enabled": True}, {"requireAuthentication": True, "unauthenticatedClientAction": "AllowAnonymous"}, False),
        ({"enabled": True}, {"requireAuthentication": False, "unauthenticatedClientAction": "Return401"}, None),
        (
            {"enabled": True},
            {"requireAuthentication": True, "unauthenticatedClientAction": "Return401", "excludedPaths": ["/health"]},
            True,
        ),
        (
            {"enabled": True},
            {"requireAuthentication": True, "unauthenticatedClientAction": "RedirectToLoginPage", "excludedPaths": ["/*"]},
            None,
        ),
        ({"enabled": True}, None, None),
        ({}, {"requireAuthentication": True, "unauthenticatedClientAction": "Return401"}, None),
    ],
)
def test_sign_in(platform: dict[str, Any], validation: dict[str, Any] | None, found: bool | None) -> None:
    read = app(sign_in={"platform": platform, "globalValidation": validation}).requires_sign_in
    assert isinstance(read, Unknown) if found is None else read is found


@pytest.mark.parametrize(
    ("excluded", "mode"),
    [(None, "Required"), ("/health;/public", "Required"), ("/health, /", None), ({"$redacted": "x"}, "?")],
)
def test_client_certificates(excluded: Any, mode: str | None) -> None:
    found = app({"clientCertEnabled": True, "clientCertExclusionPaths": excluded}).client_certificate_mode
    assert isinstance(found, Unknown) if mode == "?" else found == mode


def test_identities_in_groups() -> None:
    found = app(identity={"type": "SystemAssigned", "principalId": "A"}, groups=["g"])
    assert (found.principal_ids, found.principals_known) == (["a", "g"], True)
    found = app(identity={"type": "SystemAssigned", "principalId": "A"}, groups=[DENIED])
    assert (found.principal_ids, found.principals_known) == (["a", DENIED], DENIED)


def test_a_role_of_a_group() -> None:
    """The function of the case that has no role of its own."""
    group = "00000000-0000-0000-0000-00000000000D"
    scope = f"/subscriptions/{azure.SUBSCRIPTION}"
    estate = dict(appservice.CASE.estate) | {
        f"/v1.0/servicePrincipals/{appservice.SHARED}/transitiveMemberOf": [
            {"@odata.type": "#microsoft.graph.group", "id": group}
        ],
        azure.listing("Microsoft.Authorization/roleAssignments"): [appservice.assignment("a", scope, group.lower())],
    }
    types = appservice.CASE.types
    found = live.verdicts(azure.scan(azure.Estate(estate), azure.reads(types)), types)
    assert found["azure-appservice-function-identity-least-privilege"]["intake"] == "fail"


def test_identities() -> None:
    users = {"/x": {"principalId": "B"}, "/y": {}}
    found = app(identity={"type": "SystemAssigned, UserAssigned", "principalId": "A", "userAssignedIdentities": users})
    assert isinstance(found.principal_ids, list)
    assert found.principal_ids[:2] == ["a", "b"]
    assert isinstance(found.principal_ids[2], Unknown)
    assert isinstance(found.principals_known, Unknown)
    assert app(identity={"type": "None"}).managed_identity is False


def test_secrets_of_a_configuration_are_redacted() -> None:
    secret = {
        "machineKey": {"decryptionKey": "s3cr3t"},
        "appSettings": [{"name": "A", "value": "s3cr3t"}],
        "appCommandLine": "s3cr3t",
    }
    assert "s3cr3t" not in str(Redactor().redact("Microsoft.Web/sites/config", {"properties": secret}))
