"""Markdown: exactly what is written, what a parser makes of it, and that names stay names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from inline_snapshot import snapshot
from msgspec.structs import replace

from hipaacheck import Evidence, Gap, Location, Report, Unknown
from hipaacheck_reports import markdown
from tests.reports.pages import HOSTILE, page
from tests.reports.records import PLAN, SNAPSHOT, asset, control, finding, recorded, recorded_as, rendered, report, run, waiver
from tests.support.cli import ONE_CONTROL, hipaacheck
from tests.support.plans import plan, resource

ENCRYPTED = control()
PRIVATE = control("aws-ebs-snapshot-private", "critical", title="EBS snapshots are private", remediation="")
GAP = Gap(state="denied", reason="access denied", operation="s3:ListBuckets", region="us-east-1")
EVERYTHING = report(
    run(
        [
            finding(ENCRYPTED, asset("aws_ebs_volume.a")),
            finding(ENCRYPTED, asset("aws_ebs_volume.b", Location("infra/main.tf", 12))),
            finding(ENCRYPTED, asset("aws_ebs_volume.c"), "pass"),
            finding(ENCRYPTED, asset("aws_ebs_volume.d"), "unknown"),
            finding(ENCRYPTED, asset("aws_ebs_volume.e"), "error"),
            finding(ENCRYPTED, asset("aws_ebs_volume.f"), "not_applicable"),
            finding(PRIVATE, asset('module.copies["weekly"].aws_ebs_snapshot.s'), message="Shared with everyone."),
        ],
        unmapped={"aws_foo": 2, "aws_bar_baz": 1},
        gaps=(GAP, Gap(state="region_disabled", reason="not enabled", region="ap-east-1")),
    ),
    live_only=(control("aws-iam-key-rotated"),),
    notes=("aws-kms-key-rotated: parameter days is 400, weaker than the default 365",),
)


def shown(*arguments: Any, **options: Any) -> str:
    """The Markdown."""
    return rendered(markdown.write, *arguments, **options).decode()


def test_a_whole_report() -> None:
    assert shown(EVERYTHING) == snapshot("""\
**3 failures** in 7 assets (1 critical, 2 high); 1 finding could not be decided; 1 finding could not be evaluated; 1 gap: not everything selected was read.

hipaacheck 1.2.3 · plan · `infra/plan.json` · as of `2026-10-01T12:00:00Z`

| severity | failures | undecided | errors | passed |
|---|---:|---:|---:|---:|
| critical | 1 | 0 | 0 | 0 |
| high | 2 | 1 | 1 | 1 |
| medium | 0 | 0 | 0 | 0 |
| low | 0 | 0 | 0 | 0 |

### Failures

#### CRITICAL: EBS snapshots are private (1 of 1 asset)

`aws-ebs-snapshot-private` · 164.312(a)(2)(iv)

- `module.copies["weekly"].aws_ebs_snapshot.s`: Shared with everyone.

<details><summary>Why, and how to fix it</summary>

Data on a volume that is not encrypted can be read from the disk.

</details>

#### HIGH: EBS volumes are encrypted (2 of 5 assets)

`aws-ebs-volume-encrypted` · 164.312(a)(2)(iv)

- encrypted is false, required true.
  - `aws_ebs_volume.a`
  - `aws_ebs_volume.b` → `infra/main.tf:12`

<details><summary>Why, and how to fix it</summary>

Data on a volume that is not encrypted can be read from the disk.

```hcl
resource "aws_ebs_volume" "v" {
  encrypted = true
}
```

</details>

### Could not be decided

- 1 finding: known after apply
  - `aws-ebs-volume-encrypted`: `aws_ebs_volume.d`

### Could not be evaluated

- 1 finding: predicate 'strong' failed: ValueError: no such key.
  - `aws-ebs-volume-encrypted`: `aws_ebs_volume.e`

### Not read

- denied: access denied (s3:ListBuckets; us-east-1)

### Left out on purpose

- region disabled: not enabled (ap-east-1)

### Not judged

- No control knows the type: 3 resources of 2 types: `aws_bar_baz` 1, `aws_foo` 2
- Needs a running estate: 1 control

---

Note: aws-kms-key-rotated: parameter days is 400, weaker than the default 365

Exit code 1: failures that count (see --fail-on).

