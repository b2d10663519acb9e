"""What people see: exactly, at 80 columns."""

from __future__ import annotations

import json
import re
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from inline_snapshot import snapshot
from msgspec.structs import replace

from hipaacheck import Evidence, Finding, Gap, Location, Unknown, Verdict
from hipaacheck_reports import text
from tests.reports.records import PLAN, SNAPSHOT, asset, control, finding, recorded, recorded_as, rendered, report, run, waiver
from tests.support.cli import ONE_CONTROL, hipaacheck
from tests.support.plans import plan, resource

ENCRYPTED = control()
PRIVATE = control(
    "aws-ebs-snapshot-private",
    "critical",
    title="EBS snapshots are shared with nobody outside the organisation and are never public",
    safeguards=("164.312(a)(1)", "164.308(a)(4)(i)"),
    message="Shared with everyone.",
)
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
        gaps=(Gap(state="partial", reason="3 changes are deferred to a later plan"),),
    ),
    live_only=(control("aws-iam-key-rotated"),),
    notes=("aws-kms-key-rotated: parameter days is 400, weaker than the default 365",),
)
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def shown(*arguments: object, **options: object) -> str:
    """The text report, decoded."""
    return rendered(text.write, *arguments, **options).decode()  # type: ignore[arg-type]


def test_a_whole_report() -> None:
    assert shown(EVERYTHING) == snapshot("""\
hipaacheck 1.2.3 · plan · profile hipaa · as of 2026-10-01T12:00:00Z

── infra/plan.json ─────────────────────────────────────────────────────────────
   pass 1 · fail 3 · unknown 1 · not applicable 1 · error 1

Failures

CRITICAL  EBS snapshots are shared with nobody outside the organisation and are
          never public (1 of 1 asset)
          aws-ebs-snapshot-private
          164.312(a)(1), 164.308(a)(4)(i)
  module.copies["weekly"].aws_ebs_snapshot.s
      Shared with everyone.

HIGH      EBS volumes are encrypted (2 of 5 assets)
          aws-ebs-volume-encrypted
          164.312(a)(2)(iv)
  aws_ebs_volume.a
  aws_ebs_volume.b  infra/main.tf:12
      each: encrypted is false, required true.

Why, and how to fix it: hipaacheck controls show ID

Could not be decided

  aws-ebs-volume-encrypted  high, 1 asset
      encrypted: known after apply
          aws_ebs_volume.d

Could not be evaluated

HIGH      EBS volumes are encrypted (1 error)
          aws-ebs-volume-encrypted
          164.312(a)(2)(iv)
  aws_ebs_volume.e
      predicate 'strong' failed: ValueError: no such key.

Summary
  Target        infra/plan.json
  Assets        7
  Controls      2 evaluated (2 met an asset); need a running estate: 1
  Findings      pass 1 · fail 3 · unknown 1 · not applicable 1 · error 1
  Failures      1 critical, 2 high
  Safeguards    2: 1 not satisfied, 1 attestation missing
                Touched by failures:
                164.312(a)(2)(iv), 164.308(a)(4)(i), 164.312(a)(1)
  Not mapped    3 resources of 2 types were not judged:
                aws_bar_baz 1, aws_foo 2
  Gaps          1 gap: not everything selected was read
                - partial: 3 changes are deferred to a later plan
  Note          aws-kms-key-rotated: parameter days is 400, weaker than the
                default 365
  Exit code     1: failures that count (see --fail-on)

Technical evidence, not a determination of compliance.
""")


