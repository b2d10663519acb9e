"""Databricks workspaces: what the case cannot show."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_azure.collect import DIAGNOSTICS, NOT_READ, Got
from hipaacheck_azure.reader import Place
from hipaacheck_azure.services.databricks import build
from hipaacheck_live.answers import Answer

_TYPE = "Microsoft.Databricks/workspaces"


def workspace(properties: dict[str, Any], *, old: bool = False) -> Any:
    """The asset of a workspace with these properties."""
    item = Answer({"id": "/subscriptions/s/w", "name": "w", "properties": properties}, f"{_TYPE}.value", old=old)
    return build(Place(account="s"), item, Got({DIAGNOSTICS.name: NOT_READ}))


def test_what_is_left_out() -> None:
    read = workspace({"managedResourceGroupId": "/g", "parameters": {}})
    assert (read.serverless, read.virtual_network_id, read.compliance_standards) == (False, None, [])
    assert (read.managed_services_key, read.managed_disks_key, read.root_storage_key) == (False, False, False)
    assert isinstance(read.no_public_ip, Unknown)
    assert read.public_network_access is True


def test_a_workspace_that_says_nothing() -> None:
    read = workspace({})
    fields = ("serverless", "virtual_network_id", "no_public_ip", "root_storage_key")
    assert [name for name in fields if not isinstance(getattr(read, name), Unknown)] == []


def test_an_older_version_of_the_api_tells_nothing_by_silence() -> None:
    read = workspace({"parameters": {}, "managedResourceGroupId": "/g"}, old=True)
    assert read.serverless is False
    fields = ("managed_services_key", "managed_disks_key", "root_storage_key", "compliance_standards", "public_network_access")
    assert [name for name in fields if not isinstance(getattr(read, name), Unknown)] == []


@pytest.mark.parametrize(("mode", "found"), [("Serverless", True), ("Hybrid", False)])
def test_compute_mode(mode: str, found: bool) -> None:
    assert workspace({"computeMode": mode}).serverless is found


@pytest.mark.parametrize(
    ("profile", "found"),
    [
        ({"value": "Enabled", "complianceStandards": ["NONE"]}, []),
        ({"value": "Disabled", "complianceStandards": ["HIPAA"]}, []),
        ({"complianceStandards": ["HIPAA"]}, Unknown),
    ],
)
def test_compliance_profile(profile: dict[str, Any], found: Any) -> None:
    read = workspace({"enhancedSecurityCompliance": {"complianceSecurityProfile": profile}}).compliance_standards
    assert isinstance(read, Unknown) if found is Unknown else read == found


def test_microsoft_s_own_key() -> None:
    read = workspace({"parameters": {"encryption": {"value": {"keySource": "Default"}}}})
    assert read.root_storage_key is False