*Technical evidence, not a determination of compliance.*
""")


@pytest.mark.parametrize(
    ("what", "line"),
    [
        (
            report(run([finding(ENCRYPTED, asset("v"), "pass")]), exit_code=0),
            "**Clean**: no failure that counts in 1 asset.",
        ),
        (
            report(run([finding(ENCRYPTED, asset("v"), baseline="unchanged")]), exit_code=0),
            "**Clean**: no failure that counts in 1 asset; 1 failure known from the baseline.",
        ),
        (
            report(run([finding(ENCRYPTED, asset("v"), waiver=waiver("v"))]), exit_code=0),
            "**Clean**: no failure that counts in 1 asset; 1 failure waived.",
        ),
        (
            report(run([finding(ENCRYPTED, asset("v"), "pass")]), problems=("main.tf:3: no reason",), exit_code=2),
            "**1 problem in what the organisation wrote down**; no failure that counts in 1 asset.",
        ),
        (
            report(run([finding(ENCRYPTED, asset("v"))]), problems=("main.tf:3: no reason",), exit_code=2),
            "**1 failure** in 1 asset (1 high); 1 problem in what the organisation wrote down.",
        ),
        (
            report(run([finding(ENCRYPTED, asset("v"), "unknown")]), exit_code=0),
            "**No failure that counts** in 1 asset; 1 finding could not be decided.",
        ),
        (
            report(run([finding(ENCRYPTED, asset("v"), "unknown")]), exit_code=3),
            "**Incomplete**: no failure that counts in 1 asset; 1 finding could not be decided.",
        ),
        (
            report(run([finding(ENCRYPTED, asset("v"), "pass")], gaps=(GAP,)), exit_code=3),
            "**Incomplete**: no failure that counts in 1 asset; 1 gap: not everything selected was read.",
        ),
        (
            report(run([finding(ENCRYPTED, asset("v"), "error")]), exit_code=3),
            "**Incomplete**: no failure that counts in 1 asset; 1 finding could not be evaluated.",
        ),
        (
            report(run([finding(ENCRYPTED, asset("v"), "not_applicable")]), exit_code=0),
            "**Nothing was judged**: no control applies to what was read (1 asset).",
        ),
        (report(exit_code=0), "**Nothing was judged**: there was nothing to read."),
        (
            report(run([finding(ENCRYPTED, asset("v"))], gaps=(GAP,))),
            "**1 failure** in 1 asset (1 high); 1 gap: not everything selected was read.",
        ),
    ],
)
def test_the_first_line_is_the_result(what: Report, line: str) -> None:
    assert shown(what).splitlines()[0] == line


def test_a_viewer_shows_what_is_meant() -> None:
    found = page(shown(EVERYTHING))
    assert set(found.tags) == {
        *("p", "strong", "em", "code", "pre", "h3", "h4", "ul", "li", "details", "summary"),
        *("table", "thead", "tbody", "tr", "th", "td", "hr"),
    }
    assert found.tags.count("details") == 2
    assert 'resource "aws_ebs_volume" "v" {\n  encrypted = true\n}\n' in found.code
    assert "infra/main.tf:12" in found.code
    assert PLAN in found.code


def test_failures_of_the_baseline_are_counted_and_not_listed() -> None:
    known, new = finding(ENCRYPTED, asset("old"), baseline="unchanged"), finding(ENCRYPTED, asset("fresh"), baseline="new")
    seen = shown(report(run([known, new])))
    assert "| severity | failures | known from the baseline | undecided | errors | passed |\n" in seen
    assert "| high | 1 | 1 | 0 | 0 | 0 |\n" in seen
    assert "`fresh`" in seen
    assert "`old`" not in seen


def test_waived_failures_are_listed_by_their_waiver() -> None:
    waivers = [waiver("v"), waiver("w", until="2026-12-01", reason="Moved to `new`.", line=30)]
    findings = [finding(ENCRYPTED, asset(f"v[{number}]"), waiver=waivers[0]) for number in range(7)]
    findings += [finding(ENCRYPTED, asset("w"), waiver=waivers[1]), finding(ENCRYPTED, asset("fresh"))]
    what = report(run(findings))
    seen = shown(what)
    assert "| severity | failures | waived | undecided | errors | passed |\n" in seen
    assert "| high | 1 | 8 | 0 | 0 | 0 |\n" in seen
    assert seen.split("### Waived\n\n")[1].split("---")[0] == snapshot("""\
- `aws-ebs-volume-encrypted` until 2027-06-30: scratch data, no ePHI (`infra/main.tf:11`)
  - `v[0]`
  - `v[1]`
  - `v[2]`
  - `v[3]`
  - `v[4]`
  - … 2 more assets
- `aws-ebs-volume-encrypted` until 2026-12-01: Moved to `new`. (`infra/main.tf:30`)
  - `w`

""")
    assert "### Waived" not in shown(what, quiet=True)


def test_register_and_snapshot() -> None:
    seen = shown(recorded())
    assert seen.split("| critical")[0] == snapshot("""\
**2 failures** in 5 assets and 1 record of the register (1 high, 1 medium); 3 failures waived; 1 failure with an alternative in place.

hipaacheck 1.2.3 · snapshot · `123456789012` · as of `2026-10-01T12:00:00Z`

