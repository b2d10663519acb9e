"""Several accounts and regions: roles that are assumed, what an organization tells, and an account that cannot be entered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.handlers import BUILTIN_HANDLERS
from moto import mock_aws

from hipaacheck import Asset, Inventory
from hipaacheck.app import builtin_rules_root
from tests.support import aws
from tests.support.cli import hipaacheck
from tests.support.replay import Recorded, _Raw, failure

RULES = builtin_rules_root()
REGIONS = ("us-east-1", "eu-west-1")
ENCRYPTED = ("--no-builtin-rules", "--rules", str(RULES / "aws/s3/bucket-encrypted.yaml"))
READS = {"aws.s3.bucket": frozenset({"*"})}


@dataclass
class Organization:
    """A management account with three members. The role in `shut` refuses everyone."""

    clinic: str
    lab: str
    shut: str
    unit: str


@pytest.fixture
def organization(monkeypatch: pytest.MonkeyPatch) -> Iterator[Organization]:
    with mock_aws():
        org = aws.boto("organizations")
        org.create_organization(FeatureSet="ALL")
        ids = [
            org.create_account(AccountName=name, Email=f"{name}@example.org")["CreateAccountStatus"]["AccountId"]
            for name in ("clinic", "lab", "shut")
        ]
        root = org.list_roots()["Roots"][0]["Id"]
        unit = org.create_organizational_unit(ParentId=root, Name="patients")["OrganizationalUnit"]["Id"]
        org.move_account(AccountId=ids[1], SourceParentId=root, DestinationParentId=unit)
        org.tag_resource(ResourceId=ids[0], Tags=[{"Key": "DataClassification", "Value": "PHI"}])
        for account in ids:
            for region in REGIONS:
                where = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
                client(account, "s3", region).create_bucket(Bucket=f"records-{account}-{region}", **where)
        BUILTIN_HANDLERS.append(("before-send.sts.AssumeRole", lambda request, **_: refuse(request, ids[2])))
        try:
            yield Organization(clinic=ids[0], lab=ids[1], shut=ids[2], unit=unit)
        finally:
            BUILTIN_HANDLERS.pop()


def refuse(request: Any, account: str) -> Any:
    """What STS answers for a role that the caller may not assume."""
    if account not in str(request.body):
        return None
    denied = failure("query", "denied", Recorded(403, {}, b""))
    return AWSResponse(request.url, denied.status, denied.headers, _Raw(denied.body))


def client(account: str, service: str, region: str) -> Any:
    """A client for another account."""
    role = f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
    found = aws.boto("sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    return boto3.client(
        service,
        region_name=region,
        aws_access_key_id=found["AccessKeyId"],
        aws_secret_access_key=found["SecretAccessKey"],
        aws_session_token=found["SessionToken"],
    )


def names(inventory: Inventory) -> list[str]:
    return sorted(str(asset.name) for asset in inventory.assets)


def test_accounts_that_can_be_entered_are_complete(organization: Organization) -> None:
    inventory = aws.scan(READS, REGIONS, org=True)
    assert names(inventory) == sorted(
        f"records-{account}-{region}" for account in (organization.clinic, organization.lab) for region in REGIONS
    )
    assert {asset.account for asset in inventory.assets} == {organization.clinic, organization.lab}
    assert {cell.state for cell in inventory.cells} == {"complete"}
    (denied,) = [gap for gap in inventory.gaps if gap.state == "denied"]
    assert (denied.account, denied.operation, denied.code) == (organization.shut, "sts:AssumeRole", "AccessDenied")


def test_named_accounts_are_read_alone(organization: Organization) -> None:
    inventory = aws.scan(READS, ("eu-west-1",), account=(organization.lab,))
    assert names(inventory) == [f"records-{organization.lab}-eu-west-1"]
    out = {gap.region for gap in inventory.gaps if gap.asset_type == "aws.s3.bucket" and gap.state == "out_of_scope"}
    assert out == {"us-east-1"}


def test_credentials_are_refreshed_during_a_run(organization: Organization, monkeypatch: pytest.MonkeyPatch) -> None:
    soon = property(lambda self: datetime.now(UTC) + timedelta(minutes=5), lambda self, value: None)
    monkeypatch.setattr("moto.sts.models.AssumedRole.expiration", soon, raising=False)
    entered: list[str] = []
    BUILTIN_HANDLERS.append(("before-send.sts.AssumeRole", lambda request, **_: entered.append(str(request.body))))
    try:
        inventory = aws.scan(READS, REGIONS, account=(organization.clinic,))
    finally:
        BUILTIN_HANDLERS.pop()
    assert len(entered) > 2
    assert {cell.state for cell in inventory.cells} == {"complete"}


def test_when_no_account_can_be_entered_the_run_fails(organization: Organization) -> None:
    ran = hipaacheck("scan", "aws", "--account", organization.shut, *ENCRYPTED)
    assert ran.code == 3
    assert ran.err == (
        "hipaacheck: none of the accounts can be read.\n"
        f"hipaacheck: account {organization.shut}: the role OrganizationAccountAccessRole cannot be assumed (sts:AssumeRole, AccessDenied)\n"
    )


def test_a_denied_account_makes_the_run_incomplete(organization: Organization) -> None:
    ran = hipaacheck("scan", "aws", "--org", "--region", "us-east-1", *ENCRYPTED, "--on-unknown", "report", "-f", "json")
    assert ran.code == 3
    report = ran.json()
    assert report["summary"]["findings"]["pass"] == 2
    assert [gap["account"] for gap in report["gaps"] if gap["state"] == "denied"] == [organization.shut]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("{}", {"clinic": "PHI", "lab": None}),
        ("{organizational_units: [UNIT]}", {"clinic": "PHI", "lab": "ePHI"}),
        ("{accounts: ['LAB']}", {"clinic": "PHI", "lab": "ePHI"}),
        ("{tags: {Data: [patients]}}", {"clinic": None, "lab": None}),
    ],
)
def test_accounts_hand_their_classification_down(
    organization: Organization, settings: str, expected: dict[str, str | None], tmp_path: Any
) -> None:
    config = tmp_path / "hipaacheck.yaml"
    text = settings.replace("UNIT", organization.unit).replace("LAB", organization.lab)
    config.write_text(f"phi: {text}\n")
    arguments = ("--org", "--region", "us-east-1", *ENCRYPTED, "--phi-only", "--config", str(config))
    report = hipaacheck("scan", "aws", *arguments, "-f", "json").json()
    judged = {item["asset"]["account"] for item in report["findings"]}
    assert judged == {getattr(organization, name) for name, found in expected.items() if found is not None}


@pytest.mark.parametrize("operation", ["ListTagsForResource", "ListParents"])
def test_what_the_organization_does_not_tell_is_judged(organization: Organization, operation: str, tmp_path: Any) -> None:
    """An asset whose classification cannot be told may hold ePHI."""
    config = tmp_path / "hipaacheck.yaml"
    config.write_text("phi: {organizational_units: [ou-none]}\n")
    arguments = ("--org", "--region", "us-east-1", *ENCRYPTED, "--phi-only", "--config", str(config))

    def deny(request: Any, **_: Any) -> Any:
        if operation not in str(request.headers):
            return None
        denied = failure("json", "denied", Recorded(403, {}, b""))
        return AWSResponse(request.url, denied.status, denied.headers, _Raw(denied.body))

    BUILTIN_HANDLERS.append((f"before-send.organizations.{operation}", deny))
    try:
        report = hipaacheck("scan", "aws", *arguments, "-f", "json").json()
    finally:
        BUILTIN_HANDLERS.pop()
    judged = {item["asset"]["account"] for item in report["findings"]}
    assert organization.lab in judged
    assert report["run"]["exit_code"] == 3
    assert f"organizations:{operation}" in {gap.get("operation") for gap in report["gaps"]}


def test_the_ids_of_assets_tell_accounts_apart(organization: Organization) -> None:
    found: list[Asset] = list(aws.scan(READS, REGIONS, org=True).assets)
    assert len({asset.id for asset in found}) == len(found)
    assert all(re.match(r"arn:aws:s3:::records-\d{12}-", asset.id) for asset in found)
