"""`hipaacheck scan plan`: options, exit codes, baselines, configuration, and files that appear whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.cli import ONE_CONTROL, hipaacheck, scan, scan_all
from tests.support.plans import plan, resource

ON = {"block_public_acls": True, "block_public_policy": True, "ignore_public_acls": True, "restrict_public_buckets": True}
OPEN = resource("aws_s3_bucket.open", {"bucket": "open"})
SHUT = [
    resource("aws_s3_bucket.shut", {"bucket": "shut"}),
    resource("aws_s3_bucket_public_access_block.shut", {"bucket": "shut", **ON}),
]
VAGUE = [
    resource("aws_s3_bucket.vague", {"bucket": "vague"}),
    resource("aws_s3_bucket_public_access_block.vague", {"bucket": "vague"}, unknown=("id", *ON)),
]


def raw(*resources: Any, **more: Any) -> bytes:
    """A plan as bytes."""
    return json.dumps(plan(*resources, **more)).encode()


@pytest.mark.parametrize(
    ("content", "arguments", "code"),
    [
        (raw(*SHUT), [], 0),
        (raw(OPEN), [], 1),
        (raw(OPEN), ["--exit-zero"], 0),
        (raw(OPEN), ["--fail-on", "high"], 1),
        (raw(OPEN), ["--fail-on", "critical"], 0),
        (raw(*VAGUE), [], 0),
        (raw(*VAGUE), ["--on-unknown", "fail"], 3),
        (raw(*VAGUE), ["--on-unknown", "fail", "--exit-zero"], 3),
        (raw(OPEN, *VAGUE), ["--on-unknown", "fail"], 1),
        (raw(*SHUT, complete=False), [], 3),
        (raw(OPEN, complete=False), ["--exit-zero"], 3),
        (raw(), [], 0),
    ],
)
def test_exit_codes(content: bytes, arguments: list[str], code: int) -> None:
    ran = scan("-", *arguments, stdin=content)
    assert ran.code == code
    assert ran.json()["run"]["exit_code"] == code


def test_an_unknown_value_is_neither_pass_nor_fail_and_says_what_is_not_known() -> None:
    finding = scan("-", stdin=raw(*VAGUE)).json()["findings"][0]
    assert finding["verdict"] == "unknown"
    assert "known only after apply (aws_s3_bucket_public_access_block.vague.block_public_acls)" in finding["message"]


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_a_baseline_hides_what_was_there_before(form: str, tmp_path: Path) -> None:
    before = tmp_path / f"before.{form}"
    rules = ["--no-builtin-rules", "--rules", str(ONE_CONTROL)]
    assert hipaacheck("scan", "plan", "-", "-f", f"{form}={before}", *rules, stdin=raw(OPEN)).code == 1
    assert scan("-", "--baseline", str(before), stdin=raw(OPEN)).code == 0
    other = resource("aws_s3_bucket.other", {"bucket": "other"})
    ran = scan("-", "--baseline", str(before), stdin=raw(OPEN, other))
    assert ran.code == 1
    assert {item["asset"]["id"]: item["baseline"] for item in ran.json()["findings"]} == {
        "aws_s3_bucket.open": "unchanged",
        "aws_s3_bucket.other": "new",
    }


@pytest.mark.parametrize("profile", ["full", "github", "gitlab", "ado"])
def test_a_report_that_leaves_out_old_failures_is_no_baseline(profile: str, tmp_path: Path) -> None:
    first, second = tmp_path / "first.sarif", tmp_path / "second.sarif"
    form = ["--no-builtin-rules", "--rules", str(ONE_CONTROL), "--sarif-profile", profile]
    assert hipaacheck("scan", "plan", "-", *form, "-f", f"sarif={first}", stdin=raw(OPEN)).code == 1
    ran = hipaacheck("scan", "plan", "-", *form, "-f", f"sarif={second}", "--baseline", str(first), stdin=raw(OPEN))
    assert ran.code == 0
    ran = scan("-", "--baseline", str(second), stdin=raw(OPEN))
    assert ran.code == (0 if profile == "full" else 2)
    assert ("written with --baseline" in ran.err) == (profile != "full")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with three plans: `a` and `b` of one bucket each, `twin` with the addresses of both and another."""
    for name, buckets in {"a": "a", "b": "b", "twin": "abc"}.items():
        (tmp_path / f"{name}.json").write_bytes(raw(*(resource(f"aws_s3_bucket.{bucket}", {}) for bucket in buckets)))
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def fingerprints(*targets: str) -> list[tuple[str, str]]:
    """Address and fingerprint of every finding."""
    return [(item["asset"]["id"], item["fingerprint"]) for item in scan(*targets).json()["findings"]]


