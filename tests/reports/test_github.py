"""Workflow commands: what GitHub's runner reads from them, worst first, and nothing that the data could start."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from hipaacheck import Gap, Location, Report
from hipaacheck_reports import github
from tests.reports.records import asset, control, finding, recorded, recorded_as, rendered, report, run, waiver
from tests.support.cli import ONE_CONTROL, hipaacheck
from tests.support.plans import plan, resource

ENCRYPTED = control()
PLACE = Location("infra/main.tf", 12)
INJECTIONS = [
    "x\n::set-env name=PATH::/evil",
    "x\r::set-output name=a::b",
    "::stop-commands::x",
    "x\u2028::error::forged",
    "x\x85::error::forged",
    "##[error]forged",
    "##vso[task.setvariable variable=a]b",
    "%0A::warning::forged",
    "a,line=1::forged::b",
    "::",
    "###[error]forged",
]


class Command(NamedTuple):
    """A command as the runner reads it."""

    kind: str
    properties: dict[str, str]
    message: str


def unescaped(text: str, **more: str) -> str:
    """Undone in the runner's order."""
    for token, replacement in {"%0D": "\r", "%0A": "\n", **more, "%25": "%"}.items():
        text = text.replace(token, replacement)
    return text


def read(what: Report, **options: Any) -> tuple[list[Command], list[str]]:
    """The commands, and the lines that are none."""
    commands, lines = [], []
    for line in re.split(r"\r\n|[\n\r\u2028\x85]", rendered(github.write, what, **options).decode())[:-1]:
        if not line.lstrip().startswith("::"):
            lines.append(line)
            continue
        head, _, data = line.lstrip()[2:].partition("::")
        kind, _, properties = head.partition(" ")
        pairs = (item.partition("=") for item in properties.split(",") if item)
        commands.append(
            Command(kind, {name: unescaped(value, **{"%3A": ":", "%2C": ","}) for name, _, value in pairs}, unescaped(data))
        )
    return commands, lines


def test_a_failure_is_an_annotation() -> None:
    assert rendered(github.write, report(run([finding(ENCRYPTED, asset("aws_ebs_volume.a", PLACE))]))).decode() == (
        "::error file=infra/main.tf,line=12,title=EBS volumes are encrypted::"
        "aws_ebs_volume.a: encrypted is false, required true.%0A"
        "high; 45 CFR 164.312(a)(2)(iv)%0A"
        "Why, and how to fix it: hipaacheck controls show aws-ebs-volume-encrypted\n"
        "hipaacheck: 1 failure in 1 asset (1 high).\n"
        "Exit code 1: failures that count (see --fail-on).\n"
        "Technical evidence, not a determination of compliance.\n"
    )


@pytest.mark.parametrize(
    ("severity", "kind"), [("critical", "error"), ("high", "error"), ("medium", "warning"), ("low", "notice")]
)
def test_severities(severity: Any, kind: str) -> None:
    (command,), _ = read(report(run([finding(control(severity=severity), asset("v"))])))
    assert command.kind == kind


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        (None, {}),
        (Location("plan.json"), {"file": "plan.json"}),
        (Location("./a b/main.tf", 7), {"file": "a b/main.tf", "line": "7"}),
        (Location("main.tf", 7, end=9), {"file": "main.tf", "line": "7", "endLine": "9"}),
        (Location("main.tf", 7, end=7), {"file": "main.tf", "line": "7"}),
        (Location("a,b:c%d\n.tf", 1), {"file": "a,b:c%d\\n.tf", "line": "1"}),
    ],
)
def test_places(location: Location | None, expected: dict[str, str]) -> None:
    (command,), _ = read(report(run([finding(ENCRYPTED, asset("v", location))])))
    assert command.properties == {**expected, "title": "EBS volumes are encrypted"}


def test_only_failures_that_count_are_annotated() -> None:
    others = [finding(ENCRYPTED, asset(verdict), verdict) for verdict in ("pass", "not_applicable")]
    known = finding(ENCRYPTED, asset("old"), baseline="unchanged")
    waived = finding(ENCRYPTED, asset("scratch"), waiver=waiver("scratch"))
    commands, lines = read(report(run([*others, known, waived]), exit_code=0))
    assert commands == []
    assert lines[:2] == [
        "hipaacheck: Clean: no failure that counts in 4 assets; 1 failure waived; 1 failure known from the baseline.",
        "Exit code 0: no failure that counts.",
    ]


