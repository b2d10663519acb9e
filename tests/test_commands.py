"""Every command but `scan`: what it prints, its exit codes, and its answer to mistakes."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

from hipaacheck import app
from hipaacheck.errors import ControlError
from hipaacheck.language.parse import Context, parse_file
from hipaacheck.language.render import conditions
from hipaacheck.language.selftest import check
from hipaacheck.language.starter import starter
from hipaacheck.pluginhost import PluginHost
from tests.language.test_loading import LUCKY
from tests.support.cli import builtin_pack, hipaacheck
from tests.support.controls import HEAD, parse
from tests.support.toys import VOCABULARY
from tests.test_schema import GOOD, PARAMS

BLOCKED = "aws-s3-bucket-public-access-blocked"
OWN = """\
id: own-bucket-kept
title: Buckets of the archive keep what they hold
severity: high
asset: aws.s3.bucket
safeguards: ["164.316(b)(2)(i)"]
params:
  days: {type: integer, default: 2190, doc: days before objects may expire, weaker: lower}
when: {tags.archive: "yes"}
require:
  object_lock: true
  lifecycle_rules: {none: {enabled: true, expiration_days: {lt: $days, absent: false}}}
rationale: Records must be there for six years.
remediation: |
  Turn the lock on, which replaces the bucket:

  ```hcl
  resource "aws_s3_bucket" "archive" {
    object_lock_enabled = true
  }
  ```

  - it costs nothing