@pytest.mark.parametrize(
    "targets", [["a.json"], ["./a.json"], ["sub/../a.json"], ["link"], ["a.json", "b.json"], ["b.json", "link"]]
)
def test_a_fingerprint_does_not_depend_on_how_targets_are_written(targets: list[str], folder: Path) -> None:
    (folder / "link").symlink_to("a.json")
    (alone,) = fingerprints(str(folder / "a.json"))
    assert alone in fingerprints(*targets)


def test_one_address_in_two_plans_has_two_fingerprints_and_others_keep_theirs(folder: Path) -> None:
    apart, together = dict(fingerprints("twin.json")), fingerprints("a.json", "twin.json")
    assert len({fingerprint for _, fingerprint in together}) == len(together) == 4
    kept = [address for address, fingerprint in together if fingerprint == apart[address]]
    assert kept == ["aws_s3_bucket.b", "aws_s3_bucket.c"]
    assert sorted(fingerprints(str(folder / "twin.json"), "sub/../a.json")) == sorted(together)


def test_a_baseline_of_several_targets_holds_for_each(folder: Path) -> None:
    base = folder / "base.json"
    base.write_text(scan("a.json", "b.json").out)
    for targets in (["a.json"], ["./b.json"], ["b.json", str(folder / "a.json")]):
        assert scan(*targets, "--baseline", str(base)).code == 0
    assert scan("a.json", "twin.json", "--baseline", str(base)).code == 1


def test_a_file_that_is_named_twice_is_read_once(folder: Path) -> None:
    (folder / "link").symlink_to("a.json")
    report = scan("a.json", "./a.json", str(folder / "a.json"), "link").json()
    assert (report["summary"]["assets"], report["run"]["target"]) == (1, "a.json")


def test_an_unreadable_target_whose_name_is_no_text_is_a_gap(folder: Path) -> None:
    ran = scan("a.json", "bad\udcff.json")
    assert ran.code == 1
    assert [gap["reason"].partition(":")[0] for gap in ran.json()["gaps"]] == ["bad\\udcff.json"]
    assert ran.err.startswith("hipaacheck: bad\\udcff.json: cannot be read")


@pytest.mark.parametrize(
    ("arguments", "number"),
    [
        (["--select", "aws-s3-bucket-public-access-blocked"], 1),
        (["--select", "aws-s3-bucket-public-*"], None),
        (["--select", "aws.s3"], None),
        (["--select", "aws.s3.bucket", "--ignore", "critical"], None),
        (["--select", "164.312(a)(1)"], None),
        (["--select", "164.312"], None),
    ],
)
def test_selection(arguments: list[str], number: int | None) -> None:
    everything = {item["control"] for item in scan_all("-", stdin=raw(OPEN)).json()["findings"]}
    found = {item["control"] for item in scan_all("-", *arguments, stdin=raw(OPEN)).json()["findings"]}
    assert "aws-s3-bucket-public-access-blocked" in found
    assert found <= everything
    assert number is None or len(found) == number


def status(report: Any, citation: str) -> str:
    """The status of a safeguard."""
    (found,) = [item["status"] for item in report["safeguards"] if item["citation"] == citation]
    return str(found)


@pytest.mark.parametrize(("content", "expected"), [(SHUT, "incomplete"), ([OPEN], "not_satisfied")])
def test_a_safeguard_with_controls_that_were_not_selected_is_at_best_incomplete(content: list[Any], expected: str) -> None:
    only = ["--select", "aws-s3-bucket-public-access-blocked"]
    assert status(scan("-", stdin=raw(*SHUT)).json(), "164.312(a)(1)") == "satisfied"
    assert status(scan_all("-", *only, stdin=raw(*content)).json(), "164.312(a)(1)") == expected


NOTHING: dict[str, tuple[list[str], str]] = {
    "no rules": (["--no-builtin-rules"], "no controls are loaded"),
    "all ignored": (["--ignore", "aws", "--ignore", "azure"], "--select and --ignore leave no control"),
    "only live ones": (["--no-builtin-rules", "--rules", "live.yaml"], "source 'plan' decides none of them"),
}
LIVE = """\
id: own-certificate-valid
title: Certificates are valid
severity: low
asset: aws.acm.certificate
safeguards: ["164.312(b)"]
require: {not_after: {present: true}}
"""


