"""The status of a line: what findings, the register and the profile make of it, why, and what never makes it satisfied."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipaacheck import Finding, SafeguardStatus, Verdict, Waiver
from hipaacheck.assessment import MOST_REASONS, assess
from hipaacheck.model.register import Decision, Register
from hipaacheck.packs import builtin_safeguards
from hipaacheck.register.alternatives import Met
from hipaacheck.register.apply import apply_register
from tests.support.registers import (
    AUDIT,
    ENCRYPTION,
    TRAINING,
    attestation,
    control,
    decision,
    finding,
    line,
    run,
    waiver,
)

TODAY = date(2026, 6, 15)
PASS, FAIL, OPEN = finding(verdict="pass"), finding(on="f"), finding(on="u", verdict="unknown")
ERROR, NONE = finding(on="e", verdict="error"), finding(on="n", verdict="not_applicable")
COMMENT = finding(on="c", waiver=Waiver(control="encrypted", addresses=(), until="2026-09-01", reason="x", file="a.tf", line=3))
KNOWN = finding(on="k", baseline="unchanged")
OLD, NEXT = attestation("old", valid_until="2026-06-14"), attestation("next", performed_on="2026-06-16")
INHERITED = attestation("aws", type="inherited")
SHOWN = finding(control("shown", AUDIT), "v", "pass")


def status(*findings: Finding, checkable: str = "yes", required: bool = False, **more: Any) -> SafeguardStatus:
    """The status of the line about encryption, after the register was applied."""
    records = {name: more.pop(name) for name in ("waivers", "decisions", "attestations") if name in more}
    register, lines = Register(**records), [line(checkable=checkable, required=required)]
    applied = apply_register([run(*findings)], register, safeguards=lines, today=TODAY)
    known: dict[str, Any] = {"undecided": (), "complete": True, "register": register, "met": applied.met, "today": TODAY}
    (found,) = assess(lines, [item for part in applied.runs for item in part.findings], **{**known, **more})
    return found


REFUSED = "Not implemented in its scope; decision d of 2026-01-01 says why (45 CFR 164.306(d)(3)(ii)(B)(1))."
ATTESTED = "Attested: a, until 2026-12-31."
REST = "Part of it no interface shows, and no attestation in force speaks of that."
NOTHING = "Nothing was judged for it, and no attestation in force speaks of it."
CASES: dict[str, tuple[list[Finding], dict[str, Any], str, list[str]]] = {
    # findings alone
    "passes": ([PASS], {}, "satisfied", ["1 finding passes."]),
    "passes and not applicable": ([PASS, NONE], {}, "satisfied", ["1 finding passes.", "1 finding is not applicable."]),
    "not applicable": ([NONE], {}, "not_applicable", ["1 finding is not applicable."]),
    "fails": ([PASS, FAIL], {}, "not_satisfied", ["1 failure: encrypted (1).", "1 finding passes."]),
    "fails as known": ([KNOWN], {}, "not_satisfied", ["1 failure: encrypted (1). 1 of them is in the baseline."]),
    "unknown": ([PASS, OPEN], {}, "incomplete", ["1 finding is unknown: encrypted (1).", "1 finding passes."]),
    "error": ([PASS, ERROR], {}, "incomplete", ["1 finding ended in an error: encrypted (1).", "1 finding passes."]),
    "fails and unknown": (
        [FAIL, OPEN],
        {},
        "not_satisfied",
        ["1 failure: encrypted (1).", "1 finding is unknown: encrypted (1)."],
    ),
    "not evaluated": (
        [PASS],
        {"undecided": [control("live")]},
        "incomplete",
        ["1 control that cites it was not evaluated: live.", "1 finding passes."],
    ),
    "only not evaluated": (
        [],
        {"undecided": [control("live"), control("b")], "attestations": (attestation(),)},
        "incomplete",
        ["2 controls that cite it were not evaluated: live, b.", ATTESTED],
    ),
    "not evaluated, elsewhere": ([PASS], {"undecided": [control("live", AUDIT)]}, "satisfied", ["1 finding passes."]),
    "read in part": (
        [PASS],
        {"complete": False},
        "incomplete",
        ["Not everything that its controls judge could be read.", "1 finding passes."],
    ),
    "listing not read": (
        [],
        {"complete": False, "judged": [control()], "attestations": (attestation(),)},
        "incomplete",
        ["Not everything that its controls judge could be read.", ATTESTED],
    ),
    "read in part, but no control": (
        [],
        {"complete": False, "judged": [control("c", AUDIT)], "attestations": (attestation(),)},
        "attested",
        [ATTESTED],
    ),
    # attestations
    "nothing": ([], {}, "attestation_missing", [NOTHING]),
    "attested": ([], {"attestations": (attestation(),)}, "attested", [ATTESTED]),
    "attested on its last day": (
        [],
        {"attestations": (attestation(valid_until="2026-06-15"),)},
        "attested",
        ["Attested: a, until 2026-06-15."],
    ),
    "expired": ([], {"attestations": (OLD,)}, "attestation_expired", ["Attestation old expired on 2026-06-14. Attest anew."]),
    "expired and renewed": ([], {"attestations": (OLD, attestation())}, "attested", [ATTESTED]),
    "not yet": ([], {"attestations": (NEXT,)}, "attestation_missing", [NOTHING]),
    "inherited": ([], {"attestations": (INHERITED,)}, "inherited", ["Inherited: aws, until 2026-12-31."]),
    "inherited and attested": (
        [],
        {"attestations": (INHERITED, attestation())},
        "attested",
        ["Inherited: aws, until 2026-12-31.", ATTESTED],
    ),
    "partly, passes": ([PASS], {"checkable": "partly"}, "attestation_missing", [REST, "1 finding passes."]),
    "partly, passes, attested": (
        [PASS],
        {"checkable": "partly", "attestations": (attestation(),)},
        "satisfied",
        ["1 finding passes.", ATTESTED],
    ),
    "partly, passes, inherited": (
        [PASS],
        {"checkable": "partly", "attestations": (INHERITED,)},
        "satisfied",
        ["1 finding passes.", "Inherited: aws, until 2026-12-31."],
    ),
    "partly, passes, expired": (
        [PASS],
        {"checkable": "partly", "attestations": (OLD,)},
        "attestation_expired",
        ["Attestation old expired on 2026-06-14. Attest anew.", "1 finding passes."],
    ),
    "no, passes": ([PASS], {"checkable": "no"}, "attestation_missing", [REST, "1 finding passes."]),
    "yes, passes, expired": ([PASS], {"attestations": (OLD,)}, "satisfied", ["1 finding passes."]),
    "partly, not applicable": ([NONE], {"checkable": "partly"}, "attestation_missing", [REST, "1 finding is not applicable."]),
    "partly, not applicable, attested": (
        [NONE],
        {"checkable": "partly", "attestations": (attestation(),)},
        "attested",
        [ATTESTED, "1 finding is not applicable."],
    ),
    "attested, but fails": ([FAIL], {"attestations": (attestation(),)}, "not_satisfied", ["1 failure: encrypted (1).", ATTESTED]),
    # waivers
    "waived": (
        [FAIL, PASS],
        {"waivers": (waiver(),)},
        "not_satisfied",
        ["1 failure is waived, which satisfies nothing: w until 2026-12-31 (1).", "1 finding passes."],
    ),
    "waived in source": (
        [COMMENT],
        {},
        "not_satisfied",
        ["1 failure is waived, which satisfies nothing: the comment at a.tf:3 until 2026-09-01 (1)."],
    ),
    # decisions
    "alternative": (
        [FAIL, SHOWN],
        {"decisions": (decision(),)},
        "satisfied",
        ["1 failure is met by an alternative: decision d (1)."],
    ),
    "alternative, partly": (
        [FAIL, SHOWN],
        {"decisions": (decision(),), "checkable": "partly"},
        "attestation_missing",
        [REST, "1 failure is met by an alternative: decision d (1)."],
    ),
    "alternative not in place": ([FAIL], {"decisions": (decision(),)}, "not_satisfied", ["1 failure: encrypted (1)."]),
    "alternative without failures": (
        [],
        {"decisions": (decision(shown_by=(), attested_by=("a",)),), "attestations": (attestation(safeguard=AUDIT),)},
        "attested",
        ["An alternative is in place: decision d."],
    ),
    "alternative, but waived elsewhere": (
        [finding(control("encrypted", ENCRYPTION, AUDIT)), SHOWN],
        {"decisions": (decision(),), "waivers": (waiver(),)},
        "satisfied",
        ["1 failure is met by an alternative: decision d (1)."],
    ),
    "alternative on a required line": (
        [FAIL, SHOWN],
        {"decisions": (decision(),), "required": True},
        "not_satisfied",
        ["1 failure: encrypted (1).", "Decision d has no effect: the line is required."],
    ),
    "not reasonable": (
        [FAIL],
        {"decisions": (decision(outcome="not_reasonable"),)},
        "not_satisfied",
        ["1 failure: encrypted (1).", REFUSED],
    ),
    "not reasonable, no findings": ([], {"decisions": (decision(outcome="not_reasonable"),)}, "attested", [REFUSED]),
    "not reasonable, passes": (
        [PASS],
        {"decisions": (decision(outcome="not_reasonable"),)},
        "attested",
        [REFUSED, "1 finding passes."],
    ),
    "not reasonable, over": (
        [],
        {"decisions": (decision(outcome="not_reasonable", expires="2026-06-14"),)},
        "attestation_missing",
        [NOTHING],
    ),
    "implement": ([PASS], {"decisions": (decision(outcome="implement"),)}, "satisfied", ["1 finding passes."]),
    "implement, fails": (
        [FAIL],
        {"decisions": (decision(outcome="implement"),)},
        "not_satisfied",
        ["1 failure: encrypted (1)."],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_status_and_reasons(name: str) -> None:
    findings, more, expected, reasons = CASES[name]
    found = status(*findings, **more)
    assert (found.status, list(found.reasons)) == (expected, reasons)


def test_a_status_counts_what_it_is_made_of() -> None:
    found = status(
        FAIL,
        PASS,
        COMMENT,
        SHOWN,
        waivers=(waiver(),),
        decisions=(decision(outcome="implement"), decision("late", "implement", expires="2026-06-01")),
        attestations=(OLD, attestation(), NEXT),
    )
    assert found.verdicts == {"pass": 1, "fail": 2, "unknown": 0, "not_applicable": 0, "error": 0}
    assert (found.waived, found.decisions, found.attestations) == (2, ("d",), ("a",))


def test_many_reasons_are_cut_and_many_names_counted() -> None:
    failing = [finding(control(name), f"f{number}") for name in "edcba" for number in range(2 if name == "c" else 1)]
    found = status(
        *failing, OPEN, ERROR, COMMENT, PASS, undecided=[control("live")], complete=False, attestations=(attestation(),)
    )
    assert len(found.reasons) == MOST_REASONS
    assert found.reasons[0] == "6 failures: c (2), a (1), b (1) and 2 more."
    assert found.reasons[-1] == "There are 3 more reasons."


def test_without_a_day_no_record_counts() -> None:
    (found,) = assess([line()], [], (), complete=True, register=Register(attestations=(attestation(),)))
    assert found.status == "attestation_missing"


def test_all_lines_are_listed_in_the_order_of_the_rule() -> None:
    lines = builtin_safeguards()
    found = assess(lines, [PASS, finding(control("c", "not.a.line"))], (), complete=True)
    assert [item.safeguard for item in found] == list(lines)
    assert len(found) == 71


# -- properties --------------------------------------------------------------------------------------------------

verdicts: st.SearchStrategy[Verdict] = st.sampled_from(["pass", "fail", "unknown", "not_applicable", "error"])
findings_ = st.lists(
    st.builds(
        lambda number, verdict, cited, waived: finding(
            control(f"c{number}", *cited), f"v{number}", verdict, waiver=COMMENT.waiver if waived and verdict == "fail" else None
        ),
        st.integers(0, 9),
        verdicts,
        st.sampled_from([(ENCRYPTION,), (AUDIT,), (ENCRYPTION, AUDIT)]),
        st.booleans(),
    ),
    max_size=6,
    unique_by=lambda item: item.control.id,
)
days = st.sampled_from(["2026-06-14", "2026-06-15", "2026-06-16"])
decisions_: st.SearchStrategy[Decision] = st.builds(
    lambda name, outcome, shown, until: decision(name, outcome, shown_by=(shown,), expires=until),
    st.sampled_from(["d1", "d2"]),
    st.sampled_from(["implement", "alternative", "not_reasonable"]),
    st.sampled_from([f"c{number}" for number in range(10)]),
    days,
)
registers = st.builds(
    Register,
    waivers=st.lists(
        st.builds(lambda name, until: waiver(name, ("c*",), expires=until), st.sampled_from("xyz"), days), max_size=2
    ),
    decisions=st.lists(decisions_, max_size=2),
    attestations=st.lists(
        st.builds(
            lambda kind, until, cited: attestation(type=kind, valid_until=until, safeguard=cited),
            st.sampled_from(["policy", "inherited"]),
            days,
            st.sampled_from([ENCRYPTION, AUDIT, TRAINING]),
        ),
        max_size=2,
    ),
)
lines_ = st.builds(
    lambda first, second, required: [
        line(ENCRYPTION, first, required=required),
        line(AUDIT, second, required=True),
        line(TRAINING, "no", required=True),
    ],
    st.sampled_from(["yes", "partly", "no"]),
    st.sampled_from(["yes", "partly"]),
    st.booleans(),
)


def statuses(found: list[Finding], register: Register, lines: Any, **more: Any) -> tuple[list[Finding], Met, Any]:
    """Findings and what is met after the register, and every status."""
    applied = apply_register([run(*found)], register, safeguards=lines, today=TODAY)
    after = [item for part in applied.runs for item in part.findings]
    known: dict[str, Any] = {"undecided": (), "complete": True, **more}
    return after, applied.met, assess(lines, after, register=register, met=applied.met, today=TODAY, **known)


@given(findings_, registers, lines_, st.booleans(), st.booleans())
def test_satisfied_means_that_nothing_speaks_against_it(
    found: list[Finding], register: Register, lines: Any, complete: bool, undecided: bool
) -> None:
    more = {"complete": complete, "undecided": [control("live", ENCRYPTION)] if undecided else []}
    after, met, all_of_them = statuses(found, register, lines, **more)
    assert [item.safeguard for item in all_of_them] == lines
    for item in all_of_them:
        citation = item.safeguard.citation
        assert item.reasons
        assert all(reason.endswith(".") for reason in item.reasons)
        if item.status != "satisfied":
            continue
        own = [finding for finding in after if citation in finding.control.safeguards]
        bad = [finding for finding in own if finding.verdict in ("fail", "unknown", "error")]
        assert all(finding.fingerprint in met.findings.get(citation, {}) for finding in bad)
        assert complete
        assert not (undecided and citation == ENCRYPTION)
        assert own
        held = [held for held in register.attestations if held.safeguard == citation and held.valid_until >= "2026-06-15"]
        assert item.safeguard.checkable == "yes" or held


@given(findings_, registers, lines_)
def test_a_waiver_never_makes_a_line_satisfied(found: list[Finding], register: Register, lines: Any) -> None:
    without = Register(decisions=register.decisions, attestations=register.attestations)
    pairs = zip(statuses(found, register, lines)[2], statuses(found, without, lines)[2], strict=True)
    assert all(first.status == second.status for first, second in pairs)


@given(st.dates(date(2026, 12, 29), date(2027, 1, 3)))
def test_an_attestation_holds_to_the_end_of_its_last_day(today: date) -> None:
    (found,) = assess(
        [line(checkable="no")], [], (), complete=True, register=Register(attestations=(attestation(),)), today=today
    )
    assert found.status == ("attested" if today <= date(2026, 12, 31) else "attestation_expired")