def test_verbose_shows_every_finding_with_its_evidence() -> None:
    assert shown(EVERYTHING, verbose=True) == snapshot("""\
hipaacheck 1.2.3 · plan · profile hipaa · as of 2026-10-01T12:00:00Z

── infra/plan.json ─────────────────────────────────────────────────────────────
   pass 1 · fail 3 · unknown 1 · not applicable 1 · error 1

Failures

CRITICAL  EBS snapshots are shared with nobody outside the organisation and are
          never public (1 of 1 asset)
          aws-ebs-snapshot-private
          164.312(a)(1), 164.308(a)(4)(i)
  module.copies["weekly"].aws_ebs_snapshot.s
      Shared with everyone.
      - encrypted is false (eq true)

HIGH      EBS volumes are encrypted (2 of 5 assets)
          aws-ebs-volume-encrypted
          164.312(a)(2)(iv)
  aws_ebs_volume.a
      - encrypted is false (eq true)
  aws_ebs_volume.b  infra/main.tf:12
      - encrypted is false (eq true)

Why, and how to fix it: hipaacheck controls show ID

Could not be decided

HIGH      EBS volumes are encrypted (1 of 5 assets)
          aws-ebs-volume-encrypted
          164.312(a)(2)(iv)
  aws_ebs_volume.d
      - encrypted is unknown: known after apply (aws_ebs_volume.v.encrypted) (eq
        true)

Could not be evaluated

HIGH      EBS volumes are encrypted (1 of 5 assets)
          aws-ebs-volume-encrypted
          164.312(a)(2)(iv)
  aws_ebs_volume.e
      predicate 'strong' failed: ValueError: no such key.

Passed

HIGH      EBS volumes are encrypted (1 of 5 assets)
          aws-ebs-volume-encrypted
          164.312(a)(2)(iv)
  aws_ebs_volume.c
      - encrypted is true (eq true)

Not applicable

HIGH      EBS volumes are encrypted (1 asset)
          aws-ebs-volume-encrypted
          164.312(a)(2)(iv)
  aws_ebs_volume.f
      Nothing to check.

Summary
  Target        infra/plan.json
  Assets        7
  Controls      2 evaluated (2 met an asset); need a running estate: 1
                aws-iam-key-rotated
  Findings      pass 1 · fail 3 · unknown 1 · not applicable 1 · error 1
  Failures      1 critical, 2 high
  Safeguards    2: 1 not satisfied, 1 attestation missing
                Touched by failures:
                164.312(a)(2)(iv), 164.308(a)(4)(i), 164.312(a)(1)
                Not satisfied:
                - 164.312(a)(2)(iv): not satisfied.
                - 164.312(b): attestation missing.
  Not mapped    3 resources of 2 types were not judged:
                aws_bar_baz 1, aws_foo 2
  Gaps          1 gap: not everything selected was read
                - partial: 3 changes are deferred to a later plan
  Note          aws-kms-key-rotated: parameter days is 400, weaker than the
                default 365
  Exit code     1: failures that count (see --fail-on)

Technical evidence, not a determination of compliance.
""")


def test_quiet_shows_only_the_summary() -> None:
    head, _, summary = shown(EVERYTHING).partition("Summary\n")
    assert shown(EVERYTHING, quiet=True) == head.splitlines()[0] + "\n\nSummary\n" + summary


def test_nothing_to_say_is_said() -> None:
    assert shown(report(run([finding(ENCRYPTED, asset("v"), "pass")]), exit_code=0)) == snapshot("""\
hipaacheck 1.2.3 · plan · profile hipaa · as of 2026-10-01T12:00:00Z

── infra/plan.json ─────────────────────────────────────────────────────────────
   pass 1 · fail 0 · unknown 0 · not applicable 0 · error 0

Summary
  Target        infra/plan.json
  Assets        1
  Controls      1 evaluated (1 met an asset); need a running estate: 0
  Findings      pass 1 · fail 0 · unknown 0 · not applicable 0 · error 0
  Safeguards    2: 1 not satisfied, 1 attestation missing
  Not mapped    none
  Gaps          none
  Exit code     0: no failure that counts

Technical evidence, not a determination of compliance.
""")


def test_colour_changes_nothing_but_colour() -> None:
    colored = shown(EVERYTHING, color=True)
    assert ESCAPE.sub("", colored) == shown(EVERYTHING)
    assert "\x1b[31m\x1b[1mHIGH\x1b[0m" in colored
    assert "\x1b" not in shown(EVERYTHING)


def test_targets_are_told_apart() -> None:
    first = run([finding(ENCRYPTED, asset("a"))], "a.json")
    second = run([finding(ENCRYPTED, asset("b"))], "b.json")
    lost = Gap(state="unreadable", reason="c.json: no such file")
    lines = shown(report(first, second, unreadable=(lost,))).splitlines()
    headings = [line for line in lines if line.startswith("── ")]
    assert [heading.split()[1] for heading in headings] == ["a.json", "b.json"]
    assert {len(heading) for heading in headings} == {80}
    assert lines[lines.index("Summary") + 1 :][:3] == ["  Targets       2", " " * 16 + "a.json", " " * 16 + "b.json"]
    assert " " * 16 + "- unreadable: c.json: no such file" in lines