@pytest.mark.parametrize("name", NOTHING)
def test_a_scan_that_would_check_nothing_is_refused(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    arguments, text = NOTHING[name]
    (tmp_path / "live.yaml").write_text(LIVE)
    monkeypatch.chdir(tmp_path)
    ran = hipaacheck("scan", "plan", "-", *arguments, stdin=raw(OPEN))
    assert (ran.code, ran.out) == (2, "")
    assert text in ran.err


MISUSE: dict[str, tuple[list[str], str]] = {
    "no such control": (
        ["--select", "aws-s3-bucket-public-access-blockd"],
        "did you mean 'aws-s3-bucket-public-access-blocked'?",
    ),
    "the beginning of a number": (["--select", "164.31"], "no control matches '164.31'."),
    "no such format": (["-f", "sarf"], "no format 'sarf'; did you mean 'sarif'?"),
    "no file after =": (["-f", "sarif="], "no file after '='"),
    "two reports on standard output": (["-f", "json", "-f", "sarif"], "cannot both go to standard output"),
    "no such rules": (["--rules", "/nowhere/at/all"], "no such file or folder of controls"),
    "no such option": (["--slect", "x"], "No such option '--slect'"),
    "no such severity": (["--fail-on", "hgh"], "'hgh' is not one of"),
    "no such date": (["--as-of", "tomorrow"], "--as-of tomorrow: not a date"),
    "no such baseline": (
        ["--baseline", "/nowhere.json"],
        "/nowhere.json: cannot be read: No such file or directory. Make a baseline with: hipaacheck baseline REPORT -o /nowhere.json",
    ),
    "no such configuration": (["--config", "/nowhere.yaml"], "/nowhere.yaml: cannot be read"),
}


@pytest.mark.parametrize("name", MISUSE)
def test_misuse_ends_in_2_with_the_remedy(name: str) -> None:
    arguments, text = MISUSE[name]
    ran = hipaacheck("scan", "plan", "-", *arguments, stdin=raw(OPEN))
    assert ran.code == 2
    assert text in ran.err
    assert "Traceback" not in ran.err


CONFIGS: dict[str, tuple[str, str]] = {
    "unknown setting": ("selct: [a]\n", ":1:1: unknown setting 'selct'; did you mean 'select'?"),
    "wrong type": ("select: a\n", "Expected `array`"),
    "not YAML": ("a: [\n", "not YAML"),
    "duplicate": ("select: []\nselect: []\n", "duplicate key 'select'"),
    "a list": ("- a\n", "expected one mapping"),
    "unknown control": ("params: {aws-nothing: {a: 1}}\n", "params: no control 'aws-nothing'"),
}


@pytest.mark.parametrize("name", CONFIGS)
def test_a_wrong_configuration_is_refused(name: str, tmp_path: Path) -> None:
    text, message = CONFIGS[name]
    file = tmp_path / "hipaacheck.yaml"
    file.write_text(text)
    ran = scan("-", "--config", str(file), stdin=raw(OPEN))
    assert ran.code == 2
    assert message in ran.err


PARAMETER = """\
id: own-bucket-name
title: Buckets are named well
severity: low
asset: aws.s3.bucket
safeguards: ["164.312(b)"]
params:
  least: {type: integer, default: 3, doc: rules at least, weaker: lower}
require: {lifecycle_rules: {count: {ge: $least}}}
"""


def test_parameters_from_the_configuration_and_a_note_when_they_weaken(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules/own.yaml").write_text(PARAMETER)
    config = tmp_path / "hipaacheck.yaml"
    config.write_text("rules: [rules]\nselect: [own-bucket-name]\nparams: {own-bucket-name: {least: 0}}\n")
    ran = scan("-", "--config", str(config), stdin=raw(OPEN))
    report = ran.json()
    assert (ran.code, [item["verdict"] for item in report["findings"]]) == (0, ["pass"])
    assert report["run"]["notes"] == ["own-bucket-name: parameter least is 0, weaker than the default 3"]
    config.write_text("rules: [rules]\nparams: {own-bucket-name: {leest: 0}}\n")
    assert "has no parameter 'leest'; did you mean 'least'?" in scan("-", "--config", str(config), stdin=raw(OPEN)).err
    config.write_text("rules: [rules]\nparams: {own-bucket-name: {least: many}}\n")
    assert "'many' is not integer" in scan("-", "--config", str(config), stdin=raw(OPEN)).err


MISFITS = {
    "within": ("10.0.0.0/8", "10.0.0.0 /8"),
    "matches": ('"^a"', '"("'),
}


@pytest.mark.parametrize("op", MISFITS)
def test_a_parameter_that_does_not_fit_its_use_is_refused(op: str, tmp_path: Path) -> None:
    default, override = MISFITS[op]
    text = PARAMETER.replace("integer, default: 3", f"string, default: {default}").replace(", weaker: lower", "")
    (tmp_path / "own.yaml").write_text(text.replace("{lifecycle_rules: {count: {ge: $least}}}", f"{{id: {{{op}: $least}}}}"))
    config = tmp_path / "hipaacheck.yaml"
    config.write_text("rules: [own.yaml]\n")
    assert scan("-", "--config", str(config), stdin=raw(OPEN)).code == 1
    config.write_text(f"rules: [own.yaml]\nparams: {{own-bucket-name: {{least: {override}}}}}\n")
    ran = scan("-", "--config", str(config), stdin=raw(OPEN))
    assert (ran.code, ran.out) == (2, "")
    assert "params: own-bucket-name.least:" in ran.err


def test_a_mistyped_control_stops_the_run_with_every_mistake(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(
        PARAMETER.replace("lifecycle_rules", "lifecycle_rulez").replace("severity: low", "severity: lowest")
    )
    ran = hipaacheck("scan", "plan", "-", "--rules", str(tmp_path), stdin=raw(OPEN))
    assert ran.code == 2
    assert len(ran.err.splitlines()) == 2
    assert "did you mean 'lifecycle_rules'?" in ran.err


def test_a_report_file_appears_whole_and_replaces_the_old_one(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    out.write_text("old")
    hipaacheck("scan", "plan", "-", "-f", f"json={out}", stdin=raw(OPEN))
    assert json.loads(out.read_text())["schema_version"] == 1
    assert [path.name for path in tmp_path.iterdir()] == ["out.json"]


def test_a_report_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    ran = hipaacheck("scan", "plan", "-", "-f", f"json={tmp_path}/none/out.json", stdin=raw(OPEN))
    assert (ran.code, len(ran.err.splitlines())) == (2, 1)
    assert "cannot be written: No such file or directory" in ran.err


def test_the_same_plan_gives_the_same_bytes() -> None:
    first, second = (scan_all("-", stdin=raw(OPEN, *SHUT, *VAGUE)).json() for _ in range(2))
    for report in (first, second):
        report["run"].pop("started")
        report["run"].pop("ended")
        report["run"].pop("as_of")
    assert json.dumps(first) == json.dumps(second)


def test_findings_are_sorted_by_control_then_by_number_in_the_address() -> None:
    buckets = [resource(f"aws_s3_bucket.b[{number}]", {"bucket": f"b{number}"}) for number in (10, 2, 1)]
    ids = [item["asset"]["id"] for item in scan("-", stdin=raw(*buckets)).json()["findings"]]
    assert ids == ["aws_s3_bucket.b[1]", "aws_s3_bucket.b[2]", "aws_s3_bucket.b[10]"]


AZURE_DISK = resource("azurerm_managed_disk.a", {"name": "a", "create_option": "Empty"})


@pytest.mark.parametrize(
    ("resources", "clouds"),
    [((OPEN,), {"aws"}), ((AZURE_DISK,), {"azure"}), ((OPEN, AZURE_DISK), {"aws", "azure"})],
    ids=["aws", "azure", "both"],
)
def test_controls_about_clouds_that_are_not_there_are_left_out(resources: tuple[Any, ...], clouds: set[str]) -> None:
    found = json.loads(hipaacheck("scan", "plan", "-", "-f", "sarif", stdin=raw(*resources)).out)
    assert {rule["id"].partition("-")[0] for rule in found["runs"][0]["tool"]["driver"]["rules"]} == clouds


def test_controls_that_were_asked_for_are_named_although_they_met_nothing() -> None:
    ran = hipaacheck("scan", "plan", "-", "--select", "azure.storage", stdin=raw(OPEN))
    assert ran.code == 0
    assert "(0 met an asset)" in ran.out


def test_what_a_file_says_cannot_speak_to_the_terminal_or_the_pipeline(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        '# hipaacheck:waive \x1b[2J##vso[task.complete]x until=2030-01-01 reason="y"\nresource "aws_ebs_volume" "v" {}\n'
    )
    ran = hipaacheck("scan", "terraform", str(tmp_path), "--select", "aws-ebs-volume-encrypted", "-f", "json", "--no-progress")
    assert ran.code == 2
    assert r"\x1b[2J# # vso[" in ran.err
    assert "\x1b" not in ran.err
