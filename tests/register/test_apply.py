"""The register applied: what a waiver and an alternative cover, from when to when, and what is said of the others."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipaacheck import Finding, Gap, Tags, Unknown, Verdict, Waiver
from hipaacheck.model.register import Register, Scope
from hipaacheck.register.apply import Applied, apply_register
from tests.support.registers import (
    AUDIT,
    ENCRYPTION,
    Record,
    asset,
    attestation,
    control,
    decision,
    finding,
    line,
    run,
    waiver,
)

TODAY = date(2026, 6, 15)
LINES = [line(), line(AUDIT, required=True)]
BOTH = control("encrypted", ENCRYPTION, AUDIT)
SHOWN = control("shown", AUDIT)


def applied(*findings: Finding, today: date = TODAY, lines: Any = LINES, **records: Any) -> Applied:
    """What the records do to the findings of one run."""
    return apply_register([run(*findings)], Register(**records), safeguards=lines, today=today)


def covers(result: Applied) -> list[str | None]:
    """The id of what covers each finding."""
    return [item.waiver.id if item.waiver is not None else None for part in result.runs for item in part.findings]


def test_a_waiver_marks_a_failure_with_everything_that_people_ask() -> None:
    result = applied(finding(), waivers=(waiver(ticket="SEC-1"),))
    (found,) = result.runs[0].findings
    assert (found.verdict, found.active) == ("fail", False)
    assert found.waiver == Waiver(
        control="encrypted",
        addresses=(),
        until="2026-12-31",
        reason="The volumes hold no data of patients.",
        file="compliance/w.yaml",
        line=119,
        id="w",
        owner="Storage",
        approved_by="Officer",
        ticket="SEC-1",
    )
    assert (result.notes, [item.findings for item in result.entries]) == ((), [1])


def test_no_register_changes_nothing() -> None:
    result = applied(finding())
    assert (covers(result), result.notes, result.entries) == ([None], (), ())


@pytest.mark.parametrize("verdict", ["pass", "unknown", "not_applicable", "error"])
def test_only_failures_are_covered(verdict: Verdict) -> None:
    assert covers(applied(finding(verdict=verdict), waivers=(waiver(),))) == [None]


@pytest.mark.parametrize(
    ("today", "covered"),
    [("2025-12-31", False), ("2026-01-01", True), ("2026-12-31", True), ("2027-01-01", False)],
)
def test_a_waiver_holds_from_its_first_day_to_the_end_of_its_last(today: str, covered: bool) -> None:
    assert covers(applied(finding(), today=date.fromisoformat(today), waivers=(waiver(),))) == ["w" if covered else None]


ARM = "/subscriptions/1/resourceGroups/A/providers/Microsoft.Compute/disks/D"
UNKNOWN = Unknown("denied")
SCOPES: dict[str, tuple[Scope, dict[str, Any], bool, bool]] = {
    "account": (Scope(accounts=("2", "1")), {}, False, True),
    "other account": (Scope(accounts=("2",)), {}, False, False),
    "unknown account": (Scope(accounts=("1",)), {"account": UNKNOWN}, False, False),
    "no account": (Scope(accounts=("1",)), {"account": None}, False, False),
    "any account": (Scope(accounts=("*",)), {"account": None}, True, False),
    "region": (Scope(regions=("us-east-1",)), {}, False, True),
    "region by glob": (Scope(regions=("us-*",)), {}, True, True),
    "glob not allowed": (Scope(regions=("us-*",)), {}, False, False),
    "unknown region": (Scope(regions=("us-east-1",)), {"region": UNKNOWN}, False, False),
    "both keys": (Scope(accounts=("1",), regions=("us-east-1",)), {}, False, True),
    "one of two keys": (Scope(accounts=("1",), regions=("eu-west-1",)), {}, False, False),
    "id": (Scope(assets=("x", "v")), {}, False, True),
    "id in other case": (Scope(assets=("V",)), {}, False, False),
    "ARM id in other case": (Scope(assets=(ARM.upper(),)), {"id": ARM}, False, True),
    "ARM id by glob": (Scope(assets=("/SUBSCRIPTIONS/1/*",)), {"id": ARM}, True, True),
    "address with a key": (Scope(assets=('b.a["x"]',)), {"id": 'b.a["x"]'}, False, True),
    "brackets are no pattern": (Scope(assets=("b.a[0]*",)), {"id": "b.a0"}, True, False),
    "glob beside brackets": (Scope(assets=("b.a[0]*",)), {"id": "b.a[0].c"}, True, True),
    "tags": (Scope(tags={"a": "1", "b": "2"}), {"tags": Tags(items={"a": "1", "b": "2", "c": "3"})}, False, True),
    "one of two tags": (Scope(tags={"a": "1", "b": "2"}), {"tags": Tags(items={"a": "1"})}, False, False),
    "unknown tags": (Scope(tags={"a": "1"}), {"tags": UNKNOWN}, False, False),
    "unknown value of a tag": (Scope(tags={"a": "*"}), {"tags": Tags(items={"a": UNKNOWN})}, True, False),
    "tag without a value": (Scope(tags={"a": ""}), {"tags": Tags(items={"a": None})}, False, False),
}


@pytest.mark.parametrize("name", SCOPES)
def test_scope(name: str) -> None:
    scope, fields, globs, expected = SCOPES[name]
    thing = asset(fields.get("id", "v"), **{key: value for key, value in fields.items() if key != "id"})
    result = applied(finding(on=thing), waivers=(waiver(scope=scope, allow_glob=globs),))
    assert covers(result) == ["w" if expected else None]


@pytest.mark.parametrize(
    ("controls", "globs", "expected"),
    [(("encrypted",), False, True), (("enc*",), True, True), (("enc*",), False, False), (("other",), True, False)],
)
def test_controls(controls: tuple[str, ...], globs: bool, expected: bool) -> None:
    result = applied(finding(), waivers=(waiver(controls=controls, scope=Scope(assets=("v",)), allow_glob=globs),))
    assert covers(result) == ["w" if expected else None]


def test_no_record_covers_a_finding_about_a_record() -> None:
    everything = waiver(controls=("*",))
    assert covers(applied(finding(on=asset("old", Record)), waivers=(everything,))) == [None]


# -- several at once ---------------------------------------------------------------------------------------------


def test_the_waiver_that_lasts_longest_counts_and_the_other_is_told() -> None:
    result = applied(finding(), waivers=(waiver("a", expires="2026-10-01"), waiver("b"), waiver("c")))
    assert covers(result) == ["b"]
    assert [item.findings for item in result.entries] == [0, 1, 0]
    told = "is not needed for 1 failure: covered already by waiver b (compliance/w.yaml:98). Remove what is not needed."
    assert result.notes == (f"compliance/w.yaml:97: waiver a {told}", f"compliance/w.yaml:99: waiver c {told}")


def test_a_comment_stays() -> None:
    comment = Waiver(control="encrypted", addresses=("v",), until="2026-07-01", reason="scratch", file="main.tf", line=3)
    result = applied(finding(waiver=comment), waivers=(waiver(),))
    assert result.runs[0].findings[0].waiver == comment
    assert result.notes == (
        "compliance/w.yaml:119: waiver w is not needed for 1 failure: covered already by comments in source. "
        "Remove what is not needed.",
    )


def test_an_alternative_goes_before_a_waiver() -> None:
    result = applied(finding(), finding(SHOWN, "v", "pass"), decisions=(decision(),), waivers=(waiver(),))
    assert covers(result) == ["d", None]
    assert [(item.id, item.findings) for item in result.entries] == [("w", 0), ("d", 1)]
    assert "covered already by the alternative of decision d" in result.notes[0]


# -- notes -------------------------------------------------------------------------------------------------------

NOTES: dict[str, tuple[str, Verdict, dict[str, Any], str | None]] = {
    "in force": ("2026-06-15", "fail", {}, None),
    "expired": (
        "2027-01-01",
        "fail",
        {},
        "waiver w expired on 2026-12-31: 1 failure counts again. Mend what it is about, or have it decided anew.",
    ),
    "expired and not needed": (
        "2027-01-01",
        "pass",
        {},
        "waiver w expired on 2026-12-31: it no longer has any effect. Remove it, or have it decided anew.",
    ),
    "last day": (
        "2026-12-31",
        "fail",
        {},
        "waiver w ends today (on 2026-12-31), and then 1 failure that it covers counts again. "
        "Mend what it is about, or have it decided anew.",
    ),
    "thirty days left": (
        "2026-12-01",
        "fail",
        {},
        "waiver w ends in 30 days (on 2026-12-31), and then 1 failure that it covers counts again. "
        "Mend what it is about, or have it decided anew.",
    ),
    "thirty-one days left": ("2026-11-30", "fail", {}, None),
    "not yet": (
        "2025-12-31",
        "fail",
        {},
        "waiver w begins on 2026-01-01: until then 1 failure that it covers counts. "
        "Check its dates if it was meant to hold today.",
    ),
    "covers nothing": (
        "2026-06-15",
        "pass",
        {},
        "waiver w covers no failure. Remove it, or correct its controls and scope.",
    ),
    "not decided": (
        "2026-06-15",
        "unknown",
        {},
        "waiver w covers no failure: 1 finding that it names could not be decided. Keep it only if that will fail.",
    ),
    "about another control": ("2026-06-15", "fail", {"controls": ("other",)}, "1 waiver not needed here"),
    "about another account": ("2026-06-15", "fail", {"scope": Scope(accounts=("9",))}, "1 waiver not needed here"),
    "about another asset": ("2026-06-15", "fail", {"scope": Scope(assets=("x",))}, "1 waiver not needed here"),
    "about other tags": ("2026-06-15", "fail", {"scope": Scope(tags={"a": "b"})}, "waiver w covers no failure. Remove it, or"),
    "about nothing, and expiring": (
        "2026-12-15",
        "pass",
        {},
        "waiver w covers no failure. Remove it, or correct its controls and scope.",
    ),
}


@pytest.mark.parametrize("name", NOTES)
def test_notes_on_a_waiver(name: str) -> None:
    today, verdict, more, expected = NOTES[name]
    result = applied(finding(verdict=verdict), today=date.fromisoformat(today), waivers=(waiver(**more),))
    if expected is None:
        assert result.notes == ()
    else:
        (note,) = result.notes
        assert note.startswith(f"compliance/w.yaml:119: {expected}")
        assert note.endswith(".")


def test_an_attestation_that_expired_is_told() -> None:
    result = applied(today=date(2027, 1, 1), attestations=(attestation(),))
    assert result.notes == (
        "compliance/a.yaml:9: attestation a expired on 2026-12-31: it no longer has any effect. Attest anew.",
    )


# -- alternatives ------------------------------------------------------------------------------------------------

MISSING: dict[str, tuple[list[tuple[str, Verdict]], dict[str, Any], str | None]] = {
    "in place": ([("v", "pass")], {}, None),
    "in place, some not applicable": ([("v", "pass"), ("x", "not_applicable")], {}, None),
    "judges nothing": ([], {}, "shown passes for nothing in its scope"),
    "nothing passes": ([("v", "not_applicable")], {}, "shown passes for nothing in its scope"),
    "fails": ([("v", "pass"), ("x", "fail")], {}, "shown has findings in its scope that do not pass (1 fail)"),
    "unknown": ([("v", "pass"), ("x", "unknown")], {}, "shown has findings in its scope that do not pass (1 unknown)"),
    "error": ([("v", "pass"), ("x", "error")], {}, "shown has findings in its scope that do not pass (1 error)"),
    "fails elsewhere": ([("v", "pass"), ("x", "fail")], {"scope": Scope(assets=("v",))}, None),
    "passes elsewhere": ([("x", "pass")], {"scope": Scope(assets=("v",))}, "shown passes for nothing in its scope"),
    "attested": ([], {"shown_by": (), "attested_by": ("a",)}, None),
    "attested no longer": (
        [],
        {"shown_by": (), "attested_by": ("old",)},
        "attestation old is not in force (2026-01-01 to 2026-06-14)",
    ),
    "both asked": ([("v", "pass")], {"attested_by": ("old",)}, "attestation old is not in force (2026-01-01 to 2026-06-14)"),
    "not attested": ([], {"shown_by": (), "attested_by": ("zz",)}, "there is no attestation zz"),
    "nothing shows it": ([], {"shown_by": ()}, "nothing is named that shows it"),
}


@pytest.mark.parametrize("name", MISSING)
def test_an_alternative_counts_while_it_is_in_place(name: str) -> None:
    evidence, more, problem = MISSING[name]
    shown = [finding(SHOWN, where, verdict) for where, verdict in evidence]
    held = (attestation(), attestation("old", valid_until="2026-06-14"))
    result = applied(finding(), *shown, decisions=(decision(**more),), attestations=held)
    notes = [note for note in result.notes if "attestation old expired" not in note]
    (failure,) = [item for item in result.runs[0].findings if item.control.id == "encrypted"]
    assert (failure.waiver is not None) == (problem is None)
    assert result.met.alternatives == (frozenset() if problem else {"d"})
    assert dict(result.met.findings) == ({} if problem else {ENCRYPTION: {failure.fingerprint: "d"}})
    if problem:
        assert notes == [
            f"compliance/d.yaml:5: decision d: its alternative is not in place: {problem}. 1 failure of {ENCRYPTION} in its scope "
            "counts. Mend the alternative, or decide anew."
        ]
    else:
        assert failure.waiver is not None
        assert (failure.waiver.kind, failure.waiver.approved_by, notes) == ("alternative", "Officer", [])


MARKED = Scope(tags={"purpose": "archive"})
ARCHIVE = Tags(items={"purpose": "archive"})
OPEN: dict[str, tuple[dict[str, Any], Scope, bool]] = {
    "tags that are unknown": ({"tags": Unknown("denied")}, MARKED, False),
    "a tag that is unknown": ({"tags": Tags(items={"purpose": Unknown("known after apply")})}, MARKED, False),
    "another tag": ({"tags": Tags(items={"purpose": "scratch"})}, MARKED, True),
    "no such tag": ({"tags": Tags(items={})}, MARKED, True),
    "an account that is unknown": ({"account": Unknown("denied")}, Scope(accounts=("1",)), False),
    "an account that nobody tells": ({"account": None}, Scope(accounts=("1",)), False),
    "another account": ({"account": "2"}, Scope(accounts=("1",)), True),
    "a region that is unknown": ({"region": Unknown("denied")}, Scope(regions=("us-east-1",)), False),
    "another region": ({"region": "eu-west-1"}, Scope(regions=("us-east-1",)), True),
}


@pytest.mark.parametrize("verdict", ["fail", "unknown", "error"])
@pytest.mark.parametrize("name", OPEN)
def test_what_may_be_in_the_scope_speaks_against_an_alternative(name: str, verdict: Verdict) -> None:
    more, scope, in_place = OPEN[name]
    shown = finding(SHOWN, asset("s", tags=ARCHIVE), "pass"), finding(SHOWN, asset("o", **more), verdict)
    result = applied(finding(on=asset("v", tags=ARCHIVE)), *shown, decisions=(decision(scope=scope),))
    assert (covers(result)[0] == "d") is in_place
    assert (result.met.alternatives == {"d"}) is in_place


GAPS: dict[str, tuple[dict[str, Any], bool]] = {
    "its type": ({"asset_type": "aws.ebs.volume"}, False),
    "every type": ({}, False),
    "another type": ({"asset_type": "aws.s3.bucket"}, True),
    "its type in its account": ({"asset_type": "aws.ebs.volume", "account": "1"}, False),
    "its type in another account": ({"asset_type": "aws.ebs.volume", "account": "2"}, True),
    "fields alone": ({"asset_type": "aws.ebs.volume", "fields": ("encrypted",)}, True),
    "what was left out on purpose": ({"state": "out_of_scope"}, True),
}


@pytest.mark.parametrize("elsewhere", [False, True])
@pytest.mark.parametrize("name", GAPS)
def test_what_was_not_listed_speaks_against_an_alternative(name: str, elsewhere: bool) -> None:
    told, in_place = GAPS[name]
    gap = Gap(**{"state": "denied", "reason": "AccessDenied", **told})
    there = run(finding(), finding(SHOWN, "s", "pass"))
    if not elsewhere:
        there = msgspec.structs.replace(there, inventory=msgspec.structs.replace(there.inventory, gaps=(gap,)))
    register = Register(decisions=(decision(scope=Scope(accounts=("1",))),))
    result = apply_register([there], register, safeguards=LINES, today=TODAY, unreadable=(gap,) if elsewhere else ())
    assert (covers(result)[0] == "d") is in_place


def test_the_alternative_ends_with_what_shows_it() -> None:
    result = applied(
        finding(),
        decisions=(decision(shown_by=(), attested_by=("a",)),),
        attestations=(attestation(valid_until="2026-09-30"),),
    )
    covered = result.runs[0].findings[0].waiver
    assert covered is not None
    assert covered.until == "2026-09-30"


def test_a_failure_that_cites_another_line_still_counts() -> None:
    result = applied(finding(BOTH), finding(SHOWN, "v", "pass"), decisions=(decision(),))
    assert covers(result) == [None, None]
    assert list(result.met.findings) == [ENCRYPTION]
    assert result.notes == (
        f"compliance/d.yaml:5: decision d does not cover {AUDIT}, which 1 failure of encrypted in its scope also cites: it still "
        "counts. Mend it, or waive it.",
    )


@pytest.mark.parametrize("outcome", ["implement", "not_reasonable"])
def test_other_outcomes_meet_nothing(outcome: str) -> None:
    result = applied(finding(), finding(SHOWN, "v", "pass"), decisions=(decision(outcome=outcome),))
    assert (covers(result), result.met.alternatives, result.notes) == ([None, None], frozenset(), ())


@pytest.mark.parametrize(("today", "covered"), [("2025-12-31", False), ("2026-12-31", True), ("2027-01-01", False)])
def test_a_decision_holds_in_its_period(today: str, covered: bool) -> None:
    result = applied(finding(), finding(SHOWN, "v", "pass"), today=date.fromisoformat(today), decisions=(decision(),))
    assert covers(result)[0] == ("d" if covered else None)


def test_a_decision_on_a_line_that_the_profile_requires_has_no_effect() -> None:
    result = applied(finding(), finding(SHOWN, "v", "pass"), lines=[line(required=True)], decisions=(decision(),))
    assert (covers(result), result.met.alternatives) == ([None, None], frozenset())
    assert result.notes == (
        f"compliance/d.yaml:5: decision d has no effect: the profile makes {ENCRYPTION} required. Implement what it asks.",
    )


def test_an_alternative_without_failures_is_told() -> None:
    result = applied(finding(verdict="pass"), finding(SHOWN, "v", "pass"), decisions=(decision(),))
    assert result.met.alternatives == {"d"}
    assert "covers no failure in what was read" in result.notes[0]


# -- many --------------------------------------------------------------------------------------------------------


def test_waivers_are_found_by_control_and_asset() -> None:
    """As many pairs as 5,000 findings and 500 waivers have would take a minute one by one; each is looked at once."""
    things = [asset(f"v{number}") for number in range(500)]
    kinds = [control(f"c{number}") for number in range(10)]
    records = tuple(
        waiver(f"w{number}", (f"c{number % 10}",), Scope(assets=(f"v{number}",)), allow_glob=False) for number in range(500)
    )
    result = applied(*(finding(kind, thing) for kind in kinds for thing in things), waivers=records)
    assert sorted(item for item in covers(result) if item) == sorted(f"w{number}" for number in range(500))


days = st.dates(date(2025, 11, 1), date(2027, 2, 1))


@given(st.lists(st.tuples(days, st.integers(0, 400)), max_size=4), days)
def test_a_failure_is_covered_when_some_waiver_is_in_force(periods: list[tuple[date, int]], today: date) -> None:
    records = tuple(
        waiver(f"w{number}", effective=since.isoformat(), expires=(since + timedelta(length)).isoformat())
        for number, (since, length) in enumerate(periods)
    )
    result = applied(finding(), today=today, waivers=records)
    (found,) = result.runs[0].findings
    held = [record.expires for record in records if record.effective <= today.isoformat() <= record.expires]
    assert found.verdict == "fail"
    assert (found.waiver.until if found.waiver is not None else None) == max(held, default=None)
    assert sum(item.findings for item in result.entries) == bool(held)
    assert applied(finding(), today=today, waivers=records) == result