def test_what_the_register_covers_is_not_annotated_and_its_records_are() -> None:
    commands, lines = read(recorded())
    assert [(command.kind, command.properties["file"], command.properties["line"]) for command in commands] == [
        ("error", "infra/main.tf", "5"),
        ("warning", "compliance/x.yaml", "9"),
    ]
    assert lines[0] == (
        "hipaacheck: 2 failures in 5 assets and 1 record of the register (1 high, 1 medium); 3 failures waived; "
        "1 failure with an alternative in place."
    )


def test_worst_first_ten_of_a_kind_and_the_rest_is_counted() -> None:
    bad, high, mild = control("b", "critical"), control("a", "high"), control("c", "low")
    findings = [finding(of, asset(f"{of.id}{number}")) for of in (high, bad, mild) for number in range(8)]
    commands, lines = read(report(run([*findings, finding(ENCRYPTED, asset("u"), "unknown")])))
    assert [(command.kind, command.message.partition(":")[0]) for command in commands] == [
        *(("error", f"b{number}") for number in range(8)),
        ("error", "a0"),
        ("error", "a1"),
        ("notice", "1 finding could not be decided"),
        *(("notice", f"c{number}") for number in range(8)),
    ]
    assert lines[1] == "6 more failures not annotated (GitHub shows 10 annotations of each kind): -f json lists all of them."


def test_what_is_open_takes_its_place_among_the_ten() -> None:
    findings = [finding(control(severity="medium"), asset(f"m{number}")) for number in range(20)]
    findings += [finding(control(severity="low"), asset(f"l{number}")) for number in range(20)]
    gap = Gap(state="denied", reason="access denied", operation="s3:ListBuckets", region="us-east-1")
    what = report(
        run([*findings, finding(ENCRYPTED, asset("u"), "unknown"), finding(ENCRYPTED, asset("e"), "error")], gaps=(gap,))
    )
    commands, lines = read(what)
    kinds = [command.kind for command in commands]
    assert (kinds.count("warning"), kinds.count("notice")) == (10, 10)
    assert [command for command in commands if "file" not in command.properties] == [
        Command(
            "warning",
            {"title": "Incomplete: not everything selected was read"},
            "denied: access denied (s3:ListBuckets; us-east-1)",
        ),
        Command(
            "warning",
            {"title": "Incomplete: 1 finding could not be evaluated"},
            "aws-ebs-volume-encrypted, e: predicate 'strong' failed: ValueError: no such key.",
        ),
        Command("notice", {"title": "Not decided"}, "1 finding could not be decided: neither passed nor failed."),
    ]
    assert lines[1].startswith("23 more failures not annotated")


def test_problems_are_errors_at_their_place_and_come_first() -> None:
    problems = ("infra/main.tf:3: the waiver has no reason", "nowhere")
    what = report(run([finding(ENCRYPTED, asset("v"), "pass")]), problems=problems, exit_code=2)
    commands, lines = read(what)
    title = "Wrong in what the organisation wrote down"
    assert commands == [
        Command("error", {"file": "infra/main.tf", "line": "3", "title": title}, "the waiver has no reason"),
        Command("error", {"title": title}, "nowhere"),
    ]
    assert lines[:2] == [
        "hipaacheck: 2 problems in what the organisation wrote down; no failure that counts in 1 asset.",
        "Exit code 2: something the organisation wrote down is wrong: see Problems.",
    ]


def test_many_problems_leave_room_for_failures() -> None:
    findings = [finding(ENCRYPTED, asset(f"v{number}")) for number in range(20)]
    problems = tuple(f"main.tf:{number}: {'wrong ' * 1000}" for number in range(1, 31))
    commands, _ = read(report(run(findings), problems=problems, exit_code=2))
    assert [command.properties.get("line") for command in commands] == ["1", "2", "3", "4", None, *([None] * 5)]
    assert commands[4].message.endswith("\n… 16 more")
    assert all(len(command.message) <= 4096 for command in commands)


def test_types_that_were_not_judged_are_named() -> None:
    (command,), lines = read(report(run([], unmapped={"aws_foo": 2, "aws_bar": 1}), exit_code=0))
    assert (command.kind, command.message) == ("notice", "3 resources of 2 types not judged: aws_bar 1, aws_foo 2")
    assert lines[0] == "hipaacheck: Nothing was judged: no control applies to what was read (0 assets)."


