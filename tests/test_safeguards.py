"""`hipaacheck safeguards`: the 71 lines, and what covers each, as people see it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.cli import builtin_pack, hipaacheck

OWN = """\
id: own-bucket-kept
title: Buckets of the archive keep what they hold
severity: high
asset: aws.s3.bucket
safeguards: ["164.316(b)(2)(i)", "164.312(a)(2)(iv)"]
require: {object_lock: true}
"""
REGISTER = """\
attestations:
  - id: guarded
    safeguard: "164.310(a)(1)"
    type: inherited
    statement: The cloud provider guards its facilities, as its report says.
    subject: all regions
    performed_on: 2026-03-01
    valid_until: 2099-02-28
    attested_by: Security officer
  - id: trained
    safeguard: "164.308(a)(5)(i)"
    type: training
    statement: Everybody was trained in security, with a test.
    subject: all workforce
    performed_on: 2020-03-01
    valid_until: 2021-02-28
    attested_by: Security officer
decisions:
  - id: old-server
    safeguard: "164.312(a)(2)(iv)"
    scope: {accounts: ["123456789012"]}
    assessment:
      date: 2026-01-10
      by: Security officer
      factors: {size: forty people, infrastructure: a server of a vendor, cost: a new server, risk: the room is locked}
    outcome: not_reasonable
    why_not_reasonable: The server of the vendor cannot encrypt its volumes.
    expires: 2099-01-01
waivers:
  - id: scratch
    controls: ["aws-ebs-*"]
    allow_glob: true
    scope: {tags: {purpose: scratch}}
    reason: {code: accepted_risk, text: Scratch volumes hold no data of patients whatever.}
    owner: Storage team
    approved_by: Security officer
    created: 2020-10-01
    effective: 2020-10-01
    expires: 2020-12-01
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a control of one's own, and a register in another than the usual place; the terminal has 80 columns."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules/own.yaml").write_text(OWN)
    (tmp_path / "records").mkdir()
    (tmp_path / "records/all.yaml").write_text(REGISTER)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


def shown(*arguments: str) -> list[str]:
    """The lines that are printed; none is wider than the terminal."""
    ran = hipaacheck("safeguards", *arguments)
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert max(len(line) for line in lines) <= 80
    return lines


def rows(*arguments: str) -> dict[str, Any]:
    """What is printed as JSON, by citation."""
    return {row["citation"]: row for row in hipaacheck("safeguards", *arguments, "--format", "json").json()}


# -- all lines ---------------------------------------------------------------------------------------------------


def test_every_line_is_listed_with_what_covers_it() -> None:
    lines = shown("--rules", "rules")
    assert sum(line.startswith("164.3") for line in lines) == 71
    assert lines[0] == "Administrative             AWS  Azure  Other"
    assert "164.316(b)(2)(i)      R      3      -      -    Time limit" in lines
    assert "164.308(a)(2)         R  nothing covers this  Assigned security responsibility" in lines
    assert "164.310(a)(2)(i)      A  nothing covers this    Contingency operations" in lines
    assert "With --register DIR, the organisation's attestations and decisions are shown," in lines


def test_the_numbers_are_those_of_the_controls() -> None:
    for citation, row in rows().items():
        citing = [control for control in builtin_pack().controls if citation in control.safeguards]
        assert row["controls"] == [control.id for control in citing]
        assert row["by_cloud"]["aws"] == sum(control.asset.startswith("aws.") for control in citing)
        assert sum(row["by_cloud"].values()) == len(citing)
        assert row["covered"] == bool(citing)


def test_records_are_shown_below_their_line() -> None:
    lines = shown("--register", "records")
    at = lines.index("164.310(a)(1)         R      -      -      -  Facility access controls")
    assert lines[at + 1] == "    attestation guarded (inherited): in force until 2099-02-28"
    at = lines.index("164.308(a)(5)(i)      R  nothing covers this  Security awareness and training")
    assert lines[at + 1] == "    attestation trained (training): expired on 2021-02-28"
    assert "    decision old-server (not reasonable): in force until 2099-01-01" in lines


def test_a_register_in_the_usual_place_is_found(folder: Path) -> None:
    (folder / "records").rename(folder / "compliance")
    assert "    attestation guarded (inherited): in force until 2099-02-28" in shown()


def test_the_beginning_of_a_citation_lists_the_lines_below_it() -> None:
    lines = [line.split()[0] for line in shown("164.310(d)") if line.startswith("164.")]
    assert lines == ["164.310(d)(1)", "164.310(d)(2)(i)", "164.310(d)(2)(ii)", "164.310(d)(2)(iii)", "164.310(d)(2)(iv)"]


