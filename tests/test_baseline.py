"""`hipaacheck baseline`: what it takes from reports, what it writes, how it shrinks, and what a scan says about it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hipaacheck import Gap, Report
from hipaacheck_reports import json as json_reporter
from hipaacheck_reports import sarif
from tests.reports.records import asset, control, finding, rendered, report, run
from tests.reports.schemas import ROOT, problems
from tests.support.cli import Ran, hipaacheck, scan
from tests.support.plans import plan, resource

SCHEMA = ROOT / "docs/baseline-schema-1.json"
OPEN, WEAK, LOOSE = control("b-open", "critical"), control("a-weak", "medium"), control("c-loose", "low")
FINDINGS = [
    finding(OPEN, asset("v[10]")),
    finding(OPEN, asset("v[2]"), baseline="unchanged"),
    finding(OPEN, asset("v[3]"), "unknown"),
    finding(OPEN, asset("v[4]"), "pass"),
    finding(OPEN, asset("v[5]"), "error"),
    finding(WEAK, asset("straße\u202e"), baseline="new"),
    finding(WEAK, asset("v[4]"), "not_applicable"),
]
EVERYTHING = report(run(FINDINGS), exit_code=1)


def written(what: Report, form: str = "json", profile: str = "full") -> bytes:
    """A report in a format."""
    return rendered(json_reporter.write if form == "json" else sarif.write, what, sarif_profile=profile)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def made(*reports: bytes, arguments: tuple[str, ...] = ()) -> Ran:
    """Run `hipaacheck baseline` on reports in the working folder."""
    names = [f"report-{number}.json" for number in range(len(reports))]
    for name, raw in zip(names, reports, strict=True):
        Path(name).write_bytes(raw)
    ran = hipaacheck("baseline", *names, *arguments)
    assert ran.out == ""
    return ran


def held(file: str = "hipaacheck-baseline.json") -> list[tuple[str, str]]:
    """Control and asset of the failures of a baseline, which is valid by the published schema."""
    document = json.loads(Path(file).read_bytes())
    assert problems(document, SCHEMA) == []
    return [(item["control"], item["asset"]) for item in document["failures"]]


def test_the_whole_file(folder: Path) -> None:
    ran = made(written(report(run([*FINDINGS[:4], finding(WEAK, asset("straße\u202e"))]), exit_code=1)))
    ten, two, street = (item.fingerprint for item in FINDINGS[:2] + FINDINGS[5:6])
    assert (ran.code, ran.err) == (0, "hipaacheck: hipaacheck-baseline.json: 3 failures accepted (2 critical, 1 medium)\n")
    assert Path("hipaacheck-baseline.json").read_bytes().decode() == (
        '{"hipaacheck_baseline": 1, "failures": [\n'
        f'{{"control": "a-weak", "asset": "stra\\u00dfe\\u202e", "fingerprint": "{street}", "severity": "medium"}},\n'
        f'{{"control": "b-open", "asset": "v[2]", "fingerprint": "{two}", "severity": "critical"}},\n'
        f'{{"control": "b-open", "asset": "v[10]", "fingerprint": "{ten}", "severity": "critical"}}\n'
        "]}\n"
    )
    assert held() == [("a-weak", "straße\u202e"), ("b-open", "v[2]"), ("b-open", "v[10]")]


def test_no_failures_make_an_empty_baseline(folder: Path) -> None:
    ran = made(written(report(run(FINDINGS[3:4]), exit_code=0)))
    assert ran.err == "hipaacheck: hipaacheck-baseline.json: 0 failures accepted\n"
    assert held() == []


@pytest.mark.parametrize("profile", ["full", "github", "gitlab", "ado"])
def test_sarif_gives_the_baseline_that_json_gives(profile: str, folder: Path) -> None:
    plain = [finding(item, asset(f"v[{number}]")) for item in (OPEN, WEAK, LOOSE, control("d", "high")) for number in (10, 9)]
    what = report(run([*plain[:6], FINDINGS[3]]), run(plain[6:], target="other.json"), exit_code=1)
    made(written(what), arguments=("-o", "json.json"))
    made(written(what, "sarif", profile), arguments=("-o", "sarif.json"))
    assert Path("json.json").read_bytes() == Path("sarif.json").read_bytes()
    assert len(held("json.json")) == 8


def test_several_reports_are_one_baseline_in_any_order(folder: Path) -> None:
    first, second = written(report(run(FINDINGS[:2]), exit_code=1)), written(report(run(FINDINGS[1:6]), exit_code=1), "sarif")
    one = made(first, second)
    content = Path("hipaacheck-baseline.json").read_bytes()
    two = made(second, first)
    assert Path("hipaacheck-baseline.json").read_bytes() == content
    assert one.err.splitlines()[-1] == two.err.splitlines()[-1]
    assert "3 failures accepted" in one.err


def test_from_standard_input_to_standard_output(folder: Path) -> None:
    ran = hipaacheck("baseline", "-", "-", "-o", "-", stdin=written(report(run(FINDINGS[:2]), exit_code=1)))
    assert [item["asset"] for item in ran.json()["failures"]] == ["v[2]", "v[10]"]
    assert list(folder.iterdir()) == []


WAIVERS: dict[str, Any] = {
    "accepted": [{"kind": "external", "status": "accepted"}],
    "no status": [{"kind": "external"}],
    "rejected": [{"kind": "external", "status": "rejected"}],
    "none": [],
}


@pytest.mark.parametrize("name", WAIVERS)
def test_a_waived_failure_is_not_accepted_too(name: str, folder: Path) -> None:
    document = json.loads(written(report(run(FINDINGS[:1]), exit_code=1), "sarif"))
    document["runs"][0]["results"][0]["suppressions"] = WAIVERS[name]
    made(json.dumps(document).encode())
    assert len(held()) == (0 if name in ("accepted", "no status") else 1)
    document = json.loads(written(report(run(FINDINGS[:1]), exit_code=1)))
    document["findings"][0]["waived"] = True
    made(json.dumps(document).encode())
    assert held() == []


GAPS = {
    "denied": (Gap(state="denied", reason="access denied"), True),
    "out_of_scope": (Gap(state="out_of_scope", reason="not asked for"), False),
}
WARNING = "hipaacheck: report-0.json: incomplete: "


@pytest.mark.parametrize("form", ["json", "sarif"])
@pytest.mark.parametrize("state", GAPS)
def test_an_incomplete_report_is_taken_with_a_warning(state: str, form: str, folder: Path) -> None:
    gap, warned = GAPS[state]
    ran = made(written(report(run(FINDINGS[:2], gaps=(gap,)), exit_code=1), form))
    assert (ran.code, ran.err.startswith(WARNING)) == (0, warned)
    assert len(held()) == 2


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_a_report_of_a_run_that_ended_in_3_is_incomplete(form: str, folder: Path) -> None:
    assert made(written(report(run(FINDINGS[2:3]), exit_code=3), form)).err.startswith(WARNING)


def test_sarif_that_a_consumer_had_no_room_for_is_incomplete(folder: Path) -> None:
    document = json.loads(written(report(run(FINDINGS[:1]), exit_code=1), "sarif", "github"))
    document["runs"][0]["invocations"][0]["toolExecutionNotifications"] = [{"descriptor": {"id": "hipaacheck/left-out"}}]
    assert made(json.dumps(document).encode()).err.startswith(WARNING)


# -- shrinking ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_update_takes_out_what_is_mended_and_adds_nothing(form: str, folder: Path) -> None:
    before = [finding(OPEN, asset(f"v[{number}]")) for number in range(6)]
    made(written(report(run(before), exit_code=1)))
    verdicts = ["fail", "unknown", "error", "pass", "not_applicable"]  # the last asset is no longer there
    after = [finding(OPEN, asset(f"v[{number}]"), verdict) for number, verdict in enumerate(verdicts)]  # type: ignore[arg-type]
    ran = made(written(report(run([*after, finding(OPEN, asset("other"))]), exit_code=1), form), arguments=("--update",))
    assert ran.err.splitlines()[-1] == (
        "hipaacheck: hipaacheck-baseline.json: 3 failures accepted (3 critical); 3 removed that no report holds any more; "
        "2 of them unknown or waived now, and kept; 1 failure not accepted, which count as new"
    )
    assert held() == [("b-open", "v[0]"), ("b-open", "v[1]"), ("b-open", "v[2]")]


def test_what_fails_in_one_report_is_not_undecided_for_another(folder: Path) -> None:
    made(written(report(run(FINDINGS[:1]), exit_code=1)))
    unknown = written(report(run([finding(OPEN, asset("v[10]"), "unknown")]), exit_code=0))
    ran = made(unknown, written(report(run(FINDINGS[:1]), exit_code=1)), arguments=("--update",))
    assert ran.err == "hipaacheck: hipaacheck-baseline.json: 1 failure accepted (1 critical)\n"


def test_update_changes_no_line_that_stays(folder: Path) -> None:
    made(written(EVERYTHING))
    before = Path("hipaacheck-baseline.json").read_text().splitlines()
    worse = finding(control("b-open", "low"), asset("v[10]"))
    made(written(report(run([worse]), exit_code=1)), arguments=("--update",))
    assert Path("hipaacheck-baseline.json").read_text().splitlines() == [before[0], before[3], before[-1]]


def test_without_update_the_file_is_made_anew(folder: Path) -> None:
    made(written(EVERYTHING))
    made(written(report(run([finding(LOOSE, asset("w"))]), exit_code=1)))
    assert held() == [("c-loose", "w")]


# -- refusals ----------------------------------------------------------------------------------------------------

MAKE_REPORT = "ake one with: hipaacheck scan plan plan.json -f json=report.json"
GOOD = written(EVERYTHING)
NO_RULES = json.loads(written(EVERYTHING, "sarif"))
NO_RULES["runs"][0]["tool"]["driver"]["rules"] = []
FOREIGN = {"runs": [{"tool": {"driver": {"name": "other"}}, "results": []}]}
NO_REPORTS: dict[str, bytes] = {
    "nothing": b"",
    "text": b"Summary\n",
    "a list": b"[]",
    "a plan": json.dumps(plan()).encode(),
    "half a report": GOOD[:-20],
    "another version": GOOD.replace(b'"schema_version":1', b'"schema_version":2'),
    "a finding without fingerprint": b'{"schema_version": 1, "findings": [{"control": "a", "verdict": "fail"}]}',
    "a severity of no control": GOOD.replace(b'"severity":"critical"', b'"severity":"grave"'),
    "SARIF of another program": json.dumps(FOREIGN).encode(),
    "SARIF without rules": json.dumps(NO_RULES).encode(),
    "runs that are none": b'{"runs": 3}',
    "not UTF-8": b'{"schema_version": 1, "findings": "\xff"}',
    "deep": b'{"runs": ' + b"[" * 100_000,
}


@pytest.mark.parametrize("name", NO_REPORTS)
def test_what_is_no_report_is_refused_with_the_remedy(name: str, folder: Path) -> None:
    ran = made(GOOD, NO_REPORTS[name])
    assert ran.code == 2
    assert ran.err.startswith("hipaacheck: report-1.json: not a report of hipaacheck in JSON or SARIF.")
    assert MAKE_REPORT in ran.err
    assert not Path("hipaacheck-baseline.json").exists()


BASELINE = b'{"hipaacheck_baseline": 1, "failures": []}'
MISUSE: dict[str, tuple[list[str], str]] = {
    "no reports": ([], "Missing argument 'REPORTS...'"),
    "no such report": (["nowhere.json"], "nowhere.json: cannot be read: No such file or directory. Make a report with: "),
    "empty input": (["-"], "standard input: not a report"),
    "a baseline": (["base.json"], "base.json: a baseline already, not a report"),
    "the baseline itself": (["base.json", "-o", "base.json"], "base.json: a baseline already, not a report"),
    "old failures left out": (["less.sarif"], "less.sarif: written with --baseline, so it leaves out"),
    "over a report": (["good.json", "-o", "./good.json"], "./good.json: is a report, and the baseline would replace it"),
    "nothing to update": (["good.json", "--update"], "No such file or directory. Make a baseline with: hipaacheck baseline"),
    "a report to update": (["good.json", "--update", "-o", "less.json"], "less.json: a report, not a baseline."),
    "a stream to update": (["good.json", "--update", "-o", "-"], "--update changes a file"),
    "no such folder": (["good.json", "-o", "no/base.json"], "no/base.json: cannot be written: No such file or directory"),
}


@pytest.mark.parametrize("name", MISUSE)
def test_misuse_ends_in_2_with_the_remedy_and_changes_nothing(name: str, folder: Path) -> None:
    files = {"good.json": GOOD, "base.json": BASELINE, "less.json": GOOD, "less.sarif": written(EVERYTHING, "sarif", "github")}
    for file, raw in files.items():
        Path(file).write_bytes(raw)
    arguments, text = MISUSE[name]
    ran = hipaacheck("baseline", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert text in ran.err
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == files


# -- scans -------------------------------------------------------------------------------------------------------


def buckets(names: str, *more: Any) -> bytes:
    """A plan of buckets that are not protected."""
    return json.dumps(plan(*(resource(f"aws_s3_bucket.{name}", {"bucket": name}) for name in names), *more)).encode()


def test_a_scan_with_the_file_fails_for_other_failures_only(folder: Path) -> None:
    assert hipaacheck("baseline", "-", stdin=scan("-", stdin=buckets("ab")).out.encode()).code == 0
    same, more = (scan("-", "--baseline", "hipaacheck-baseline.json", stdin=buckets(names)) for names in ("ab", "abc"))
    assert (same.code, more.code) == (0, 1)
    assert [item["baseline"] for item in more.json()["findings"]] == ["unchanged", "unchanged", "new"]
    assert same.json()["run"]["notes"] == more.json()["run"]["notes"] == []
    assert hipaacheck("baseline", "-", stdin=more.out.encode()).err.endswith("3 failures accepted (3 high)\n")


SWITCHES = ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")
UNKNOWN = resource("aws_s3_bucket_public_access_block.a", {"bucket": "a"}, unknown=("id", *SWITCHES))
GONE: dict[str, tuple[bytes, list[str], int]] = {
    "all there": (buckets("ab"), [], 0),
    "one is gone": (buckets("a"), [], 1),
    "both are gone": (buckets("c"), [], 2),
    "one is unknown now": (buckets("ab", UNKNOWN), [], 0),
    "incomplete": (json.dumps(plan(resource("aws_s3_bucket.c", {}), complete=False)).encode(), [], 0),
    "only ePHI": (buckets("c"), ["--phi-only"], 0),
}


@pytest.mark.parametrize("name", GONE)
def test_a_scan_notes_what_is_gone_from_the_baseline(name: str, folder: Path) -> None:
    hipaacheck("baseline", "-", stdin=scan("-", stdin=buckets("ab")).out.encode())
    content, arguments, number = GONE[name]
    notes = scan("-", "--baseline", "hipaacheck-baseline.json", *arguments, stdin=content).json()["run"]["notes"]
    remedy = "shrink it, with reports of all that it is for: hipaacheck baseline --update REPORT -o hipaacheck-baseline.json"
    assert [note for note in notes if "of the baseline" in note] == (
        [f"{number} failure{'s' * (number > 1)} of the baseline not found again; {remedy}"] if number else []
    )


def test_failures_of_controls_that_were_not_evaluated_are_not_gone(folder: Path) -> None:
    made(written(EVERYTHING))
    assert scan("-", "--baseline", "hipaacheck-baseline.json", stdin=buckets("a")).json()["run"]["notes"] == []


def test_what_is_gone_from_a_report_is_noted_too(folder: Path) -> None:
    Path("before.json").write_text(scan("-", stdin=buckets("ab")).out)
    (note,) = scan("-", "--baseline", "before.json", stdin=buckets("a")).json()["run"]["notes"]
    assert note == "1 failure of the baseline not found again; make one that can shrink with: hipaacheck baseline before.json"


NO_BASELINES: dict[str, tuple[bytes, str]] = {
    "a plan": (buckets("a"), "neither a baseline nor a report. Make a baseline with: hipaacheck baseline REPORT -o base.json"),
    "another version": (b'{"hipaacheck_baseline": 2, "failures": []}', "not a baseline of version 1: "),
    "a conflict": (BASELINE[:-1] + b"\n=======\n}", "neither a baseline nor a report."),
    "no fingerprint": (BASELINE[:-2] + b'{"control": "a"}]}', "Make it anew with: hipaacheck baseline REPORT -o base.json"),
    "no failures": (b'{"hipaacheck_baseline": 1}', "missing required field `failures`"),
    "a broken report": (b'{"schema_version": 1}', "not a report of hipaacheck"),
}


@pytest.mark.parametrize("name", NO_BASELINES)
def test_what_is_no_baseline_is_refused_with_the_remedy(name: str, folder: Path) -> None:
    content, text = NO_BASELINES[name]
    Path("base.json").write_bytes(content)
    ran = scan("-", "--baseline", "base.json", stdin=buckets("a"))
    assert ran.code == 2
    assert ran.err.startswith("hipaacheck: base.json: ")
    assert text in ran.err