references: [https://example.org/lock]
mappings: {own: [R-7, R-8]}
tags: [archive]
replaces: [own-bucket-locked]
tests:
  - {name: kept, given: {tags: {archive: "yes"}, object_lock: true, lifecycle_rules: []}, expect: pass}
  - {name: open, given: {tags: {archive: "yes"}, object_lock: false, lifecycle_rules: []}, expect: fail}
  - {name: expires, given: {tags: {archive: "yes"}, object_lock: true, lifecycle_rules: [{enabled: true, expiration_days: 9}]}, expect: fail}
  - {name: rule off, given: {tags: {archive: "yes"}, object_lock: true, lifecycle_rules: [{enabled: false, expiration_days: 9}]}, expect: pass}
  - {name: not known, given: {tags: {archive: "yes"}, lifecycle_rules: []}, expect: unknown}
"""


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with `rules/own.yaml`, in which commands run, on a terminal of 80 columns."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules/own.yaml").write_text(OWN)
    return tmp_path


# -- controls list -----------------------------------------------------------------------------------------------

SELECTED = (
    "controls",
    "list",
    "--rules",
    "rules",
    "--select",
    "own-*",
    "--select",
    BLOCKED,
    "--select",
    "aws-acm-certificate-expiry",
)


def test_controls_are_listed_by_service_with_what_decides_them(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    ran = hipaacheck(*SELECTED)
    assert ran.code == 0
    assert (
        ran.out
        == """\
aws.acm
  medium    live        aws-acm-certificate-expiry                              164.312(e)(1)

aws.s3
  high      plan, live  aws-s3-bucket-public-access-blocked                     164.312(a)(1), 164.308(a)(4)(i)
  high      plan, live  own-bucket-kept                                         164.316(b)(2)(i)

3 controls: 2 decided on plan and live, 1 only live.
What one means and how to fix it: hipaacheck controls show ID
"""
    )


def test_a_narrow_terminal_has_citations_below_and_long_has_titles(own: Path) -> None:
    assert "  high      plan, live  own-bucket-kept\n                          164.316(b)(2)(i)\n" in hipaacheck(*SELECTED).out
    long = hipaacheck(*SELECTED, "--long").out
    indent = " " * 24
    assert (
        f"{indent}own-bucket-kept\n{indent}Buckets of the archive keep what they hold\n{indent}164.316(b)(2)(i)\n".lstrip()
        in long
    )
    assert max(len(line) for line in hipaacheck("controls", "list", "--long").out.splitlines()) <= 80


def test_the_list_as_json_has_every_control() -> None:
    rows = hipaacheck("controls", "list", "--format", "json").json()
    assert {row["id"] for row in rows} == {control.id for control in builtin_pack().controls}
    row = next(row for row in rows if row["id"] == BLOCKED)
    assert row["decided_on"] == ["plan", "live"]
    assert row["safeguards"] == ["164.312(a)(1)", "164.308(a)(4)(i)"]


# -- controls show -----------------------------------------------------------------------------------------------


def test_a_control_is_shown_whole(own: Path) -> None:
    ran = hipaacheck("controls", "show", "own-bucket-kept", "--rules", "rules")
    kept = next(line.text for line in builtin_pack().safeguards if line.citation == "164.316(b)(2)(i)")
    text = textwrap.fill(kept, 80, initial_indent=" " * 6, subsequent_indent=" " * 6)
    assert ran.code == 0
    assert (
        ran.out
        == f"""\
own-bucket-kept
Buckets of the archive keep what they hold

  severity    high
  asset       aws.s3.bucket
  decided on  plan, live
  maps to     own: R-7, R-8
  tags        archive
  replaces    own-bucket-locked
  file        rules/own.yaml:1

What it requires
  when: {{tags.archive: 'yes'}}
  require:
    object_lock: true
    lifecycle_rules:
      none:
        enabled: true
        expiration_days: {{lt: $days, absent: false}}

Parameters
  days  integer, default 2190, lower is weaker
      days before objects may expire

Why it matters
  Records must be there for six years.

Safeguards it supports
  45 CFR 164.316(b)(2)(i)  required
{text}

How to fix it
  Turn the lock on, which replaces the bucket:

    resource "aws_s3_bucket" "archive" {{
      object_lock_enabled = true
    }}

  - it costs nothing

References
  https://example.org/lock
"""
    )
    assert hipaacheck("controls", "show", "own-bucket-locked", "--rules", "rules").out == ran.out


def test_every_built_in_control_can_be_shown_in_80_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    ran = hipaacheck("controls", "show", BLOCKED)
    assert ran.out.startswith(f"{BLOCKED}\nS3 buckets block public access\n")
    assert "aws/s3/bucket-public-access-blocked.yaml:1\n" in ran.out
    assert "45 CFR" in ran.out
    assert "```" not in ran.out
    assert "# " not in ran.out


def test_what_is_shown_means_what_was_written() -> None:
    """Rendered conditions compile to the same tree."""
    bodies = [(f"require: {body}\n", param) for body, param in GOOD.items()]
    for body, param in bodies:
        params = "".join(f"{line}\n" for line in PARAMS.splitlines() if param and line.startswith(f"  {param}:"))
        head = HEAD + (f"params:\n{params}" if params else "")
        control = parse(body, head=head, predicates=LUCKY)
        again = parse(conditions(control) + "\n", head=head, predicates=LUCKY)
        assert again.require == control.require, body


@pytest.mark.parametrize("control", builtin_pack().controls, ids=lambda control: control.id)
def test_the_conditions_of_a_built_in_control_render(control: object) -> None:
    from hipaacheck import Control
    from hipaacheck.language.nodes import compose

    assert isinstance(control, Control)
    assert compose(conditions(control), "shown.yaml")[0].get("require") is not None


# -- controls lint and test --------------------------------------------------------------------------------------


def test_lint_of_a_folder_of_a_file_and_of_the_built_in_controls(own: Path) -> None:
    for path in (["rules"], ["rules/own.yaml"]):
        ran = hipaacheck("controls", "lint", *path)
        assert (ran.code, ran.out) == (0, "1 control, no problems\n")
    ran = hipaacheck("controls", "lint")
    assert (ran.code, ran.out) == (0, f"{len(builtin_pack().controls)} controls, no problems\n")


def test_lint_lists_every_mistake_of_every_file_with_its_place(own: Path) -> None:
    (own / "rules/own.yaml").write_text(
        OWN.replace("object_lock: true\n  lif", "object_lck: true\n  lif").replace("severity: high", "severity: hgh")
    )
    (own / "rules/two.yaml").write_text("id: own-two\n")
    ran = hipaacheck("controls", "lint", "rules")
    assert ran.code == 2
    assert (
        ran.out
        == """\
rules/own.yaml:3:11: 'severity' must be one of critical, high, medium, low; did you mean 'high'?
rules/own.yaml:10:3: aws.s3.bucket has no attribute 'object_lck'; did you mean 'object_lock'?
rules/two.yaml:1:1: missing title, severity, asset, safeguards, require
3 problems
"""
    )


def test_the_tests_inside_controls_run(own: Path) -> None:
    ran = hipaacheck("controls", "test", "rules")
    assert (ran.code, ran.out) == (0, "1 controls, 5 tests, 0 problems\n")
    (own / "rules/own.yaml").write_text(
        OWN.replace("expect: unknown", "expect: pass").replace(
            "lifecycle_rules: []}, expect: fail", "lifecycle_rules: []}, expect: pass"
        )
    )
    ran = hipaacheck("controls", "test", "rules/own.yaml")
    assert ran.code == 1
    assert (
        ran.out
        == """\
rules/own.yaml:29: 'open' expects pass, got fail: object_lock is false, required true.
rules/own.yaml:32: 'not known' expects pass, got unknown: object_lock is unknown: not given.
1 controls, 5 tests, 2 problems
"""
    )


def test_a_comparison_that_no_test_notices_is_a_problem(own: Path) -> None:
    lines = [line for line in OWN.splitlines() if "name: rule off" not in line and "name: expires" not in line]
    (own / "rules/own.yaml").write_text("\n".join(lines))
    ran = hipaacheck("controls", "test", "rules")
    assert ran.code == 1
    assert "no test notices when 'lifecycle_rules.enabled' in require is inverted" in ran.out


# -- controls new ------------------------------------------------------------------------------------------------


def test_a_new_control_is_written_and_passes(own: Path) -> None:
    ran = hipaacheck("controls", "new", "own-queue-good", "--asset", "aws.sqs.queue")
    assert (ran.code, ran.out) == (
        0,
        "rules/own-queue-good.yaml written. Edit it, then: hipaacheck controls test rules/own-queue-good.yaml\n"
        "What it can name: hipaacheck assets show aws.sqs.queue\n",
    )
    assert hipaacheck("controls", "test", "rules/own-queue-good.yaml").out == "1 controls, 3 tests, 0 problems\n"
    again = hipaacheck("controls", "new", "own-queue-good", "--asset", "aws.sqs.queue")
    assert (again.code, again.err) == (
        2,
        "hipaacheck: rules/own-queue-good.yaml: exists already. Choose another id, or edit it.\n",
    )


HOST = PluginHost(third_party=False)
CONTEXT = Context(HOST.vocabulary, HOST.predicates, [line.citation for line in builtin_pack().safeguards])


@pytest.mark.parametrize("asset", HOST.vocabulary)
def test_a_new_control_passes_for_every_asset_type(asset: str) -> None:
    document = parse_file(starter("own-new-one", asset, "own.yaml", CONTEXT), "own.yaml", CONTEXT, [])[0]
    outcome = check(document, HOST.vocabulary, {})
    assert (outcome.cases, outcome.failures) == (3, [])
    assert not document.control.live_only


@pytest.mark.parametrize("asset", VOCABULARY)
def test_so_does_one_for_the_types_of_a_plugin(asset: str) -> None:
    context = Context(VOCABULARY, {}, ["164.312(b)"])
    document = parse_file(starter("own-new-one", asset, "own.yaml", context), "own.yaml", context, [])[0]
    assert check(document, VOCABULARY, {}).failures == []


def test_an_id_that_is_none_is_refused_before_anything_is_written(own: Path) -> None:
    ran = hipaacheck("controls", "new", "Queue", "--asset", "aws.sqs.queue")
    assert (ran.code, ran.err) == (
        2,
        "hipaacheck: rules/Queue.yaml:1:5: id 'Queue' must be lower-case words joined with dashes\n",
    )
    assert [path.name for path in (own / "rules").iterdir()] == ["own.yaml"]
    with pytest.raises(ControlError):
        starter("a: b", "aws.sqs.queue", "x.yaml", CONTEXT)


# -- controls docs -----------------------------------------------------------------------------------------------


def test_docs_are_written_for_own_controls_too(own: Path) -> None:
    ran = hipaacheck("controls", "docs", "out", "--rules", "rules")
    assert ran.code == 0
    assert ran.out.endswith(" pages written to out\n")
    assert "## own-bucket-kept" in (own / "out/controls/aws.s3.md").read_text()
    assert "(aws.s3.md#own-bucket-kept)" in (own / "out/controls/README.md").read_text()
    assert "controls/aws.s3.md#own-bucket-kept" in (own / "out/safeguards.md").read_text()
    assert "## aws.s3.bucket" in (own / "out/assets.md").read_text()
    assert "## hipaacheck controls new" in (own / "out/cli.md").read_text()


# -- assets, plugins --------------------------------------------------------------------------------------------


def test_asset_types_are_listed(own: Path) -> None:
    out = hipaacheck("assets", "list").out
    assert re.search(r"^aws\.s3\.bucket  +A general purpose bucket, with all", out, re.MULTILINE)
    assert f"\n{len(HOST.vocabulary)} asset types. The attributes of one: hipaacheck assets show TYPE\n" in out
    rows = hipaacheck("assets", "list", "--format", "json").json()
    assert [row["type"] for row in rows] == list(HOST.vocabulary)


def test_an_asset_type_is_shown_with_items_and_relations(own: Path) -> None:
    ran = hipaacheck("assets", "show", "aws.s3.bucket")
    assert ran.code == 0
    assert ran.out.startswith("aws.s3.bucket\nA general purpose bucket, with all that is configured on it.\n\nAttributes\n  id ")
    for line in (
        "  public_access_block                           record PublicAccessBlock or null",
        "  public_access_block.restrict_public_buckets   true or false or null",
        "  acl_grants                                    list of record Grant",
        "    acl_grants[].permission                     text",
        "        `READ`, `WRITE`, `READ_ACP`, `WRITE_ACP` or `FULL_CONTROL`.",
        "  backup_selections                             list of aws.backup.selection",
        "  log_bucket                                    aws.s3.bucket or null",
    ):
        assert line in ran.out.splitlines()
    prose = " ".join(ran.out.split())
    assert "Matches logging.target_bucket with its name. Nothing found: unknown, for what it names exists somewhere" in prose
    assert "Matches arn with its resources. Nothing found in a complete listing: no items." in prose
    assert "Any value may be unknown, and then decides nothing." in prose
    assert max(len(line) for line in ran.out.splitlines()) <= 80


def test_facts_of_running_estates_are_marked(own: Path) -> None:
    assert "has an MFA device of any kind. Running estates only." in " ".join(
        hipaacheck("assets", "show", "aws.account").out.split()
    )


def test_plugins_are_listed_with_what_they_add(own: Path) -> None:
    lines = hipaacheck("plugins").out.splitlines()
    assert "  hipaacheck_assets     built in" in lines
    assert "  sarif                 SARIF 2.1.0, for code scanning" in lines
    assert f"  built in              {len(builtin_pack().controls)} controls" in lines
    assert any(line.startswith("  plan                  a Terraform or OpenTofu plan in JSON") for line in lines)


# -- mistakes ----------------------------------------------------------------------------------------------------

MISUSE: dict[str, tuple[list[str], str]] = {
    "command": (["controls", "shw"], "no command 'shw'; did you mean 'show'?"),
    "command of assets": (["assets", "lits"], "no command 'lits'; did you mean 'list'?"),
    "control": (
        ["controls", "show", f"{BLOCKED[:-2]}"],
        f"no control '{BLOCKED[:-2]}'; did you mean '{BLOCKED}'? See: hipaacheck controls list",
    ),
    "control unlike any": (["controls", "show", "zzz"], "no control 'zzz'. See: hipaacheck controls list"),
    "selector": (["controls", "list", "--select", "zzz"], "no control matches 'zzz'"),
    "folder to lint": (["controls", "lint", "nowhere"], "nowhere: no such file or folder of controls"),
    "folder to test": (["controls", "test", "nowhere"], "nowhere: no such file or folder of controls"),
    "folder without controls to lint": (["controls", "lint", "empty"], "empty: no controls in this folder; they are .yaml files"),
    "folder without controls to test": (["controls", "test", "empty"], "empty: no controls in this folder; they are .yaml files"),
    "rules": (["controls", "list", "--rules", "nowhere"], "nowhere: no such file or folder of controls"),
    "asset type": (
        ["assets", "show", "aws.s3.buckets"],
        "no asset type 'aws.s3.buckets'; did you mean 'aws.s3.bucket'? See: hipaacheck assets list",
    ),
    "asset type unlike any": (["assets", "show", "zzz"], "no asset type 'zzz'. See: hipaacheck assets list"),
    "asset type of a new control": (
        ["controls", "new", "a-b", "--asset", "aws.s3.bukket"],
        "no asset type 'aws.s3.bukket'; did you mean 'aws.s3.bucket'?",
    ),
    "no asset type": (["controls", "new", "a-b"], "Missing option '--asset'"),
    "format": (["safeguards", "--format", "xml"], "'xml' is not one of 'text', 'json'"),
    "option": (["plugins", "--long"], "No such option '--long'"),
    "place of the docs": (["controls", "docs", "rules/own.yaml"], "cannot be written: "),
}


@pytest.mark.parametrize("name", MISUSE)
def test_misuse_ends_in_2_with_the_remedy(name: str, own: Path) -> None:
    (own / "empty").mkdir()
    arguments, text = MISUSE[name]
    ran = hipaacheck(*arguments)
    assert ran.code == 2
    assert text in ran.err
    assert "Traceback" not in ran.err


def test_a_control_that_does_not_load_stops_every_command(own: Path) -> None:
    (own / "rules/own.yaml").write_text(OWN.replace("object_lock: true\n  lif", "object_lck: true\n  lif"))
    for arguments in (["controls", "list"], ["controls", "show", BLOCKED], ["safeguards"], ["controls", "docs", "out"]):
        ran = hipaacheck(*arguments, "--rules", "rules")
        assert (ran.code, ran.out) == (2, "")
        assert "did you mean 'object_lock'?" in ran.err
    assert app.builtin_rules_root().is_dir()