def test_notes_are_one_notice() -> None:
    notes = tuple(f"main.tf:{number}: the waiver of aws-ebs-volume-encrypted covers no failure" for number in range(12))
    (command,), lines = read(report(exit_code=0, notes=notes))
    assert (command.kind, command.properties) == ("notice", {"title": "Noted"})
    assert command.message.split("\n") == [*notes[:10], "… 2 more"]
    assert lines[0] == "hipaacheck: Nothing was judged: there was nothing to read."


def test_failures_that_do_not_count_end_in_0_and_are_no_contradiction() -> None:
    _, lines = read(report(run([finding(ENCRYPTED, asset("v"))]), exit_code=0))
    assert lines[0] == "hipaacheck: 1 failure in 1 asset (1 high)."
    assert lines[1] == "Exit code 0: failures, but none that counts (see --fail-on and --exit-zero)."


def test_gaps_left_out_on_purpose_are_no_warning() -> None:
    gap = Gap(state="region_disabled", reason="not enabled", region="ap-east-1")
    commands, lines = read(report(run([finding(ENCRYPTED, asset("v"), "pass")], gaps=(gap,)), exit_code=0))
    assert (commands, lines[0]) == ([], "hipaacheck: Clean: no failure that counts in 1 asset.")


def test_quiet_leaves_out_the_failures() -> None:
    what = report(run([finding(ENCRYPTED, asset("v")), finding(ENCRYPTED, asset("u"), "unknown")]))
    commands, lines = read(what, quiet=True)
    assert [command.kind for command in commands] == ["notice"]
    assert lines[1].startswith("1 more failure not annotated")


@pytest.mark.parametrize("evil", INJECTIONS)
def test_nothing_in_the_data_starts_a_command(evil: str) -> None:
    what = report(
        run(
            [
                finding(control(title=evil), asset(evil, Location(evil, 1)), message=evil),
                finding(ENCRYPTED, asset(f"{evil}2"), "unknown", message=evil),
                finding(ENCRYPTED, asset(f"{evil}3"), "error", message=evil),
            ],
            evil,
            unmapped={evil: 1},
            gaps=(Gap(state="failed", reason=evil, account=evil, region=evil),),
        ),
        notes=(evil,),
        problems=(f"main.tf:3: {evil}",),
    )
    commands, lines = read(what)
    assert [(command.kind, sorted(command.properties)) for command in commands] == [
        ("error", ["file", "line", "title"]),
        ("error", ["file", "line", "title"]),
        ("warning", ["title"]),
        ("warning", ["title"]),
        ("notice", ["title"]),
        ("notice", ["title"]),
    ]
    assert len(lines) == 3
    assert len(read(recorded_as(evil))[0]) == 1
    assert not any("forged" in line or "##" in line for line in lines)
    text = rendered(github.write, what).decode()
    assert "##[" not in re.sub("file=[^,]*", "", text)
    assert "##vso[" not in re.sub("file=[^,]*", "", text)


def test_what_a_name_says_arrives_unchanged() -> None:
    (command,), _ = read(report(run([finding(control(title="100%, a:b"), asset("v%0A%25"), message="50% of\nit")])))
    assert command.properties["title"] == "100%, a:b"
    assert command.message.startswith("v%0A%25: 50% of\\nit\nhigh;")


def test_messages_stay_below_what_the_runner_takes() -> None:
    gaps = tuple(Gap(state="failed", reason=f"{number} " + "x" * 5000) for number in range(30))
    what = report(run([finding(ENCRYPTED, asset("v" * 5000), message="m" * 5000)], gaps=gaps))
    commands, _ = read(what)
    assert all(len(command.message) <= 4096 for command in commands)
    assert commands[0].message.endswith("controls show aws-ebs-volume-encrypted")
    assert commands[1].message.endswith("\n… 20 more")


def test_from_the_command_line(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(plan(resource("aws_s3_bucket.records", {"bucket": "records"}))))
    ran = hipaacheck(
        "scan", "plan", str(file), "--no-builtin-rules", "--rules", str(ONE_CONTROL), "-f", "github", "--no-progress"
    )
    assert ran.code == 1
    assert ran.out.startswith(f"::error file={file},title=S3 buckets block public access::aws_s3_bucket.records: ")
    assert "\nhipaacheck: 1 failure in 1 asset (1 high).\n" in ran.out