Snapshot: `estate.zip` of `2026-09-30T12:00:00Z`, digest 3f2a9c01b2d4…, signature verified (key 77ab77ab77ab77ab77a…)

Collected by `arn:aws:sts::123456789012:assumed-role/audit/session`

Register: 3 waivers (1 expiring, 1 expired, 1 not yet in force), 1 decision, 1 attestation. Safeguards: 1 not satisfied, 1 attested.

| severity | failures | waived | alternative in place | undecided | errors | passed |
|---|---:|---:|---:|---:|---:|---:|
""")
    assert seen.split("### Waived\n\n")[1].split("---\n")[0] == snapshot("""\
- `aws-ebs-volume-encrypted` until 2026-12-01: scratch data, no ePHI (scratch-volumes, owner Storage team, approved by Security officer, ticket SEC-12, `compliance/waivers.yaml:3`)
  - `scratch[0]`
  - `scratch[1]`
- `aws-ebs-volume-encrypted` until 2027-06-30: scratch data, no ePHI (`infra/main.tf:11`)
  - `noted`

### Alternative in place (164.306(d)(3))

- `aws-ebs-volume-encrypted` until 2027-09-30: The application encrypts each record before it is written. (application-encryption, `compliance/decisions.yaml:1`)
  - `sealed`

""")
    assert "- `old-volumes` → `compliance/x.yaml:9`: old-volumes expired on 2026-09-01.\n" in seen
    assert "\nRegister: " in shown(recorded(), quiet=True)


def test_the_register_is_no_target() -> None:
    """The plan's own file is named beside assets only when there are several plans."""
    plain = run([finding(ENCRYPTED, asset("v"))])
    with_register = report(plain, run([], "compliance", source="register"))
    assert "- `v`: encrypted" in shown(with_register)
    assert "`compliance`" not in shown(with_register)


def test_problems_come_before_failures() -> None:
    problems = tuple(f"main.tf:{number}: no `reason`" for number in range(1, 41))
    seen = shown(report(run([finding(ENCRYPTED, asset("v"))]), problems=problems, exit_code=2))
    assert "### Problems\n\n- `main.tf:1`: no `reason`\n- `main.tf:2`: no `reason`\n" in seen
    assert "\n- … 10 more problems\n\n### Failures\n" in seen
    assert "\nExit code 2: something the organisation wrote down is wrong: see Problems.\n" in seen


def test_assets_of_which_the_same_is_true_share_the_sentence() -> None:
    findings = [finding(ENCRYPTED, asset(f"v[{number}]")) for number in range(3)]
    seen = shown(report(run([*findings, finding(ENCRYPTED, asset("w"), message="Worse.")])))
    assert "- encrypted is false, required true.\n  - `v[0]`\n  - `v[1]`\n  - `v[2]`\n- `w`: Worse.\n" in seen


def test_files_of_several_targets_are_told_apart() -> None:
    parts = [run([finding(ENCRYPTED, asset("v", Location(name)))], name) for name in ("a.json", "b.json")]
    assert "  - `v` → `a.json`\n  - `v` → `b.json`\n" in shown(report(*parts))
    assert "- `v`: encrypted" in shown(report(parts[0]))


def test_reasons_group_and_are_limited() -> None:
    findings = [finding(ENCRYPTED, asset(f"v[{number}]"), "unknown") for number in range(8)]
    for number in range(25):
        rows = (Evidence("key", "present", True, Unknown(f"reason {number}")),)
        findings.append(finding(ENCRYPTED, asset(f"w[{number}]"), "unknown", evidence=rows))
    seen = shown(report(run(findings), exit_code=0))
    assert "- 8 findings: known after apply\n  - `aws-ebs-volume-encrypted`: `v[0]`\n" in seen
    assert "  - … 3 more findings\n" in seen
    assert "- … 6 more reasons\n" in seen


def test_quiet_leaves_out_the_lists() -> None:
    seen = shown(EVERYTHING, quiet=True)
    assert seen.startswith("**3 failures** in 7 assets")
    assert "aws_ebs_volume.a" not in seen
    assert "### Not read" in seen


