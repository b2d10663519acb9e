"""JUnit XML: counts add up, nothing open passes, any name is only a name."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from hipaacheck import Evidence, Finding, Gap, Location, Report, ReportOptions
from hipaacheck_reports import junit
from tests.reports.records import asset, control, finding, recorded, recorded_as, rendered, report, run, waiver
from tests.support.cli import ONE_CONTROL, hipaacheck
from tests.support.plans import plan, resource

ENCRYPTED = control()
MILD = control("aws-ebs-a", "low")
EVERY_VERDICT = [
    finding(ENCRYPTED, asset("aws_ebs_volume.a", Location("infra/main.tf", 12))),
    finding(ENCRYPTED, asset("aws_ebs_volume.b"), "pass"),
    finding(ENCRYPTED, asset("aws_ebs_volume.c"), "unknown"),
    finding(ENCRYPTED, asset("aws_ebs_volume.d", None), "not_applicable"),
    finding(ENCRYPTED, asset("aws_ebs_volume.e"), "error"),
    finding(ENCRYPTED, asset("aws_ebs_volume.f"), baseline="unchanged"),
    finding(ENCRYPTED, asset("aws_ebs_volume.g"), baseline="unchanged", waiver=waiver("aws_ebs_volume.g")),
]
GAPS = (
    Gap(state="denied", reason="the key policy was not read", operation="kms:GetKeyPolicy", code="AccessDenied"),
    Gap(state="region_disabled", reason="not enabled", region="ap-east-1"),
)
HOSTILE = 'v\x1b[2J\r\n\t\u202e]]><!--&amp;<failure message="x">"\'\x00\x0b\ufffe\uffff\U0001f4a9\ud800'
CASE_ATTRIBUTES = {"name", "classname", "time", "file", "line"}
SUITE_ATTRIBUTES = {"name", "tests", "failures", "errors", "skipped", "time", "timestamp"}


def document(what: Report) -> ElementTree.Element:
    """The root, when its structure is what consumers expect and every count is right."""
    root = ElementTree.fromstring(rendered(junit.write, what).decode("utf-8"))  # noqa: S314 - our own
    assert root.tag == "testsuites"
    assert numbers(root, "tests", "failures", "errors") == counted(root)[:3]
    names = [suite.get("name") for suite in root]
    assert len(names) == len(set(names))
    for suite in root:
        assert (suite.tag, set(suite.attrib)) == ("testsuite", SUITE_ATTRIBUTES)
        assert numbers(suite, "tests", "failures", "errors", "skipped") == counted(suite)
        assert len(suite) > 0
        for case in suite:
            assert case.tag == "testcase"
            assert {"name", "classname", "time"} <= set(case.attrib) <= CASE_ATTRIBUTES
            assert case.get("classname") == suite.get("name")
            assert [child.tag for child in case] in ([], ["failure"], ["error"], ["skipped"], ["system-out"])
            assert all(len(child) == 0 for child in case)
    cases = [(case.get("classname"), case.get("name")) for case in root.iter("testcase")]
    assert len(cases) == len(set(cases)), "GitLab reads only the first of cases with the same name"
    return root


def numbers(element: ElementTree.Element, *names: str) -> tuple[int, ...]:
    """Attributes as integers."""
    return tuple(int(element.attrib[name]) for name in names)


def counted(element: ElementTree.Element) -> tuple[int, ...]:
    """Cases below an element: all, failed, erroneous, skipped."""
    cases = list(element.iter("testcase"))
    return len(cases), *(sum(case.find(tag) is not None for case in cases) for tag in ("failure", "error", "skipped"))


def case(root: ElementTree.Element, name: str) -> ElementTree.Element:
    """The only case of that name."""
    (found,) = (item for item in root.iter("testcase") if item.get("name") == name)
    return found


@pytest.mark.parametrize(
    ("name", "tag", "attributes"),
    [
        ("aws_ebs_volume.a", "failure", {"type": "high", "message": "encrypted is false, required true."}),
        ("aws_ebs_volume.b", None, {}),
        (
            "aws_ebs_volume.c",
            "skipped",
            {"message": "Could not be decided: encrypted is unknown: known after apply (aws_ebs_volume.v.encrypted)."},
        ),
        ("aws_ebs_volume.d", "skipped", {"message": "Not applicable: Nothing to check."}),
        ("aws_ebs_volume.e", "error", {"type": "error", "message": "predicate 'strong' failed: ValueError: no such key."}),
        ("aws_ebs_volume.f", "system-out", {}),
        ("aws_ebs_volume.g", "skipped", {"message": "Waived until 2027-06-30: scratch data, no ePHI"}),
    ],
)
def test_each_verdict(name: str, tag: str | None, attributes: dict[str, str]) -> None:
    children = list(case(document(report(run(EVERY_VERDICT))), name))
    assert [(child.tag, child.attrib) for child in children] == ([(tag, attributes)] if tag else [])


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "scratch[0]",
            "Waived until 2026-12-01 (scratch-volumes, owner Storage team, approved by Security officer, ticket SEC-12): "
            "scratch data, no ePHI",
        ),
        (
            "sealed",
            "Alternative in place (164.306(d)(3)) until 2027-09-30 (application-encryption): "
            "The application encrypts each record before it is written.",
        ),
    ],
)
def test_what_the_register_covers_is_skipped(name: str, message: str) -> None:
    root = document(recorded())
    assert [(child.tag, child.attrib) for child in case(root, name)] == [("skipped", {"message": message})]
    assert numbers(root, "tests", "failures") == (6, 2)


def test_the_register_is_no_target() -> None:
    """Cases keep their names when a register is there."""
    found = case(document(recorded()), "old-volumes")
    assert (found.get("classname"), found.get("file"), found.get("line")) == (
        "register-waiver-in-force",
        "compliance/x.yaml",
        "9",
    )
    assert case(document(recorded()), "fresh").get("name") == "fresh"


def test_a_known_failure_says_that_it_is_one() -> None:
    found = case(document(report(run(EVERY_VERDICT))), "aws_ebs_volume.f").find("system-out")
    assert found is not None
    assert found.text == "Fails, and is known from the baseline: not counted."


def test_a_failure_explains_itself() -> None:
    rows = (Evidence("ports", "in", [22], 80, negated=True, origin="aws_security_group.s"),)
    (found,) = case(document(report(run([finding(ENCRYPTED, asset("v", Location("main.tf", 3)), evidence=rows)]))), "v")
    assert found.text == "\n".join(
        [
            "EBS volumes are encrypted (high)",
            "encrypted is false, required true.",
            "- ports is 80 (not in 22), from aws_security_group.s",
            "Asset: v (aws.ebs.volume)",
            "Declared in: main.tf:3",
            "Safeguards, 45 CFR: 164.312(a)(2)(iv)",
            "Why, and how to fix it: hipaacheck controls show aws-ebs-volume-encrypted",
        ]
    )


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        (None, (None, None)),
        (Location("plan.json"), ("plan.json", None)),
        (Location("infra/ü & b.tf", 7), ("infra/ü & b.tf", "7")),
    ],
)
def test_places(location: Location | None, expected: tuple[str | None, str | None]) -> None:
    found = case(document(report(run([finding(ENCRYPTED, asset("v", location), "pass")]))), "v")
    assert (found.get("file"), found.get("line")) == expected


def test_suites_are_controls_worst_first() -> None:
    what = report(run([finding(MILD, asset("a"), "pass"), *EVERY_VERDICT]))
    suites = list(document(what))
    assert [(suite.get("name"), suite.get("timestamp")) for suite in suites] == [
        ("aws-ebs-volume-encrypted", "2026-10-01T12:00:00"),
        ("aws-ebs-a", "2026-10-01T12:00:00"),
    ]
    assert numbers(suites[0], "tests", "failures", "errors", "skipped") == (7, 1, 1, 3)


def test_what_was_not_read_is_an_error() -> None:
    lost = Gap(state="unreadable", reason="b.json: no such file")
    root = document(report(run(EVERY_VERDICT[1:2], gaps=GAPS), unreadable=(lost,), exit_code=3))
    assert [(item.get("name"), item[0].tag) for item in root[0]] == [
        ("unreadable: b.json: no such file", "error"),
        ("denied: the key policy was not read (kms:GetKeyPolicy, AccessDenied)", "error"),
        ("region disabled: not enabled (ap-east-1)", "skipped"),
    ]
    assert (root[0].get("name"), root.get("errors")) == ("hipaacheck: not read", "2")


def test_problems_are_errors() -> None:
    root = document(report(run(EVERY_VERDICT[1:2]), problems=("main.tf:3: no reason", HOSTILE), exit_code=2))
    assert (root[0].get("name"), root.get("errors")) == ("hipaacheck: problems", "2")
    assert [(item[0].tag, item[0].get("type")) for item in root[0]] == [("error", "problem")] * 2
    assert root[0][0][0].get("message") == root[0][0].get("name") == "main.tf:3: no reason"


@pytest.mark.parametrize("evil", ["::error title=a::forged", "  ::error::forged", "a##vso[task.complete]b", "###[error]"])
def test_nothing_is_a_command_to_a_pipeline(evil: str) -> None:
    waived = finding(ENCRYPTED, asset(f"{evil}2"), waiver=waiver("v", reason=evil))
    one = finding(control(title=evil), asset(evil, Location(evil, 1)), message=evil)
    what = report(run([one, waived], evil, unmapped={evil: 1}), problems=(evil,))
    lines = rendered(junit.write, what).decode().splitlines()
    lines += rendered(junit.write, recorded_as(evil)).decode().splitlines()
    assert not any("##" in line or line.lstrip().startswith("::") for line in lines)
    assert case(document(what), f"{evil}2")[0].get("message") == f"Waived until 2027-06-30: {evil}"
    failure = next(document(what).iter("failure"))
    assert failure.get("message") == evil
    assert (failure.text or "").splitlines()[1] == evil


def test_nothing_read_is_not_clean() -> None:
    root = document(report(unreadable=(Gap(state="unreadable", reason="a.json: no such file"),), exit_code=3))
    assert (root.get("tests"), root.get("errors")) == ("1", "1")


def test_what_was_not_judged_is_skipped() -> None:
    what = report(run(EVERY_VERDICT[1:2], unmapped={"aws_foo": 2}), live_only=(control("aws-iam-key-rotated"),), exit_code=0)
    suite = document(what)[-1]
    assert suite.get("name") == "hipaacheck: not judged"
    assert [(item.get("name"), item[0].get("message")) for item in suite] == [
        ("aws_foo", "2 resources not judged: no control knows the type"),
        ("aws-iam-key-rotated", "not evaluated: needs a running estate"),
    ]


def test_the_same_address_in_two_targets_is_two_cases() -> None:
    what = report(run([EVERY_VERDICT[0]], "a.json"), run([finding(ENCRYPTED, EVERY_VERDICT[0].asset, "pass")], "b.json"))
    (suite,) = document(what)
    assert [(item.get("name"), len(item)) for item in suite] == [
        ("aws_ebs_volume.a (a.json)", 1),
        ("aws_ebs_volume.a (b.json)", 0),
    ]


@pytest.mark.parametrize("verdict", ["fail", "pass", "unknown", "error", "not_applicable"])
def test_hostile_names_are_only_names(verdict: Any) -> None:
    rows = (Evidence(HOSTILE, "eq", HOSTILE, HOSTILE, origin=HOSTILE),)
    one = finding(control(title=HOSTILE), asset(HOSTILE, Location(HOSTILE, 1)), verdict, message=HOSTILE, evidence=rows)
    what = report(run([one], HOSTILE, unmapped={HOSTILE: 1}, gaps=(Gap(state="failed", reason=HOSTILE, account=HOSTILE),)))
    assert len(document(recorded_as(HOSTILE))) > 0
    root = document(what)
    shown = 'v\\x1b[2J\\r\\n\\t\\u202e]]><!--&amp;<failure message="x">"\'\\x00\\x0b\\ufffe\\uffff\U0001f4a9\\ud800'
    assert [item.get("name") for item in root.iter("testcase")] == [f"failed: {shown} ({shown})", shown, shown]
    assert case(root[1], shown).get("file") == shown


class _Sink(io.BytesIO):
    """Remembers how long each write was."""

    def __init__(self) -> None:
        super().__init__()
        self.lengths: list[int] = []

    def write(self, data: Any, /) -> int:
        self.lengths.append(len(data))
        return super().write(data)

    def writelines(self, lines: Any, /) -> None:
        for line in lines:
            self.write(line)


def test_cases_are_written_one_by_one_and_always_alike() -> None:
    findings: list[Finding] = [finding(of, asset(f"v[{number}]")) for number in range(250) for of in (ENCRYPTED, MILD)]
    first, second = _Sink(), _Sink()
    for out in (first, second):
        junit.write(report(run(findings)), out, ReportOptions())
    assert first.getvalue() == second.getvalue()
    assert len(first.lengths) > 500
    assert max(first.lengths) < 1000


def test_from_the_command_line(tmp_path: Path) -> None:
    file, out = tmp_path / "plan.json", tmp_path / "junit.xml"
    bucket = resource("aws_s3_bucket.records", {"bucket": "records"})
    file.write_text(json.dumps(plan(bucket, resource("aws_sunken_treasure.x"))))
    rules = ("--no-builtin-rules", "--rules", str(ONE_CONTROL), "--no-progress")
    assert hipaacheck("scan", "plan", str(file), *rules, "-f", f"junit={out}").code == 1
    root = ElementTree.fromstring(out.read_text("utf-8"))  # noqa: S314 - our own
    assert [(item.get("name"), item[0].tag) for item in root.iter("testcase")] == [
        ("aws_s3_bucket.records", "failure"),
        ("aws_sunken_treasure", "skipped"),
    ]