def test_many_targets_are_listed_once() -> None:
    what = report(*(run([], f"{number}.json") for number in range(30)))
    assert "  Targets       30\n" in shown(what)
    assert " " * 16 + "… and 20 more, named above\n" in shown(what)
    assert " " * 16 + "29.json\n" in shown(what, quiet=True)


def test_failures_of_the_baseline_are_counted_and_not_shown() -> None:
    what = report(
        run([finding(ENCRYPTED, asset("old"), baseline="unchanged"), finding(ENCRYPTED, asset("fresh"), baseline="new")])
    )
    assert "(1 new, of 2 assets)" in shown(what)
    assert "  Baseline      1 new, 1 known from the baseline (not counted)\n" in shown(what)
    assert "\n  old" not in shown(what)
    assert "\n  old  (in the baseline)\n" in shown(what, verbose=True)


# -- source ------------------------------------------------------------------------------------------------------


def in_source(name: str, first: int, verdict: Verdict = "fail") -> Finding:
    """A finding about a block of `main.tf`, decided by its third line."""
    source = {first: f'resource "aws_ebs_volume" "{name}" {{', first + 2: "  encrypted = false"}
    place = Location("main.tf", first + 2, end=first + 2, start=first, fields={"encrypted": first + 2}, text=source)
    return finding(ENCRYPTED, asset(f"aws_ebs_volume.{name}"), verdict, place=place)


def test_failures_show_their_source() -> None:
    findings = [in_source("a", 8), in_source("b", 20), finding(ENCRYPTED, asset("c", Location("main.tf", 30, text={30: "\tx"})))]
    assert shown(report(run(findings))).split("(iv)\n")[1].split("Why")[0] == snapshot("""\
  aws_ebs_volume.a  main.tf:10
       8 │ resource "aws_ebs_volume" "a" {
      10 │   encrypted = false
  aws_ebs_volume.b  main.tf:22
      20 │ resource "aws_ebs_volume" "b" {
      22 │   encrypted = false
  c  main.tf:30
      30 │     x
      each: encrypted is false, required true.

""")


def test_at_most_three_show_their_source() -> None:
    findings = [in_source(name, 10 * number) for number, name in enumerate("abcde", 1)]
    what = report(run([*findings, in_source("p", 70, "pass")]))
    assert shown(what).count("│") == 6
    assert shown(what, verbose=True).count("│") == 10
    assert "│" not in shown(what, quiet=True)


def test_instances_of_a_block_show_it_once() -> None:
    block = in_source("v", 8)
    findings = [finding(ENCRYPTED, asset(f"aws_ebs_volume.v[{number}]"), place=block.place) for number in range(2)]
    what = report(run([*findings, in_source("w", 20)]))
    assert shown(what).split("(iv)\n")[1].split("      20")[0] == snapshot("""\
  aws_ebs_volume.v[0]  main.tf:10
  aws_ebs_volume.v[1]  main.tf:10
       8 │ resource "aws_ebs_volume" "v" {
      10 │   encrypted = false
  aws_ebs_volume.w  main.tf:22
""")
    assert shown(what, verbose=True).count("│") == 4


def test_source_fits_the_width_and_is_only_text() -> None:
    place = Location("main.tf", 3, text={3: "  a = \x1b[2J" + "x" * 200})
    (line,) = [line for line in shown(report(run([finding(ENCRYPTED, asset("v"), place=place)]))).splitlines() if "│" in line]
    assert line.startswith("      3 │   a = \\x1b[2Jxxx")
    assert line.endswith("x…")
    assert len(line) == 80


# -- waivers and problems ----------------------------------------------------------------------------------------


