"""Which resources count as holding ePHI, and what the list of covered services says of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from hipaacheck import Phi, Tags, Unknown
from hipaacheck_azure.eligible import services
from hipaacheck_azure.services.resource import _marked

TODAY = date(2026, 11, 1)


@pytest.mark.parametrize(
    ("tags", "found"),
    [
        ({"DataClassification": "PHI"}, True),
        ({"dataclassification": "ephi "}, True),
        ({"DataClassification": Unknown("redacted")}, True),
        ({"DataClassification": "public"}, False),
        ({"team": "PHI"}, False),
        ({}, False),
    ],
)
def test_tags_that_mean_ephi(tags: dict[str, Any], found: bool) -> None:
    assert _marked(Tags(items=tags), Phi()) is found


def test_tags_that_cannot_be_told_may_mean_it() -> None:
    assert _marked(Unknown("not a map"), Phi()) is True


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ("microsoft.dbforpostgresql/flexibleservers", True),
        ("microsoft.dbforpostgresql/servers", "Azure Database for PostgreSQL is in Microsoft's audit scope for FedRAMP"),
        ("microsoft.sql/managedinstances", "SQL Database and SQL Managed Instance is in Microsoft's audit scope for FedRAMP"),
        ("microsoft.network/privateendpoints", None),
        ("microsoft.example/things", "the list of covered services does not say anything about microsoft.example/things"),
    ],
)
def test_what_the_list_says(kind: str, found: Any) -> None:
    said = services().eligible(kind, TODAY)
    assert (said.reason.partition(";")[0] if isinstance(said, Unknown) else said) == found


@pytest.mark.parametrize(
    ("kind", "variant", "found"),
    [
        ("microsoft.web/sites", "app,linux", True),
        ("microsoft.web/sites", None, True),
        ("microsoft.web/sites", "functionapp,linux", None),
        ("microsoft.web/sites/slots", "functionapp,workflowapp", None),
        ("microsoft.sql/servers/databases", "v12.0,user", True),
        ("microsoft.sql/servers/databases", "v12.0,user,datawarehouse,gen2", None),
        ("microsoft.storage/storageaccounts", "StorageV2", True),
        ("microsoft.storage/storageaccounts", "FileStorage", None),
        ("microsoft.web/sites", Unknown("not text"), None),
        ("microsoft.compute/virtualmachines", Unknown("not text"), True),
    ],
)
def test_kinds_that_are_another_service(kind: str, variant: Any, found: bool | None) -> None:
    said = services().eligible(kind, TODAY, variant)
    assert (None if isinstance(said, Unknown) else said) is found
    assert (found is None) is isinstance(said, Unknown)


def test_an_old_list_says_nothing() -> None:
    late = services().verified_on + timedelta(days=services().max_age_days + 1)
    said = services().eligible("microsoft.dbforpostgresql/flexibleservers", late)
    assert isinstance(said, Unknown)
    assert said.reason.endswith("is older than 730 days")
    assert services().eligible("microsoft.network/privateendpoints", late) is None


def test_names_of_types_are_in_lower_case() -> None:
    found = services()
    assert all(name == name.lower() for name in (*found.services, *found.audited, *found.tooling))
