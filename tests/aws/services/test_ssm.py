"""Systems Manager: what moto does not show."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from hipaacheck import Tags, Unknown
from hipaacheck_assets.aws.managed_instances import Compliance, ManagedInstance
from hipaacheck_aws.collect import NOT_READ, Got
from hipaacheck_aws.reader import Place
from hipaacheck_aws.services import ssm
from hipaacheck_live.answers import Answer

PLACE = Place(account="123456789012", region="us-east-1", partition="aws")
DENIED = Unknown("access denied (AccessDeniedException)", ssm.SUMMARIES)
NO_TAGS = Tags(items={})


def kind(value: Any) -> Any:
    """The value, or `Unknown` whatever its reason."""
    return Unknown if isinstance(value, Unknown) else value


class Listing:
    """A reader that gives rows by operation."""

    account = SimpleNamespace(id="123456789012")

    def __init__(self, **rows: list[Any]) -> None:
        self.rows = rows

    def pages(self, operation: str, _: str, **__: Any) -> list[Any]:
        found = self.rows[operation.partition(":")[2]]
        return [Answer(row, operation) if isinstance(row, dict) else row for row in found]

    def call(self, operation: str, **arguments: Any) -> Any:
        return Answer({"TagList": [{"Key": "asked", "Value": arguments["ResourceId"]}]}, operation)

    def once(self, _: Any, read: Any) -> Any:
        return read()


@pytest.mark.parametrize(
    ("accounts", "shared"),
    [([], []), (["111122223333"], ["111122223333"]), (["All"], ["all"]), (["all", DENIED], ["all", Unknown]), (DENIED, Unknown)],
)
def test_who_may_use_a_document(accounts: Any, shared: Any) -> None:
    found = ssm.build_document(PLACE, Answer({"Name": "own"}, "ssm:ListDocuments"), Got({ssm.PERMISSION: accounts})).shared_with
    assert (found if isinstance(found, list) else kind(found)) == shared or [kind(each) for each in found] == shared  # type: ignore[union-attr]


def test_documents_of_others_are_left_out() -> None:
    rows = [{"Name": "own", "Owner": "123456789012"}, {"Name": "AWS-RunShellScript", "Owner": "Amazon"}, {"Name": "odd"}, DENIED]
    reader: Any = Listing(ListDocuments=rows)
    assert [item.values["Name"] for item in ssm._documents(reader) if isinstance(item, Answer)] == ["own", "odd"]


# -- managed instances ---------------------------------------------------------------------------------------------


def summary(kind: str, status: str | None, **more: Any) -> dict[str, Any]:
    return {"ComplianceType": kind, "ResourceType": "ManagedInstance", "ResourceId": "i-1", "Status": status, **more}


def machine(changes: dict[str, Any] | None = None, rows: Any = (), tags: Any = NO_TAGS) -> ManagedInstance:
    item = Answer({"InstanceId": "i-1", "PingStatus": "Online", **(changes or {})}, "ssm:DescribeInstanceInformation")
    reader: Any = Listing(ListResourceComplianceSummaries=list(rows) if not isinstance(rows, Unknown) else [])
    found = rows if isinstance(rows, Unknown) else ssm._summaries(reader, item, Got({}))
    return ssm.build_managed_instance(PLACE, item, Got({ssm.SUMMARIES: found, ssm.TAGS: tags}))


def test_a_machine() -> None:
    patches = summary(
        "Patch",
        "NON_COMPLIANT",
        CompliantSummary={"CompliantCount": 310},
        NonCompliantSummary={"NonCompliantCount": 2},
        ExecutionSummary={"ExecutionTime": 1767225600.0, "ExecutionType": "Command"},
    )
    found = machine({"IsLatestVersion": True, "AssociationStatus": "Success"}, [patches, summary("Association", "COMPLIANT")])
    assert (found.id, found.name) == ("arn:aws:ssm:us-east-1:123456789012:managed-instance/i-1", "i-1")
    assert (found.ping_status, found.agent_latest, found.association_status) == ("Online", True, "Success")
    reported = datetime(2026, 1, 1, tzinfo=UTC)
    assert found.patch_compliance == Compliance(status="NON_COMPLIANT", compliant=310, non_compliant=2, reported=reported)
    assert found.association_compliance == Compliance(status="COMPLIANT", compliant=None, non_compliant=None, reported=None)


def test_a_machine_elsewhere_has_the_name_it_was_given() -> None:
    assert machine({"InstanceId": "mi-1", "Name": "ward-3"}).name == "ward-3"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], None),
        ([summary("Association", "COMPLIANT"), summary("Custom:Scan", "COMPLIANT")], None),
        ([{**summary("Patch", "COMPLIANT"), "ResourceId": "i-2"}], None),
        ([DENIED], Unknown),
        (DENIED, Unknown),
        (NOT_READ, Unknown),
    ],
)
def test_patches_of_which_nothing_was_reported(rows: Any, expected: Any) -> None:
    assert kind(machine(rows=rows).patch_compliance) == expected


def test_what_is_known_counts_in_a_listing_that_broke_off() -> None:
    found = machine(rows=[summary("Patch", "NON_COMPLIANT"), DENIED])
    assert found.patch_compliance.status == "NON_COMPLIANT"  # type: ignore[union-attr]
    assert kind(found.association_compliance) is Unknown


def test_a_summary_without_a_status_is_unknown() -> None:
    assert kind(machine(rows=[summary("Patch", None)]).patch_compliance.status) is Unknown  # type: ignore[union-attr]


def test_what_a_machine_does_not_say() -> None:
    found = machine({"PingStatus": None}, tags=DENIED)
    assert (kind(found.ping_status), found.agent_latest, found.association_status) == (Unknown, None, None)
    assert kind(found.tags) is Unknown


@pytest.mark.parametrize(
    ("instance", "expected"),
    [("i-1", {"Name": "db", "Empty": ""}), ("i-2", {}), ("mi-1", {"asked": "mi-1"})],
)
def test_tags_are_kept_where_the_machine_is(instance: str, expected: dict[str, str]) -> None:
    rows = [
        {"ResourceId": "i-1", "Key": "Name", "Value": "db"},
        {"ResourceId": "i-1", "Key": "Empty", "Value": ""},
        {"ResourceId": "i-3", "Key": "Name", "Value": "other"},
    ]
    reader: Any = Listing(DescribeTags=rows)
    assert ssm._tags(reader, Answer({"InstanceId": instance}, "ssm"), Got({})) == Tags(items=dict(expected))
    broken: Any = Listing(DescribeTags=[*rows, DENIED])
    assert (kind(ssm._tags(broken, Answer({"InstanceId": "i-1"}, "ssm"), Got({})))) is Unknown