def test_waived_failures_are_shown_with_their_reason() -> None:
    waivers = [waiver("v"), waiver("w", until="2026-12-01", reason="It moves to another account soon. " * 3, line=30)]
    findings = [finding(ENCRYPTED, asset(f"aws_ebs_volume.v[{number}]"), waiver=waivers[0]) for number in range(5)]
    findings += [finding(ENCRYPTED, asset("aws_ebs_volume.w"), waiver=waivers[1], baseline="unchanged")]
    what = report(run([*findings, finding(ENCRYPTED, asset("fresh"), baseline="new")]))
    assert "(1 new, of 7 assets)" in shown(what)
    assert "  Waived        6 failures, the first until 2026-12-01 (not counted)\n" in shown(what, quiet=True)
    assert "  Baseline      1 new, 0 known from the baseline (not counted)\n" in shown(what, quiet=True)
    assert shown(what).split("show ID\n\n")[1].split("Summary")[0] == snapshot("""\
Waived

  aws-ebs-volume-encrypted  high, until 2027-06-30
      scratch data, no ePHI
      infra/main.tf:11
          aws_ebs_volume.v[0], aws_ebs_volume.v[1], aws_ebs_volume.v[2],
          … 2 more
  aws-ebs-volume-encrypted  high, until 2026-12-01
      It moves to another account soon. It moves to another account soon. It
      moves to another account soon.
      infra/main.tf:30
          aws_ebs_volume.w

""")
    failures, waived = shown(what, verbose=True).split("Waived\n\n")
    assert "aws_ebs_volume." not in failures
    assert "aws_ebs_volume.v[4]" in waived


def test_one_day_is_said_once() -> None:
    what = report(run([finding(ENCRYPTED, asset("v"), waiver=waiver("v"))]), exit_code=0)
    assert "  Waived        1 failure, until 2027-06-30 (not counted)\n" in shown(what)
    assert "\nFailures\n" not in shown(what)


def test_problems_are_told_before_the_exit_code() -> None:
    problems = tuple(f"infra/main.tf:{number}: the waiver of aws-ebs-volume-encrypted has no reason" for number in range(1, 13))
    what = report(run([finding(ENCRYPTED, asset("v"), "pass")]), problems=problems[:2], exit_code=2)
    for quiet in (False, True):
        assert shown(what, quiet=quiet).split("  Gaps          none\n")[1].split("\nTech")[0] == snapshot("""\
  Problems      2 problems in what the organisation wrote down
                - infra/main.tf:1: the waiver of aws-ebs-volume-encrypted has no
                  reason
                - infra/main.tf:2: the waiver of aws-ebs-volume-encrypted has no
                  reason
  Exit code     2: something the organisation wrote down is wrong: see Problems
""")
    many = report(run([]), problems=problems)
    assert " " * 16 + "… and 2 more (-v shows all)\n" in shown(many)
    assert "infra/main.tf:12" in shown(many, verbose=True)


def test_notes_do_not_flood_the_summary() -> None:
    what = report(
        run([finding(ENCRYPTED, asset("v"), "pass")]), notes=tuple(f"note {number}." for number in range(13)), exit_code=0
    )
    assert shown(what).count("  Note  ") == 10
    assert " " * 16 + "… and 3 more (-v shows all)\n" in shown(what)
    assert "note 12." in shown(what, verbose=True)


# -- register and snapshot ---------------------------------------------------------------------------------------


def test_register_and_snapshot() -> None:
    assert shown(recorded()).split("show ID\n\n", 1)[1] == snapshot("""\
Waived

  aws-ebs-volume-encrypted  high, until 2026-12-01
      scratch data, no ePHI
      scratch-volumes, owner Storage team, approved by Security officer, ticket
      SEC-12
      compliance/waivers.yaml:3
          scratch[0], scratch[1]
  aws-ebs-volume-encrypted  high, until 2027-06-30
      scratch data, no ePHI
      infra/main.tf:11
          noted

Alternative in place (164.306(d)(3))

  aws-ebs-volume-encrypted  high, until 2027-09-30
      The application encrypts each record before it is written.
      application-encryption
      compliance/decisions.yaml:1
          sealed

── compliance (register) ───────────────────────────────────────────────────────
   pass 0 · fail 1 · unknown 0 · not applicable 0 · error 0

Failures

MEDIUM    Waivers are in force (1 of 1 asset)
          register-waiver-in-force
          164.312(b)
  old-volumes  compliance/x.yaml:9
      old-volumes expired on 2026-09-01.

Why, and how to fix it: hipaacheck controls show ID

Summary
  Target        123456789012
  Snapshot      estate.zip of 2026-09-30T12:00:00Z, digest 3f2a9c01b2d4…,
                signature verified (key 77ab77ab77ab77ab77a…)
  Collector     arn:aws:sts::123456789012:assumed-role/audit/session
  Register      3 waivers (1 expiring, 1 expired, 1 not yet in force), 1
                decision, 1 attestation
  Assets        5
  Controls      2 evaluated (2 met an asset); need a running estate: 0
  Findings      pass 0 · fail 6 · unknown 0 · not applicable 0 · error 0
  Failures      5 high, 1 medium
  Waived        3 failures, the first until 2026-12-01 (not counted)
  Alternative   1 failure, until 2027-09-30 (not counted)
  Safeguards    2: 1 not satisfied, 1 attested
                Touched by failures:
                164.312(a)(2)(iv), 164.312(b)
  Not mapped    none
  Gaps          none
  Exit code     1: failures that count (see --fail-on)

Technical evidence, not a determination of compliance.
""")


