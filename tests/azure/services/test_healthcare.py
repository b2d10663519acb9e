"""Services for health data: what the case does not show."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_azure.collect import DIAGNOSTICS, Got
from hipaacheck_azure.reader import Place
from hipaacheck_azure.services.healthcare import build
from hipaacheck_live.answers import Answer, Malformed
from tests.support import azure

_TYPE = "Microsoft.HealthcareApis/"


def read(inner: dict[str, Any], type_: str = "workspaces/fhirservices", *, old: bool = False) -> Any:
    """A service with these properties."""
    body = {"id": "/w/x/records", "name": "x/records", "type": _TYPE + type_, "kind": "fhir-R4", "properties": inner}
    item = Answer(body, f"{_TYPE}{type_}.value", old=old)
    item.parent = Answer({"id": "/W"}, f"{_TYPE}workspaces.value")
    return build(Place(account="s"), item, Got({DIAGNOSTICS.name: []}))


@pytest.mark.parametrize("type_", ["workspaces/fhirservices", "workspaces/dicomservices", "services"])
def test_members_that_are_left_out(type_: str) -> None:
    found = read({}, type_)
    assert isinstance(found.public_network_access, Unknown)
    assert (found.customer_managed_key, found.cors_origins, found.name) == (False, [], "records")
    old = read({}, type_, old=True)
    assert all(isinstance(getattr(old, name), Unknown) for name in ("customer_managed_key", "cors_origins"))


def test_workspaces_of_services() -> None:
    assert read({}).workspace_id == "/w"
    assert read({}, "services").workspace_id is None


@pytest.mark.parametrize(
    ("encryption", "found"),
    [
        ({}, False),
        ({"customerManagedKeyEncryption": {}}, False),
        ({"customerManagedKeyEncryption": {"keyEncryptionKeyUrl": "k"}}, True),
    ],
)
def test_keys_of_ones_own(encryption: dict[str, Any], found: bool) -> None:
    assert read({"encryption": encryption}).customer_managed_key is found


def test_cors_without_origins() -> None:
    assert read({"corsConfiguration": {"allowCredentials": False}}).cors_origins == []
    assert isinstance(read({"corsConfiguration": {"origins": "*"}}).cors_origins, Unknown)


def test_a_medtech_service_has_no_endpoint() -> None:
    found = read({}, "workspaces/iotconnectors")
    assert (found.kind, found.public_network_access, found.customer_managed_key) == ("iot", None, None)


def test_something_without_a_type_is_not_guessed() -> None:
    with pytest.raises(Malformed):
        build(Place(account="s"), Answer({"id": "/w/x"}, _TYPE), Got({DIAGNOSTICS.name: []}))


@pytest.mark.parametrize(("more", "gaps"), [("", 0), (" The supported api-versions are '2099-01-01'.", 1)])
def test_a_retired_type_has_no_services(more: str, gaps: int) -> None:
    class Retired(azure.Estate):
        def answer(self, url: str) -> tuple[int, dict[str, str], bytes]:
            if "/providers/Microsoft.HealthcareApis/services?" in url:
                message = "The resource type could not be found in the namespace 'Microsoft.HealthcareApis'." + more
                error = {"error": {"code": "InvalidResourceType", "message": message}}
                return 404, {"Content-Type": "application/json"}, json.dumps(error).encode()
            return super().answer(url)

    inventory = azure.scan(Retired({}), {"azure.healthcare.service": frozenset({"*"})})
    assert (list(inventory.assets), len(inventory.gaps)) == ([], gaps)
