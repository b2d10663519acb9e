"""FSx file systems of all kinds."""

from __future__ import annotations

import pytest

from hipaacheck import Unknown
from tests.support.plans import asset, resource


@pytest.mark.parametrize(("kind", "days"), [("windows", 7), ("lustre", 0)])
def test_backups_when_no_days_are_named(kind: str, days: int) -> None:
    found = asset(resource(f"aws_fsx_{kind}_file_system.a", {"automatic_backup_retention_days": None, "tags": {"Name": "phi"}}))
    assert (found.kind, found.backup_retention_days, found.name) == (kind.upper(), days, "phi")


def test_backups_as_declared() -> None:
    found = asset(
        resource("aws_fsx_lustre_file_system.a", {"automatic_backup_retention_days": 30, "deployment_type": "PERSISTENT_2"})
    )
    assert found.backup_retention_days == 30
    assert found.deployment_type == "PERSISTENT_2"


def test_backups_known_only_after_apply() -> None:
    unknown = ("id", "arn", "automatic_backup_retention_days")
    assert isinstance(asset(resource("aws_fsx_lustre_file_system.a", {}, unknown=unknown)).backup_retention_days, Unknown)


@pytest.mark.parametrize("kind", ["ontap", "openzfs"])
def test_backups_where_no_default_is_agreed_on(kind: str) -> None:
    assert isinstance(asset(resource(f"aws_fsx_{kind}_file_system.a", {})).backup_retention_days, Unknown)