# -- names -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("evil", HOSTILE)
def test_hostile_names_are_only_names(evil: str) -> None:
    strange = control(title=evil, rationale=evil, remediation=f"{evil}\n```hcl\n{evil}\n````\n```\n", safeguards=(evil,))
    rows = (Evidence(evil, "eq", evil, Unknown(evil)),)
    what = report(
        run(
            [
                finding(strange, asset(evil, Location(evil, 1)), message=evil),
                finding(strange, asset(f"{evil}2", Location(evil)), message=evil),
                finding(strange, asset(f"{evil}3"), "unknown", evidence=rows),
                finding(strange, asset(f"{evil}4"), "error", message=evil),
                finding(strange, asset(f"{evil}5"), waiver=waiver(evil, control=evil, reason=evil, file=evil)),
            ],
            evil,
            unmapped={evil: 1},
            gaps=(Gap(state="failed", reason=evil, account=evil), Gap(state="unsupported", reason=evil)),
        ),
        notes=(evil,),
        problems=(evil,),
    )
    for text, headings in ((shown(what), 8), (shown(recorded_as(evil)), 3)):
        found = page(text)
        assert set(found.tags) <= {
            *("p", "strong", "em", "code", "pre", "h3", "h4", "ul", "li", "details", "summary"),
            *("table", "thead", "tbody", "tr", "th", "td", "hr"),
        }
        counts = [found.tags.count(tag) for tag in ("details", "table", "h3", "h4")]
        assert counts == [1, 1, headings, 1]
        assert "##vso[" not in text
        assert not set(found.plain) & set("@<>[]#!$~|*_`&")
        assert not any(part in found.plain for part in ("://", "www.", "evil", ":smile:"))
        assert not any(line.lstrip().startswith("/") for line in text.splitlines() if line != "/close")


# -- size --------------------------------------------------------------------------------------------------------


def test_the_worst_are_kept_and_the_rest_is_counted() -> None:
    bad, mild = control("aws-b", "critical"), control("aws-a", "low")
    places = [asset(f"module.ü.module.storage.aws_ebs_volume.records[{number}]") for number in range(20_000)]
    findings = [finding(mild, place) for place in places] + [finding(bad, places[0])]
    seen = shown(report(run(findings)))
    assert 890 * 1024 < len(seen.encode()) <= markdown.MAX_BYTES
    assert seen.index("CRITICAL") < seen.index("LOW")
    listed = seen.count("`module.ü")
    assert f"**{20_001 - listed:,} failures left out**: the worst come first, and this is limited to 900 KiB.\n" in seen
    assert seen.count("<details>") == seen.count("</details>") == 2
    assert seen.endswith("*Technical evidence, not a determination of compliance.*\n")


def test_controls_that_do_not_fit_are_counted_too() -> None:
    controls = [control(f"aws-{number:03}", rationale="Much is said. " * 400) for number in range(300)]
    seen = shown(report(run([finding(of, asset("v")) for of in controls])))
    assert len(seen.encode()) <= markdown.MAX_BYTES
    assert f"**{300 - seen.count('<details>')} failures left out**" in seen


def test_everything_that_is_open_is_limited() -> None:
    wide = "\U0001f4a9" * 4000
    findings = []
    for number in range(100):
        rows = (Evidence("key", "present", True, Unknown(f"{number} {wide}")),)
        findings += [
            finding(ENCRYPTED, asset(f"{number}{wide}"), "unknown", evidence=rows),
            finding(ENCRYPTED, asset(f"{number}{wide}e"), "error", message=f"{number}{wide}"),
        ]
        known = dict.fromkeys(("id", "owner", "approved_by", "ticket", "reason", "file"), f"{number}{wide}")
        for kind in ("waiver", "alternative"):
            covered = waiver("v", until=f"{2027 + number}-01-01", kind=kind, **known)
            findings += [finding(ENCRYPTED, asset(f"{number}{wide}w{more}"), waiver=covered) for more in range(7)]
    gaps = tuple(Gap(state="failed", reason=f"{number}{wide}") for number in range(200))
    left_out = tuple(Gap(state="unsupported", reason=f"{number}{wide}") for number in range(200))
    unmapped = {f"{number}{wide}": 1 for number in range(500)}
    notes = problems = tuple(f"{number}{wide}" for number in range(200))
    runs = [run([], collector={"arn": f"{number}{wide}"}) for number in range(20)]
    facts = replace(SNAPSHOT, name=wide, key_id=wide, collector={"oid": wide, "tid": wide})
    runs.append(run(findings, wide, gaps=gaps + left_out, unmapped=unmapped))
    seen = shown(report(*runs, notes=notes, problems=problems, snapshot=facts))
    assert len(seen.encode()) <= markdown.MAX_BYTES


def test_from_the_command_line(tmp_path: Path) -> None:
    file, out = tmp_path / "plan.json", tmp_path / "summary.md"
    bucket = resource("aws_s3_bucket.records", {"bucket": "records"})
    file.write_text(json.dumps(plan(bucket, resource("aws_sunken_treasure.x"))))
    rules = ("--no-builtin-rules", "--rules", str(ONE_CONTROL), "--no-progress")
    assert hipaacheck("scan", "plan", str(file), *rules, "-f", f"markdown={out}").code == 1
    seen = out.read_text("utf-8")
    assert seen.startswith("**1 failure** in 1 asset (1 high).\n")
    assert "- `aws_s3_bucket.records`: " in seen
    assert "- No control knows the type: 1 resource of 1 type: `aws_sunken_treasure` 1\n" in seen
