"""JSON, version 1: what programs rely on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from hipaacheck import VERDICTS, Gap, Location, Report
from hipaacheck_reports import json as reporter
from tests.reports.records import SNAPSHOT, asset, control, finding, recorded, recorded_as, rendered, report, run, waiver
from tests.reports.schemas import REPORT, problems
from tests.support.cli import ONE_CONTROL, hipaacheck
from tests.support.plans import plan, resource

ENCRYPTED = control()
FINDINGS = [
    finding(ENCRYPTED, asset("aws_ebs_volume.a")),
    finding(ENCRYPTED, asset("aws_ebs_volume.b"), "pass"),
    finding(ENCRYPTED, asset("aws_ebs_volume.c", None), "unknown"),
    finding(ENCRYPTED, asset("aws_ebs_volume.d"), "not_applicable"),
    finding(ENCRYPTED, asset("aws_ebs_volume.e"), "error"),
]


UNTOLD = {"reasons": [], "findings": dict.fromkeys((*VERDICTS, "waived"), 0), "decisions": [], "attestations": []}


def document(what: Report) -> Any:
    """The report, valid by the published schema."""
    found = json.loads(rendered(reporter.write, what))
    assert problems(found, REPORT) == []
    return found


def test_the_whole_document() -> None:
    gap = Gap(
        asset_type="aws.s3.bucket",
        account="123456789012",
        region="us-east-1",
        state="denied",
        reason="access denied",
        operation="s3:ListBuckets",
        code="AccessDenied",
    )
    what = report(run(FINDINGS[:1], unmapped={"aws_foo": 2}, gaps=(gap,)), live_only=(control("live"),), notes=("weak",))
    assert document(what) == {
        "schema_version": 1,
        "tool": {"name": "hipaacheck", "version": "1.2.3"},
        "run": {
            "source": "plan",
            "target": "infra/plan.json",
            "profile": "hipaa",
            "as_of": "2026-10-01T12:00:00Z",
            "started": "2026-10-01T12:00:00Z",
            "ended": "2026-10-01T12:00:01Z",
            "exit_code": 1,
            "notes": ["weak"],
            "problems": [],
        },
        "summary": {
            "findings": {"pass": 0, "fail": 1, "unknown": 0, "not_applicable": 0, "error": 0, "waived": 0},
            "assets": 1,
            "unmapped": {"aws_foo": 2},
            "calls": {},
            "controls": 1,
            "live_only_controls": ["live"],
        },
        "findings": [
            {
                "control": "aws-ebs-volume-encrypted",
                "severity": "high",
                "verdict": "fail",
                "waived": False,
                "asset": {
                    "type": "aws.ebs.volume",
                    "id": "aws_ebs_volume.a",
                    "name": "aws_ebs_volume.a",
                    "account": None,
                    "region": "us-east-1",
                },
                "message": "encrypted is false, required true.",
                "evidence": [{"path": "encrypted", "op": "eq", "expected": True, "actual": False}],
                "safeguards": ["164.312(a)(2)(iv)"],
                "location": {"file": "infra/plan.json", "line": None},
                "fingerprint": FINDINGS[0].fingerprint,
            }
        ],
        "safeguards": [
            {"citation": "164.312(a)(2)(iv)", "status": "not_satisfied", "required": False, **UNTOLD},
            {"citation": "164.312(b)", "status": "attestation_missing", "required": True, **UNTOLD},
        ],
        "coverage": [],
        "gaps": [
            {
                "state": "denied",
                "reason": "access denied",
                "asset_type": "aws.s3.bucket",
                "account": "123456789012",
                "region": "us-east-1",
                "operation": "s3:ListBuckets",
                "code": "AccessDenied",
            }
        ],
    }


def test_every_verdict_is_counted_and_listed() -> None:
    found = document(report(run(FINDINGS)))
    assert found["summary"]["findings"] == {"pass": 1, "fail": 1, "unknown": 1, "not_applicable": 1, "error": 1, "waived": 0}
    assert [item["verdict"] for item in found["findings"]] == ["fail", "pass", "unknown", "not_applicable", "error"]


def test_unknown_is_never_a_value() -> None:
    (unknown,) = document(report(run([FINDINGS[2]])))["findings"]
    assert unknown["evidence"][0]["actual"] == {"$unknown": "known after apply (aws_ebs_volume.v.encrypted)"}
    assert unknown["location"] is None


def test_a_baseline_shows_on_failures() -> None:
    old = finding(ENCRYPTED, asset("old"), baseline="unchanged")
    new = finding(ENCRYPTED, asset("new"), baseline="new")
    found = document(report(run([old, new, FINDINGS[1]])))["findings"]
    assert [item.get("baseline") for item in found] == ["unchanged", "new", None]


def test_a_waived_failure_stays_one_and_says_why() -> None:
    waived = finding(ENCRYPTED, asset("scratch"), waiver=waiver("scratch"))
    found = document(report(run([waived, FINDINGS[0], FINDINGS[1]])))
    assert found["summary"]["findings"] == {"pass": 1, "fail": 2, "unknown": 0, "not_applicable": 0, "error": 0, "waived": 1}
    assert [(item["verdict"], item["waived"]) for item in found["findings"]] == [("fail", True), ("fail", False), ("pass", False)]
    assert [item.get("waiver") for item in found["findings"]] == [
        {"until": "2027-06-30", "reason": "scratch data, no ePHI", "file": "infra/main.tf", "line": 11},
        None,
        None,
    ]


def test_a_record_of_the_register_says_who_answers_for_it() -> None:
    found = [item["waiver"] for item in document(recorded())["findings"] if item["waived"]]
    assert found[0] == found[1]
    assert found[1:] == [
        {
            "until": "2026-12-01",
            "reason": "scratch data, no ePHI",
            "file": "compliance/waivers.yaml",
            "line": 3,
            "kind": "waiver",
            "id": "scratch-volumes",
            "owner": "Storage team",
            "approved_by": "Security officer",
            "ticket": "SEC-12",
        },
        {
            "until": "2027-09-30",
            "reason": "The application encrypts each record before it is written.",
            "file": "compliance/decisions.yaml",
            "line": 1,
            "kind": "alternative",
            "id": "application-encryption",
        },
        {"until": "2027-06-30", "reason": "scratch data, no ePHI", "file": "infra/main.tf", "line": 11},
    ]


def test_safeguards_say_why() -> None:
    assert document(recorded())["safeguards"][0] == {
        "citation": "164.312(a)(2)(iv)",
        "status": "not_satisfied",
        "required": False,
        "reasons": ["1 failure: aws-ebs-volume-encrypted (1).", "3 failures are waived, which satisfies nothing."],
        "findings": {"pass": 0, "fail": 5, "unknown": 0, "not_applicable": 0, "error": 0, "waived": 4},
        "decisions": ["application-encryption"],
        "attestations": [],
    }


def test_register_and_snapshot() -> None:
    found = document(recorded())
    assert [(item["kind"], item["id"], item["state"]) for item in found["register"]] == [
        ("waiver", "scratch-volumes", "expiring"),
        ("waiver", "old-volumes", "expired"),
        ("waiver", "next-year", "not_yet"),
        ("decision", "application-encryption", "in_force"),
        ("attestation", "log-review", "in_force"),
    ]
    assert found["snapshot"] == {
        "name": "estate.zip",
        "digest": SNAPSHOT.digest,
        "created": "2026-09-30T12:00:00Z",
        "signature": "verified",
        "key_id": SNAPSHOT.key_id,
        "collector": {"arn": "arn:aws:sts::123456789012:assumed-role/audit/session"},
        "previous": "5c" * 32,
        "retain_until": "2032-09-30",
        "digests": {"controls": "c0" * 32},
    }
    assert found["run"]["collectors"] == [SNAPSHOT.collector]
    assert [item.get("answers") for item in found["findings"]] == [["d1" * 32, "e2" * 32], *([None] * 5)]


def test_the_register_is_no_target_and_its_records_point_to_their_lines() -> None:
    found = document(recorded())
    assert (found["run"]["target"], found["summary"]["assets"]) == ("123456789012", 5)
    assert found["findings"][-1]["asset"]["type"] == "register.waiver"
    assert found["findings"][-1]["asset"]["id"] == "old-volumes"
    assert found["findings"][-1]["location"] == {"file": "compliance/x.yaml", "line": 9}


def test_a_snapshot_may_have_any_name() -> None:
    what = replace(recorded(), snapshot=replace(SNAPSHOT, name="a\udcff.zip"))
    assert document(what)["snapshot"]["name"] == "a\\udcff.zip"


def test_what_was_not_recorded_is_not_there() -> None:
    found = document(report(run(FINDINGS)))
    assert not {"register", "snapshot"} & set(found)
    assert "collectors" not in found["run"]
    assert not any("answers" in item for item in found["findings"])


def test_problems_are_in_the_run() -> None:
    found = document(report(run(FINDINGS), problems=("main.tf:3: no reason",), exit_code=2))["run"]
    assert (found["problems"], found["exit_code"]) == (["main.tf:3: no reason"], 2)


def test_a_finding_points_to_the_line_that_decided() -> None:
    block = Location("main.tf", 3, end=9, fields={"encrypted": 5}, text={3: "x", 5: "y"})
    argument = Location("main.tf", 5, end=5, start=3, fields=block.fields, text=block.text)
    found = document(report(run([finding(ENCRYPTED, asset("v", block), place=argument)])))["findings"]
    assert found[0]["location"] == {"file": "main.tf", "line": 5}


def test_nothing_is_a_command_to_a_pipeline() -> None:
    evil = "a##vso[task.setvariable variable=a]b###[error]"
    one = finding(ENCRYPTED, asset(evil, Location(evil, 1)), message=f"{evil}.")
    what = report(run([one], evil, unmapped={evil: 1}, gaps=(Gap(state="failed", reason=evil),)), problems=(evil,))
    assert b"##" not in rendered(reporter.write, what) + rendered(reporter.write, recorded_as(evil))
    assert json.loads(rendered(reporter.write, recorded_as(evil)))["snapshot"]["name"] == evil
    found = document(what)
    assert found["findings"][0]["asset"]["id"] == found["run"]["problems"][0] == found["gaps"][0]["reason"] == evil


def test_targets_are_joined_and_an_unreadable_one_is_a_gap() -> None:
    lost = Gap(state="unreadable", reason="c.json: no such file")
    found = document(report(run(FINDINGS, "a.json"), run([], "b.json"), unreadable=(lost,)))
    assert found["run"]["target"] == "a.json, b.json"
    assert found["gaps"] == [{"state": "unreadable", "reason": "c.json: no such file"}]


def test_the_same_report_gives_the_same_bytes() -> None:
    assert rendered(reporter.write, report(run(FINDINGS))) == rendered(reporter.write, report(run(FINDINGS)))


@pytest.mark.parametrize(
    "change",
    [
        {"schema_version": 2},
        {"gaps": None},
        {"findings": [{"verdict": "skipped"}]},
        {"run": {"exit_code": 7}},
        {"register": [{"kind": "promise"}]},
        {"snapshot": {"signature": "trusted"}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_schema_refuses_another_contract(change: dict[str, Any]) -> None:
    assert problems({**document(report(run(FINDINGS))), **change}, REPORT) != []


def test_from_the_command_line(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    bucket = resource("aws_s3_bucket.records", {"bucket": "records"})
    file.write_text(json.dumps(plan(bucket, resource("aws_sunken_treasure.x"))))
    ran = hipaacheck("scan", "plan", str(file), "--no-builtin-rules", "--rules", str(ONE_CONTROL), "-f", "json", "--no-progress")
    found = ran.json()
    assert problems(found, REPORT) == []
    assert (found["run"]["target"], found["run"]["exit_code"], ran.code) == (str(file), 1, 1)
    assert [(item["asset"]["id"], item["verdict"]) for item in found["findings"]] == [("aws_s3_bucket.records", "fail")]
    assert found["summary"]["unmapped"] == {"aws_sunken_treasure": 1}
    assert len(found["safeguards"]) == 71
