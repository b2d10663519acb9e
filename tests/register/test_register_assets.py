"""Records as assets: what they say as of a day, and the controls that judge them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from hipaacheck.engine import evaluate
from hipaacheck.model.assets import Asset
from hipaacheck.model.register import Register
from hipaacheck.pluginhost import PluginHost
from hipaacheck.register.entries import entries, notes
from hipaacheck.register.records import AttestationAsset, DecisionAsset, WaiverAsset, register_inventory
from tests.register.documents import ATTESTATION, DECISION, WAIVER, edited, parse
from tests.support.cli import builtin_pack

LAST = {"scratch": "2027-01-02", "encrypted-elsewhere": "2028-01-09", "locked-room": "2026-12-31"}
KINDS = {"scratch": "waiver", "encrypted-elsewhere": "decision", "locked-room": "attestation"}


def verdicts(register: Register, day: date) -> dict[str, str]:
    """The verdict about each record."""
    controls = [control for control in builtin_pack().controls if control.asset.startswith("register.")]
    vocabulary = PluginHost(third_party=False).vocabulary
    inventory, noon = register_inventory(register, day), datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    found = evaluate(controls, inventory, vocabulary=vocabulary, predicates={}, params={}, now=noon)
    return {finding.asset.id: finding.verdict for finding in found}


def test_records_become_assets_with_their_places() -> None:
    inventory = register_inventory(parse(edited()), date(2026, 6, 1))
    waiver, decision, attestation = inventory.assets
    assert isinstance(waiver, WaiverAsset)
    assert isinstance(decision, DecisionAsset)
    assert isinstance(attestation, AttestationAsset)
    assert (inventory.source, inventory.target, inventory.gaps) == ("register", "r", ())
    assert (waiver.type, waiver.owner, waiver.controls) == ("register.waiver", "platform team", ["aws-ebs-volume-encrypted"])
    assert (waiver.starts, waiver.expires) == (datetime(2026, 1, 2, tzinfo=UTC), datetime(2027, 1, 2, 23, 59, 59, tzinfo=UTC))
    assert (decision.safeguards, decision.outcome, decision.owner) == (["164.312(a)(2)(iv)"], "alternative", "security official")
    assert (attestation.safeguards, attestation.kind, attestation.until) == (["164.310(a)(1)"], "procedure", "2026-12-31")
    for item in inventory.assets:
        assert item.location is not None
        assert (item.location.file, item.location.line) == ("r/a.yaml", 1)
        assert (item.account, item.region) == (None, None)


@pytest.mark.parametrize("name", LAST)
def test_a_record_holds_to_the_end_of_its_last_day(name: str) -> None:
    last = date.fromisoformat(LAST[name])
    after = date.fromordinal(last.toordinal() + 1)
    register = parse(edited())
    assert (verdicts(register, last)[name], verdicts(register, after)[name]) == ("pass", "fail")
    states = [[row.state for row in entries(register, day) if row.id == name] for day in (last, after)]
    assert states == [["expiring"], ["expired"]]


RENEWED: dict[str, tuple[str, dict[str, Any], bool]] = {
    "waiver": ("waivers", {**WAIVER, "id": "b", "effective": "2027-01-01", "expires": "2027-06-01"}, True),
    "waiver in the same scope, in another order": (
        "waivers",
        {**WAIVER, "id": "b", "effective": "2027-01-01", "expires": "2027-06-01", "controls": ["aws-ebs-volume-encrypted"]},
        True,
    ),
    "waiver of another scope": (
        "waivers",
        {**WAIVER, "id": "b", "effective": "2027-01-01", "expires": "2027-06-01", "scope": {"assets": ["b"]}},
        False,
    ),
    "waiver of another control": (
        "waivers",
        {**WAIVER, "id": "b", "effective": "2027-01-01", "expires": "2027-06-01", "controls": ["aws-ebs-snapshot-encrypted"]},
        False,
    ),
    "waiver that is not in force yet": (
        "waivers",
        {**WAIVER, "id": "b", "effective": "2028-02-01", "expires": "2028-06-01"},
        False,
    ),
    "waiver that ended too": ("waivers", {**WAIVER, "id": "b", "expires": "2027-01-03", "effective": "2026-01-04"}, False),
    "decision": (
        "decisions",
        {**DECISION, "id": "b", "assessment": {**DECISION["assessment"], "date": "2028-01-09"}, "expires": "2029-01-01"},
        True,
    ),
    "attestation": ("attestations", {**ATTESTATION, "id": "b", "performed_on": "2027-01-01", "valid_until": "2029-12-31"}, True),
    "attestation of another subject": (
        "attestations",
        {**ATTESTATION, "id": "b", "performed_on": "2027-01-01", "valid_until": "2029-12-31", "subject": "roof"},
        False,
    ),
}


@pytest.mark.parametrize("name", RENEWED)
def test_an_expired_record_is_no_failure_beside_one_that_takes_its_place(name: str) -> None:
    key, record, renewed = RENEWED[name]
    register = parse(edited((f"{key}.1", record)))
    old = next(id_ for id_, kind in KINDS.items() if kind == name.split()[0])
    found = verdicts(register, date(2028, 1, 11) if name == "decision" else date(2027, 5, 1))
    assert found[old] == ("pass" if renewed else "fail")
    assert found["b"] == ("fail" if "ended" in name else "pass")


def test_an_asset_alone_is_not_its_own_renewal() -> None:
    asset: Asset = register_inventory(parse(edited()), date(2026, 6, 1)).assets[0]
    assert isinstance(asset, WaiverAsset)
    assert (asset.expired, asset.renewed) == (False, False)


# -- states and notes ----------------------------------------------------------------------------------------------

STATES = {
    "2026-01-01": ("not_yet", "not_yet", "not_yet"),
    "2026-01-02": ("in_force", "not_yet", "not_yet"),
    "2026-01-10": ("in_force", "in_force", "in_force"),
    "2026-11-30": ("in_force", "in_force", "in_force"),
    "2026-12-01": ("in_force", "in_force", "expiring"),
    "2026-12-31": ("expiring", "in_force", "expiring"),
    "2027-01-03": ("expired", "in_force", "expired"),
    "2028-01-10": ("expired", "expired", "expired"),
}


@pytest.mark.parametrize("day", STATES)
def test_states_as_of_a_day(day: str) -> None:
    rows = entries(parse(edited()), date.fromisoformat(day))
    assert tuple(row.state for row in rows) == STATES[day]
    assert [(row.kind, row.id, row.since, row.until) for row in rows] == [
        ("waiver", "scratch", "2026-01-02", "2027-01-02"),
        ("decision", "encrypted-elsewhere", "2026-01-10", "2028-01-09"),
        ("attestation", "locked-room", "2026-01-05", "2026-12-31"),
    ]


def test_entries_say_what_each_is_about_and_who_answers_for_it() -> None:
    waiver, decision, attestation = entries(parse(edited()), date(2026, 6, 1))
    assert (waiver.by, waiver.controls, waiver.safeguards) == ("platform team", ("aws-ebs-volume-encrypted",), ())
    assert decision.summary == "alternative: Snapshots are encrypted, and the room is locked and watched."
    assert (decision.by, decision.controls, decision.safeguards) == (
        "security official",
        ("aws-ebs-snapshot-encrypted",),
        ("164.312(a)(2)(iv)",),
    )
    assert (attestation.by, attestation.safeguards) == ("facility manager", ("164.310(a)(1)",))


def test_notes_name_what_ends_and_what_says_the_same() -> None:
    second = {**WAIVER, "id": "b", "effective": "2026-12-31", "created": "2026-12-31", "expires": "2027-02-01"}
    register = parse(edited(("waivers.1", second)))
    assert notes(register, date(2027, 1, 2)) == (
        "r/a.yaml:1: waiver scratch expires today, at the end of 2027-01-02. Renew it, or do without it by then.",
        "r/a.yaml:1: waiver b expires in 30 days, at the end of 2027-02-01. Renew it, or do without it by then.",
        "r/a.yaml:1: attestation locked-room expired on 2026-12-31: it shows nothing any more. Repeat what it attests, and attest it.",
        "r/a.yaml:1: waiver b and scratch (r/a.yaml:1) are about aws-ebs-volume-encrypted in the same scope at the same time. "
        "Keep one of them.",
    )
    assert [note for note in notes(register, date(2027, 1, 3)) if "same scope" in note] == []
    apart = parse(edited(("waivers.1", {**second, "effective": "2027-01-03"})))
    assert [note for note in notes(apart, date(2026, 6, 1)) if "same scope" in note] == []
