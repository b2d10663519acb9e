"""What several formats say alike: gaps that belong together, evidence, reasons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from msgspec.structs import replace

from hipaacheck import Evidence, Finding, Gap, Location, RegisterEntry, Unknown, Waiver
from hipaacheck_reports.facts import (
    by_control,
    by_waiver,
    collector_line,
    collectors,
    evidence_line,
    gap_lines,
    headline,
    problem_place,
    reason,
    register_line,
    set_aside,
    waiver_record,
)
from tests.reports.records import ACCEPTED, ALTERNATIVE, SNAPSHOT, asset, control, entry, finding, report, run, waiver


def gap(**more: Any) -> Gap:
    """A denied listing."""
    known: dict[str, Any] = {"state": "denied", "reason": "access denied", "asset_type": "aws.s3.bucket"}
    return Gap(**{**known, **more})


@pytest.mark.parametrize(
    ("gaps", "expected"),
    [
        ([], []),
        ([Gap(state="unreadable", reason="a.json: no such file")], ["unreadable: a.json: no such file"]),
        (
            [gap(operation="s3:ListBuckets", code="AccessDenied", account="1", region="eu-west-1")],
            ["denied: access denied (aws.s3.bucket, s3:ListBuckets, AccessDenied; 1; eu-west-1)"],
        ),
        (
            [gap(account="1", region=region) for region in ("c", "a", "b", "a")],
            ["denied: access denied (aws.s3.bucket; 1; a, b, c)"],
        ),
        ([gap(account=number) for number in "1234"], ["denied: access denied (aws.s3.bucket; 4 accounts)"]),
        (
            [gap(fields=("policy", "acl"), assets=2, account="1"), gap(fields=("policy", "acl"), assets=3, account="2")],
            ["denied: access denied (aws.s3.bucket; 1, 2): policy, acl of 5 assets"],
        ),
        (
            [gap(), gap(state="region_disabled"), gap(reason="no such key")],
            [
                "denied: access denied (aws.s3.bucket)",
                "region disabled: access denied (aws.s3.bucket)",
                "denied: no such key (aws.s3.bucket)",
            ],
        ),
    ],
)
def test_gaps_that_differ_only_in_where_they_are_make_one_line(gaps: Sequence[Gap], expected: list[str]) -> None:
    assert gap_lines(gaps) == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (Evidence("encrypted", "eq", True, False), "encrypted is false (eq true)"),
        (Evidence("", "in", [22], 80, negated=True), "value is 80 (not in 22)"),
        (Evidence("key", "present", True, None, origin="aws_kms_key.k"), "key is absent (present true), from aws_kms_key.k"),
        (Evidence("key", "eq", "a", Unknown("not read", "v.key")), "key is unknown: not read (v.key) (eq a)"),
    ],
)
def test_evidence(row: Evidence, expected: str) -> None:
    assert evidence_line(row) == expected


def test_a_reason_leaves_out_the_place() -> None:
    rows = (Evidence("a", "eq", 1, 2), Evidence("b", "eq", 1, Unknown("known after apply", "v.b")))
    assert reason(finding(control(), asset("v"), "unknown", evidence=rows)) == "known after apply"
    assert reason(finding(control(), asset("v"), "unknown", evidence=(), message="Not known.")) == "Not known."


def test_controls_come_worst_first() -> None:
    controls = [control("b", "low"), control("c", "critical"), control("a", "low")]
    findings = [finding(of, asset(name)) for name in ("x", "w") for of in controls]
    assert [(of.id, [item.asset.id for item in found]) for of, found in by_control(findings)] == [
        ("c", ["x", "w"]),
        ("a", ["x", "w"]),
        ("b", ["x", "w"]),
    ]


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (finding(control(), asset("v")), None),
        (finding(control(), asset("v"), baseline="new"), None),
        (finding(control(), asset("v"), "unknown"), None),
        (finding(control(), asset("v"), baseline="unchanged"), "known from the baseline"),
        (finding(control(), asset("v"), waiver=waiver("v")), "waived"),
        (finding(control(), asset("v"), waiver=ACCEPTED), "waived"),
        (finding(control(), asset("v"), waiver=ALTERNATIVE), "alternative in place"),
        (finding(control(), asset("v"), baseline="unchanged", waiver=waiver("v")), "waived"),
    ],
)
def test_why_a_failure_does_not_count(one: Finding, why: str | None) -> None:
    assert set_aside(one) == why


@pytest.mark.parametrize(
    ("entries", "line"),
    [
        ([], ""),
        ([entry("a"), entry("b"), entry("c", "attestation")], "2 waivers, 1 attestation"),
        (
            [
                entry("a", state="not_yet"),
                entry("b", state="expired"),
                entry("c", state="expiring"),
                entry("d", "decision", "expired"),
            ],
            "3 waivers (1 expiring, 1 expired, 1 not yet in force), 1 decision (1 expired)",
        ),
    ],
)
def test_the_register_in_a_line(entries: list[RegisterEntry], line: str) -> None:
    assert register_line(entries) == line


@pytest.mark.parametrize(
    ("item", "parts"),
    [
        (waiver("v"), []),
        (ACCEPTED, ["scratch-volumes", "owner Storage team", "approved by Security officer", "ticket SEC-12"]),
        (ALTERNATIVE, ["application-encryption"]),
    ],
)
def test_who_answers_for_a_waiver(item: Waiver, parts: list[str]) -> None:
    assert waiver_record(item) == parts


def test_collectors_are_told_once() -> None:
    who = [{"arn": "a"}, {}, {"arn": "a"}, {"oid": "1", "tid": "2"}]
    what = report(*(run([], collector=item) for item in who), snapshot=replace(SNAPSHOT, collector={"arn": "b"}))
    assert [collector_line(item) for item in collectors(what)] == ["a", "oid 1, tid 2", "b"]


def test_nothing_is_clean_because_the_register_is() -> None:
    in_force = run([finding(control("register-waiver-in-force"), asset("a"), "pass")], "compliance", source="register")
    assert headline(report(in_force, exit_code=0)) == ("Nothing was judged", ": there was nothing to read.")
    other = run([finding(control(), asset("v"), "not_applicable")])
    assert headline(report(other, in_force, exit_code=0))[0] == "Nothing was judged"
    good = run([finding(control(), asset("v"), "pass")])
    text = ": no failure that counts in 1 asset and 1 record of the register."
    assert headline(report(good, in_force, exit_code=0)) == ("Clean", text)


def test_waivers_with_what_they_cover() -> None:
    first, second = waiver("v"), waiver("w", line=20)
    mild = control("aws-ebs-a", "low")
    findings = [
        finding(mild, asset("w"), waiver=second),
        finding(control(), asset("v[0]"), waiver=first),
        finding(control(), asset("x")),
        finding(control(), asset("v[1]"), waiver=first),
    ]
    assert [(found, [item.asset.id for item in group]) for found, group in by_waiver(findings)] == [
        (first, ["v[0]", "v[1]"]),
        (second, ["w"]),
    ]
    findings.append(finding(control(), asset("y"), waiver=ALTERNATIVE))
    assert [found for found, _ in by_waiver(findings, "alternative")] == [ALTERNATIVE]
    assert [found for found, _ in by_waiver(findings, "waiver")] == [first, second]


@pytest.mark.parametrize(
    ("problem", "place", "text"),
    [
        ("a b/main.tf:3: no reason", Location("a b/main.tf", 3), "no reason"),
        ("C:\\x\\main.tf:12: no: 4: reason", Location("C:\\x\\main.tf", 12), "no: 4: reason"),
        ("main.tf:0: no reason", None, "main.tf:0: no reason"),
        ("settings are wrong: 3: 4", None, "settings are wrong: 3: 4"),
    ],
)
def test_the_place_of_a_problem(problem: str, place: Location | None, text: str) -> None:
    assert problem_place(problem) == (place, text)