def test_verbose_tells_the_digests_and_why_safeguards_are_not_satisfied() -> None:
    assert shown(recorded(), verbose=True, quiet=True).split("Summary\n")[1].split("  Not mapped")[0] == snapshot("""\
  Target        123456789012
  Snapshot      estate.zip of 2026-09-30T12:00:00Z, digest 3f2a9c01b2d4…,
                signature verified (key 77ab77ab77ab77ab77a…)
  Digest        3f2a9c01b2d40000000000000000000000000000000000000000000000000000
  Key           77ab77ab77ab77ab77ab77ab77ab77ab77ab77ab77ab77ab77ab77ab77ab77ab
  Previous      5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c
  Keep until    2032-09-30
  Collector     arn:aws:sts::123456789012:assumed-role/audit/session
  Register      3 waivers (1 expiring, 1 expired, 1 not yet in force), 1
                decision, 1 attestation
  Assets        5
  Controls      2 evaluated (2 met an asset); need a running estate: 0
  Findings      pass 0 · fail 6 · unknown 0 · not applicable 0 · error 0
  Failures      5 high, 1 medium
  Waived        3 failures, the first until 2026-12-01 (not counted)
  Alternative   1 failure, until 2027-09-30 (not counted)
  Safeguards    2: 1 not satisfied, 1 attested
                Touched by failures:
                164.312(a)(2)(iv), 164.312(b)
                Not satisfied:
                - 164.312(a)(2)(iv): not satisfied. 1 failure:
                  aws-ebs-volume-encrypted (1).
""")


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"signature": "not_checked"}, "signature not checked (key 77ab"),
        ({"signature": "unsigned", "key_id": None}, "3f2a9c01b2d4…, not signed Collector"),
    ],
)
def test_a_signature_that_was_not_verified_is_not_said_to_be(change: dict[str, Any], line: str) -> None:
    what = replace(recorded(), snapshot=replace(SNAPSHOT, **change))
    assert line in " ".join(shown(what).split())
    assert "verified" not in shown(what)


def test_the_register_is_no_target() -> None:
    what = recorded()
    assert "  Target        123456789012\n" in shown(what)
    assert "  Assets        5\n" in shown(what)
    assert "\n── compliance (register) ──" in shown(what)


def test_many_collectors_are_cut() -> None:
    runs = [run([], f"{number}", source="aws", collector={"oid": f"{number}", "tid": "t"}) for number in range(13)]
    assert "  Collector     oid 0, tid t\n" in shown(report(*runs))
    assert " " * 16 + "… and 3 more (-v shows all)\n" in shown(report(*runs))
    assert "oid 12, tid t\n" in shown(report(*runs), verbose=True)


# -- what others wrote -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["::error title=a::forged", "##vso[task.complete]forged", "##[error]forged", "###[error]"])
@pytest.mark.parametrize("before", ["", " ", "x" * 20 + " ", "x " * 20, "x" * 90 + " "])
def test_nothing_is_a_command_to_a_pipeline(command: str, before: str) -> None:
    evil = before + command
    rows = (Evidence(evil, "eq", evil, Unknown(evil)),)
    strange = control(title=evil, safeguards=(evil, evil))
    place = Location(evil, 3, text={3: evil})
    what = report(
        run(
            [
                finding(strange, asset(evil), message=evil, place=place),
                finding(strange, asset(f"{evil}2"), "unknown", evidence=rows),
                finding(strange, asset(f"{evil}3"), "error", message=evil),
                finding(strange, asset(f"{evil}4"), waiver=waiver("v", reason=evil, file=evil, control=evil)),
            ],
            evil,
            unmapped={evil: 1},
            gaps=(Gap(state="failed", reason=evil, account=evil), Gap(state="unsupported", reason=evil)),
        ),
        run([], evil),
        notes=(evil,),
        problems=(evil,),
        live_only=(control(evil),),
    )
    modes = ((False, False, False), (True, False, False), (False, True, False), (False, False, True))
    for about, width, (verbose, quiet, color) in product((what, recorded_as(evil)), (40, 52, 80, 113), modes):
        seen = shown(about, width=width, verbose=verbose, quiet=quiet, color=color)
        assert "##" not in seen
        assert not any(ESCAPE.sub("", line).lstrip().startswith("::") for line in seen.split("\n"))
        assert command[3:] in seen