def test_a_profile_decides_what_is_required() -> None:
    lines = shown("--profile", "hipaa-nprm-2025", "--register", "records")
    assert lines[0] == "Note: profile hipaa-nprm-2025 is a proposed rule (90 FR 898), not law."
    assert not [line for line in lines if line.startswith("164.3") and line[22] == "A"]
    assert "    decision old-server (not reasonable): without effect (required)" in lines
    assert all(row["required"] for row in rows("--profile", "hipaa-nprm-2025").values())


def test_json_has_the_records() -> None:
    found = rows("--register", "records")
    assert found["164.310(a)(1)"]["attestations"] == [
        {
            "id": "guarded",
            "kind": "inherited",
            "state": "in_force",
            "since": "2026-03-01",
            "until": "2099-02-28",
            "summary": "The cloud provider guards its facilities, as its report says.",
        }
    ]
    assert (found["164.310(a)(1)"]["covered"], found["164.308(a)(5)(i)"]["covered"]) == (True, False)
    assert [item["kind"] for item in found["164.312(a)(2)(iv)"]["decisions"]] == ["not reasonable"]
    assert [item["state"] for item in found["164.312(a)(2)(iv)"]["waivers"]] == ["expired"]
    assert set(found["164.312(b)"]) >= {"citation", "standard", "specification", "required", "text", "checkable", "controls"}


# -- one line ----------------------------------------------------------------------------------------------------


def test_all_about_a_line() -> None:
    lines = shown("164.312(a)(2)(iv)", "--rules", "rules", "--register", "records")
    assert lines[:2] == [
        "45 CFR 164.312(a)(2)(iv)  Access control: Encryption and decryption",
        "  Be able to encrypt and decrypt stored ePHI.",
    ]
    assert "  Controls can answer this line by themselves." in lines
    assert lines[lines.index("  aws.ebs") + 1].split()[1].startswith("aws-ebs-")
    assert "    high      own-bucket-kept" in lines
    assert lines[lines.index("Records (2)") :] == [
        "Records (2)",
        "  decision old-server (not reasonable): in force until 2099-01-01",
        "      The server of the vendor cannot encrypt its volumes. (Security officer;",
        "      records/all.yaml:19)",
        "  waiver scratch (accepted risk): expired on 2020-12-01",
        "      Scratch volumes hold no data of patients whatever. (Storage team;",
        "      records/all.yaml:30)",
    ]


def test_all_about_a_line_that_nothing_covers() -> None:
    lines = shown("164.310(c)")
    assert lines[3:] == [
        "  Standard, physical, required.",
        "  No interface shows this: it is for the organisation to attest.",
        "  What speaks of it: Only the organisation can attest how workstations that",
        "  reach ePHI are guarded, with a procedure or a record of an inspection.",
        "",
        "Controls: none cites this line",
        "",
        "Records: no register was given (--register DIR)",
        "",
        "Nothing covers this: no control cites it, and no record in force is about it.",
        "Attest it: hipaacheck register new attestation --safeguard '164.310(c)'",
    ]


def test_a_register_without_a_word_about_the_line() -> None:
    assert "Records: none in records about this line" in shown("164.310(c)", "--register", "records")


# -- mistakes ----------------------------------------------------------------------------------------------------

MISUSE: dict[str, tuple[list[str], str]] = {
    "citation": (["164.312(a)(2)(iv"], "no safeguard '164.312(a)(2)(iv'; did you mean '164.312(a)(2)(iv)'? See: hipaacheck"),
    "nothing like it": (["zzz"], "no safeguard 'zzz'. See: hipaacheck safeguards"),
    "profile": (["--profile", "hippa"], "no profile 'hippa'; did you mean 'hipaa'?"),
    "register": (["--register", "nowhere"], "nowhere: the register cannot be read"),
    "rules": (["--rules", "nowhere"], "nowhere: no such file or folder of controls"),
}


@pytest.mark.parametrize("name", MISUSE)
def test_misuse_ends_in_2_with_the_remedy(name: str) -> None:
    arguments, text = MISUSE[name]
    ran = hipaacheck("safeguards", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert text in ran.err


def test_a_register_with_a_mistake_stops_the_command(folder: Path) -> None:
    (folder / "records/all.yaml").write_text("attestation: []\n")
    ran = hipaacheck("safeguards", "--register", "records")
    assert (ran.code, ran.out) == (2, "")
    assert "did you mean 'attestations'?" in ran.err
