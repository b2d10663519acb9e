"""Waivers in comments: how they may be written, what is wrong with others, and which failures they cover."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hipaacheck import Evidence, Finding, WaiverComment
from hipaacheck.register.comments import Read, apply_waivers, read_comments
from tests.reports.records import asset, control, finding, run
from tests.support.declared import declared

CONTROLS = ("aws-ebs-volume-encrypted", "aws-s3-bucket-versioning-enabled")
EBS, S3 = control(CONTROLS[0]), control(CONTROLS[1])
BLOCK = 'resource "aws_ebs_volume" "a" {\n  size = 1\n}\n'
ENDING = 'until=2027-06-30 reason="scratch data"'
W = f"hipaacheck:waive aws-ebs-volume-encrypted {ENDING}"
DAY = date(2026, 10, 1)


def read(folder: Path, files: Any) -> Read:
    """The waivers of a root module."""
    return read_comments(declared(folder, files).waivers, CONTROLS)


WRITTEN = {
    "above": f"# {W}\n{BLOCK}",
    "above, with slashes": f"// {W}\n{BLOCK}",
    "above, between stars": f"/* {W} */\n{BLOCK}",
    "above, several lines between stars": f"/*\n * A scratch volume.\n\n * {W.replace('until', chr(10) + ' * until')}\n */\n{BLOCK}",
    "above, other comments between": f"# {W}\n# More words.\n/* Even\n\nmore. */\n// And more.\n{BLOCK}",
    "above, other comments before": f"# Words.\n# {W}\n{BLOCK}",
    "above an indented block": f"  # {W}\n  {BLOCK}",
    "on the block's own line": f"/* {W} */ {BLOCK}",
    "at the end of the first line": BLOCK.replace("{\n", f"{{ # {W}\n"),
    "inside": BLOCK.replace("  size", f"  # {W}\n  size"),
    "behind an argument": BLOCK.replace("= 1", f"= 1 # {W}"),
    "before an argument": BLOCK.replace("  size", f"  /* {W} */ size"),
    "in a nested block": BLOCK.replace("size = 1", f"timeouts {{\n # {W}\n }}"),
    "in an object": BLOCK.replace("size = 1", f"tags = {{\n # {W}\n a = 1 }}"),
    "before the end": BLOCK.replace("\n}", f"\n  # {W}\n}}"),
    "behind the end": BLOCK.replace("\n}\n", f"\n}} # {W}\n"),
    "behind a block of one line": f'resource "aws_ebs_volume" "a" {{}} # {W}\nresource "aws_ebs_volume" "b" {{}}\n',
    "windows": f"# {W}\n{BLOCK}".replace("\n", "\r\n"),
    "windows, inside": BLOCK.replace("  size", f"  # {W}\n  size").replace("\n", "\r\n"),
    "with a byte order mark": f"\ufeff# {W}\n{BLOCK}",
    "at the end of the file": BLOCK.replace("\n}\n", f"\n}} # {W}"),
    "spaces": f'#hipaacheck : waive  aws-ebs-volume-encrypted until = 2027-06-30   reason = "scratch data"\n{BLOCK}',
    "no space": f"#{W}\n{BLOCK}",
    "upper case": f'# HIPAACHECK:WAIVE aws-ebs-volume-encrypted UNTIL=2027-06-30 Reason="scratch data"\n{BLOCK}',
    "another order": f'# hipaacheck:waive reason="scratch data" until="2027-06-30" aws-ebs-volume-encrypted\n{BLOCK}',
    "behind other words": f"# tfsec:ignore:x {W}\n{BLOCK}",
    "behind the name of an image": f"# Runs example.org/hipaacheck:1.2. {W}\n{BLOCK}",
    "spaces in the reason": f"# {W.replace('scratch data', ' scratch   data ')}\n{BLOCK}",
}


@pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN)
def test_ways_to_write_a_waiver(text: str, tmp_path: Path) -> None:
    found = read(tmp_path, text)
    assert found.problems == ()
    assert [(item.control, item.addresses, item.until, item.reason) for item in found.waivers] == [
        ("aws-ebs-volume-encrypted", ("aws_ebs_volume.a",), "2027-06-30", "scratch data")
    ]


def test_quotes_in_a_reason(tmp_path: Path) -> None:
    found = read(tmp_path, '# hipaacheck:waive aws-ebs-volume-encrypted until=2027-06-30 reason="a \\"b\\" # = c"\n' + BLOCK)
    assert [(item.reason, item.line) for item in found.waivers] == [('a "b" # = c', 1)]


S3_WAIVER = W.replace(CONTROLS[0], CONTROLS[1])
SEVERAL = {
    "on two lines": f"# {W}\n# {S3_WAIVER}\n{BLOCK}",
    "above and inside": f"# {W}\n" + BLOCK.replace("= 1", f"= 1 // {S3_WAIVER}"),
    "on one line": f"/* {W} */ # {S3_WAIVER}\n{BLOCK}",
}


@pytest.mark.parametrize("text", SEVERAL.values(), ids=SEVERAL)
def test_two_controls(text: str, tmp_path: Path) -> None:
    found = read(tmp_path, text)
    assert (sorted(item.control for item in found.waivers), found.problems) == (sorted(CONTROLS), ())


SILENT = {
    "prose": "# See the documentation of hipaacheck: it judges this.\n",
    "an image": "# docker run example.org/hipaacheck:latest\n",
    "an address": "# https://hipaacheck:8080/\n",
    "a text": f'locals {{\n  a = "# {W.partition(" reason")[0]}"\n}}\n',
    "a heredoc": f"locals {{\n  a = <<EOF\n# {W}\n// {W}\nEOF\n}}\n",
    "a template": f'locals {{\n  a = "${{upper("/* {W.partition(" reason")[0]} */")}}"\n}}\n',
}


@pytest.mark.parametrize("text", SILENT.values(), ids=SILENT)
def test_what_is_no_command(text: str, tmp_path: Path) -> None:
    assert read(tmp_path, text + BLOCK) == Read((), ())


FORM = 'Write: # hipaacheck:waive CONTROL until=YYYY-MM-DD reason="why"'
NOWHERE = (
    "the waiver of aws-ebs-volume-encrypted stands neither in nor directly above a resource block, so it covers nothing (modules "
    "and data sources are not judged). Move it to the resource block."
)
E = "aws-ebs-volume-encrypted"
MISTAKES = {
    f'hipaacheck:waive {E} reason="x"': f"the waiver of {E} has no day on which it ends. {FORM}",
    f'hipaacheck:waive {E} until=2027-02-30 reason="x"': f"the waiver of {E} until=2027-02-30 is no day. {FORM}",
    f'hipaacheck:waive {E} until=20270630 reason="x"': f"the waiver of {E} until=20270630 is no day. {FORM}",
    f'hipaacheck:waive {E} until=never reason="x"': f"the waiver of {E} until=never is no day. {FORM}",
    f"hipaacheck:waive {E} until=2027-06-30": f"the waiver of {E} has no reason. {FORM}",
    f'hipaacheck:waive {E} until=2027-06-30 reason="  "': f"the waiver of {E} has no reason. {FORM}",
    f"hipaacheck:waive {E} until=2027-06-30 reason=": f"nothing stands behind reason=. {FORM}",
    f"hipaacheck:waive {E} until=2027-06-30 reason=scratch data": f"a reason of several words stands between double quotes. {FORM}",
    f'hipaacheck:waive {E} until=2027-06-30 reason="scratch data': f"the text behind reason= is not between double quotes. {FORM}",
    f"hipaacheck:waive {E} until=2027-06-30 reason='scratch data'": f"the text behind reason= is not between double quotes. {FORM}",
    f'hipaacheck:waive {E} until=2027-06-30 until=2028-06-30 reason="x"': f"until is set twice. {FORM}",
    f'hipaacheck:waive {E} untill=2027-06-30 reason="x"': f"a waiver has no setting 'untill'; did you mean 'until'? {FORM}",
    f'hipaacheck:waive {E} owner=me reason="x"': f"a waiver has no setting 'owner'. {FORM}",
    f"hipaacheck:waive aws-ebs-volume-encryptd {ENDING}": (
        f"there is no control 'aws-ebs-volume-encryptd'; did you mean '{E}'? See: hipaacheck controls list"
    ),
    f"hipaacheck:waive all {ENDING}": "there is no control 'all'. See: hipaacheck controls list",
    f"hipaacheck:waive {ENDING}": f"a waiver without the control that it is for. {FORM}",
    f"hipaacheck:waive {E} {CONTROLS[1]} {ENDING}": (
        f"a waiver names one control, not 2: give each a comment of its own. {FORM}"
    ),
    f"hipaacheck:waiv {E} {ENDING}": f"hipaacheck:waiv is no command; did you mean 'waive'? {FORM}",
    f"hipaacheck:waive-all {E} {ENDING}": f"hipaacheck:waive-all is no command; did you mean 'waive'? {FORM}",
    f"hipaacheck:skip {E}": f"hipaacheck:skip is no command. {FORM}",
    "hipaacheck:": f"hipaacheck: is no command. {FORM}",
}


@pytest.mark.parametrize(("text", "message"), MISTAKES.items(), ids=MISTAKES)
def test_mistakes(text: str, message: str) -> None:
    comment = WaiverComment(text=f"# {text}", file="main.tf", line=7, addresses=("aws_ebs_volume.a",))
    assert read_comments([comment], CONTROLS) == Read((), (f"main.tf:7: {message}",))


ELSEWHERE = {
    "a blank line between": f"# {W}\n\n{BLOCK}",
    "a line of spaces between": f"# {W}\n  \t\n# More.\n{BLOCK}",
    "a blank line between, windows": f"# {W}\r\n\r\n{BLOCK}",
    "at the head of the file": f"# {W}\nlocals {{}}\n{BLOCK}",
    "at the end of the file": f"{BLOCK}# {W}\n",
    "behind another block above": f"locals {{}} # {W}\n{BLOCK}",
    "in another block above": f"locals {{\n# {W}\n}}\n{BLOCK}",
    "in a variable": f'variable "a" {{\n  # {W}\n}}\n{BLOCK}',
    "at a module call": f'# {W}\nmodule "a" {{\n  source = "./a" # {W}\n}}\n{BLOCK}',
    "above a data source": f'# {W}\ndata "aws_ebs_volume" "a" {{}}\n{BLOCK}',
    "in a data source": f'data "aws_ebs_volume" "a" {{\n  # {W}\n}}\n{BLOCK}',
    "in an output": f'output "a" {{\n  value = 1 # {W}\n}}\n{BLOCK}',
}


@pytest.mark.parametrize("text", ELSEWHERE.values(), ids=ELSEWHERE)
def test_a_waiver_that_stands_at_no_resource_is_a_problem(text: str, tmp_path: Path) -> None:
    found = read(tmp_path, {"main.tf": text, "a/main.tf": ""})
    assert found.waivers == ()
    assert found.problems
    for problem in found.problems:
        assert problem.endswith(f": {NOWHERE}")
        assert W in text.splitlines()[int(problem.split(":")[1]) - 1]


def test_a_comment_covers_every_call_of_its_module_and_no_namesake(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        {
            "main.tf": 'module "one" {\n  source = "./m"\n}\nmodule "two" {\n  for_each = { "a.b[0]" = 1 }\n  source = "./m"\n}\n'
            f'module "other" {{\n  source = "./other"\n}}\n{BLOCK}',
            "m/main.tf": f'# {W}\n{BLOCK}resource "aws_ebs_volume" "b" {{}}\n',
            "other/main.tf": BLOCK,
        },
    )
    assert [item.addresses for item in found.waivers] == [("module.one.aws_ebs_volume.a", "module.two.aws_ebs_volume.a")]


def test_a_comment_in_an_override_file_belongs_to_the_resource(tmp_path: Path) -> None:
    found = read(tmp_path, {"main.tf": BLOCK, "a_override.tf": f'resource "aws_ebs_volume" "a" {{\n  size = 2 # {W}\n}}\n'})
    assert [(item.addresses, Path(item.file).name, item.line) for item in found.waivers] == [
        (("aws_ebs_volume.a",), "a_override.tf", 2)
    ]


def comment(line: int = 1, until: str = "2027-06-30", of: str = E, addresses: tuple[str, ...] = ("v.a",)) -> WaiverComment:
    """A waiver in main.tf."""
    text = f'# hipaacheck:waive {of} until={until} reason="x"'
    return WaiverComment(text=text, file="main.tf", line=line, addresses=addresses)


def applied(
    comments: list[WaiverComment], *findings: Finding, day: date = DAY, judged: tuple[str, ...] = CONTROLS
) -> tuple[list[int | None], list[str]]:
    """The line of the waiver of each finding, and the notes."""
    return applied_to_runs([(comments, list(findings))], day=day, judged=judged)


def applied_to_runs(
    parts: list[tuple[list[WaiverComment], list[Finding]]], day: date = DAY, judged: tuple[str, ...] = CONTROLS
) -> tuple[list[int | None], list[str]]:
    """The same over several runs."""
    waivers = {number: read_comments(part[0], CONTROLS).waivers for number, part in enumerate(parts)}
    runs, notes = apply_waivers([run(part[1]) for part in parts], waivers, judged, day)
    lines = [None if item.waiver is None else item.waiver.line for part in runs for item in part.findings]
    return lines, list(notes)


COVERED = ["v.a", "v.a[0]", 'v.a["x"]', 'v.a["x.y"]', 'v.a["x[0]"]', 'v.a["x\\"]"]', 'v.a["] v.b["]']
NOT_COVERED = ["v.b", "v.aa", "x.v.a", "module.m.v.a", "module.v.a", 'v.b["v.a"]', "a", "v.a.b"]


@pytest.mark.parametrize("address", [*COVERED, *NOT_COVERED])
def test_addresses(address: str) -> None:
    lines, notes = applied([comment()], finding(EBS, asset(address)))
    assert lines == [1 if address in COVERED else None]
    assert notes == ([] if address in COVERED else [f"main.tf:1: the waiver of {E} covers no failure. Remove it."])


def test_all_instances_of_a_module_are_covered() -> None:
    keyed = ['module.m["a.b"].v.a', "module.m[1].v.a[0]"]
    assert applied([comment(addresses=("module.m.v.a",))], *(finding(EBS, asset(name)) for name in keyed)) == ([1, 1], [])


EXPIRED = f"main.tf:1: the waiver of {E} expired on 2026-10-01, so it no longer counts. "
USELESS = f"main.tf:1: the waiver of {E} covers no failure. Remove it."
STATES: dict[str, tuple[list[WaiverComment], Finding, date, tuple[str, ...], int | None, list[str]]] = {
    "its last day counts": ([comment(until="2026-10-01")], finding(EBS, asset("v.a")), DAY, CONTROLS, 1, []),
    "expired": (
        [comment(until="2026-10-01")],
        finding(EBS, asset("v.a")),
        date(2026, 10, 2),
        CONTROLS,
        None,
        [EXPIRED + "Mend what it covers, or decide anew."],
    ),
    "expired, and not needed": (
        [comment(until="2026-10-01")],
        finding(EBS, asset("v.a"), "pass"),
        date(2026, 10, 2),
        CONTROLS,
        None,
        [EXPIRED + "It covers no failure: remove it."],
    ),
    "expired, and not known": (
        [comment(until="2026-10-01")],
        finding(EBS, asset("v.a"), "unknown"),
        date(2026, 10, 2),
        CONTROLS,
        None,
        [EXPIRED + "What it stands at could not be decided: decide anew."],
    ),
    "passes": ([comment()], finding(EBS, asset("v.a"), "pass"), DAY, CONTROLS, None, [USELESS]),
    "not applicable": ([comment()], finding(EBS, asset("v.a"), "not_applicable"), DAY, CONTROLS, None, [USELESS]),
    "gone": ([comment()], finding(EBS, asset("v.b")), DAY, CONTROLS, None, [USELESS]),
    "another control": ([comment()], finding(S3, asset("v.a")), DAY, CONTROLS, None, [USELESS]),
    "unknown": (
        [comment()],
        finding(EBS, asset("v.a"), "unknown"),
        DAY,
        CONTROLS,
        None,
        [
            f"main.tf:1: the waiver of {E} covers no failure: what it stands at could not be decided. Keep it only if that will fail."
        ],
    ),
    "not selected": ([comment()], finding(S3, asset("v.a")), DAY, (S3.id,), None, []),
    "expired, and not selected": ([comment(until="2020-01-01")], finding(S3, asset("v.a")), DAY, (S3.id,), None, []),
    "twice, the longest counts": (
        [comment(until="2026-12-31"), comment(line=2)],
        finding(EBS, asset("v.a")),
        DAY,
        CONTROLS,
        2,
        [f"main.tf:1: the waiver of {E} does not count: another at main.tf:2 covers the same. Remove one of them."],
    ),
}


@pytest.mark.parametrize(("comments", "found", "day", "judged", "line", "notes"), STATES.values(), ids=STATES)
def test_states(
    comments: list[WaiverComment], found: Finding, day: date, judged: tuple[str, ...], line: int | None, notes: list[str]
) -> None:
    assert applied(comments, found, day=day, judged=judged) == ([line], notes)


def row(origin: str | None) -> Evidence:
    """A comparison that failed."""
    return Evidence("rules[0].open", "eq", False, True, origin=origin)


ORIGINS: dict[str, tuple[list[Evidence], bool]] = {
    "all in the block": ([row("v.a"), row('v.a["x"]')], True),
    "some elsewhere": ([row("v.a"), row("v.b")], False),
    "some in the asset's own block": ([row("v.a"), row(None)], False),
    "two blocks, both waived": ([row("v.a, v.c[0]")], True),
    "two blocks, one waived": ([row("v.a, v.b")], False),
    "so many that some may have been left out": ([row("v.a")] * 12, False),
    "nothing": ([], False),
}


@pytest.mark.parametrize(("rows", "covered"), ORIGINS.values(), ids=ORIGINS)
def test_a_waiver_at_a_companion_covers_what_comes_from_it_alone(rows: list[Evidence], covered: bool) -> None:
    lines, notes = applied([comment(addresses=("v.a", "v.c"))], finding(EBS, asset("bucket"), evidence=tuple(rows)))
    assert lines == [1 if covered else None]
    assert notes == ([] if covered else [USELESS])


def test_of_the_waivers_at_companions_the_first_to_end_counts() -> None:
    both = [comment(addresses=("v.a",)), comment(line=2, until="2026-12-31", addresses=("v.b",))]
    broken = finding(EBS, asset("bucket"), evidence=(row("v.a"), row("v.b")))
    assert applied(both, broken) == ([2], [])
    lines, notes = applied(both, broken, day=date(2027, 1, 1))
    assert lines == [None]
    assert [note.split(":")[1] for note in notes] == ["2"]


def test_a_comment_that_two_roots_read_is_judged_once_over_both() -> None:
    failing, passing = finding(EBS, asset("v.a")), finding(EBS, asset("v.a"), "pass")
    assert applied_to_runs([([comment()], [failing]), ([comment()], [passing])]) == ([1, None], [])
    assert applied_to_runs([([comment()], [passing]), ([comment()], [passing])]) == ([None, None], [USELESS])


def test_a_waiver_in_a_module_may_be_needed_by_another_configuration() -> None:
    of_module = comment(addresses=("module.m.v.a",))
    _, notes = applied([of_module], finding(EBS, asset("module.m.v.a"), "pass"))
    assert notes == [USELESS.removesuffix(".") + ", unless another configuration calls its module and needs it."]


def test_a_waiver_covers_nothing_in_another_root() -> None:
    failing = finding(EBS, asset("v.a"))
    assert applied_to_runs([([comment()], [failing]), ([], [failing])])[0] == [1, None]
    other = WaiverComment(text=comment().text, file="other.tf", line=1, addresses=("v.a",))
    assert applied_to_runs([([comment()], [failing]), ([other], [failing])]) == ([1, 1], [])


def test_a_waived_failure_stays_one_that_does_not_count() -> None:
    waivers = read_comments([comment()], CONTROLS).waivers
    runs, _ = apply_waivers([run([finding(EBS, asset("v.a"))])], {0: waivers}, CONTROLS, DAY)
    [found] = runs[0].findings
    assert (found.verdict, found.active, found.waiver) == ("fail", False, waivers[0])