def test_reasons_group_and_name_some_assets() -> None:
    many = [finding(ENCRYPTED, asset(f"aws_ebs_volume.v[{number}]"), "unknown") for number in range(8)]
    denied = Evidence("key", "present", True, Unknown("AccessDenied kms:DescribeKey"))
    what = report(run([*many, finding(ENCRYPTED, asset("aws_ebs_volume.w"), "unknown", evidence=(denied, denied))]), exit_code=3)
    assert shown(what).split("Could not be decided\n\n")[1].split("Summary")[0] == snapshot("""\
  aws-ebs-volume-encrypted  high, 9 assets
      encrypted: known after apply
          aws_ebs_volume.v[0], aws_ebs_volume.v[1], aws_ebs_volume.v[2],
          … 5 more
      key: AccessDenied kms:DescribeKey
          aws_ebs_volume.w

""")


def test_names_cannot_write_to_the_terminal() -> None:
    hostile = "aws_ebs_volume.v\x1b[2J\x1b]0;owned\x07\r\n\x9b31m\u202eevil\u2066\u200b\x00\x7f\u2028\ud800"
    evil = control(title="Title \x1b[31m", references=())
    what = report(
        run(
            [
                finding(evil, asset(hostile), message=f"{hostile} is bad."),
                finding(evil, asset(f"{hostile}2"), "unknown", evidence=(Evidence(hostile, "eq", hostile, Unknown(hostile)),)),
                finding(evil, asset(f"{hostile}3", Location(hostile)), "error", message=hostile),
            ],
            target=hostile,
            unmapped={hostile: 1},
            gaps=(Gap(state="failed", reason=hostile, account=hostile),),
        ),
        notes=(hostile,),
    )
    for about, verbose in product((what, recorded_as(hostile)), (False, True)):
        seen = shown(about, verbose=verbose)
        assert all(line.isprintable() for line in seen.split("\n"))
        assert "aws_ebs_volume.v\\x1b[2J\\x1b]0;owned\\x07\\r\\n\\x9b31m\\u202eevil" in seen


def test_twenty_thousand_findings_stay_short() -> None:
    controls = [control(f"aws-ebs-{number}", "low") for number in range(10)]
    places = [asset(f"aws_ebs_volume.v[{number}]") for number in range(2000)]
    seen = shown(report(run([finding(of, on, message=f"{on.id} is bad.") for of in controls for on in places])))
    assert "  … and 1,990 more (-v shows all)\n" in seen
    assert "  Findings      pass 0 · fail 20,000 · unknown 0 · not applicable 0 · error 0\n" in seen
    assert max(map(len, seen.splitlines())) <= 80
    assert len(seen.splitlines()) < 300


def test_nothing_but_addresses_is_wider_than_the_screen() -> None:
    long = 'module.application["production-eu-central-1"].module.storage["records"].aws_ebs_volume.this["archive"]'
    what = report(run([finding(ENCRYPTED, asset(long)), *EVERYTHING.runs[0].findings]))
    for width in (80, 120):
        wide = [line for line in shown(what, width=width, verbose=True).splitlines() if len(line) > width]
        assert all(line.strip() == long for line in wide)


def test_from_the_command_line(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    bucket = resource("aws_s3_bucket.records", {"bucket": "records"})
    file.write_text(json.dumps(plan(bucket, resource("aws_sunken_treasure.x"))))
    ran = hipaacheck("scan", "plan", str(file), "--no-builtin-rules", "--rules", str(ONE_CONTROL), "--no-progress")
    assert ran.code == 1
    assert "\nHIGH      S3 buckets block public access (1 of 1 asset)\n" in ran.out
    assert "\n  aws_s3_bucket.records\n" in ran.out
    assert "\nWhy, and how to fix it: hipaacheck controls show ID\n" in ran.out
    assert " 1 resource of 1 type was not judged:\n" + " " * 16 + "aws_sunken_treasure 1\n" in ran.out
    assert ran.out.endswith("\nTechnical evidence, not a determination of compliance.\n")
    assert PLAN not in ran.out
