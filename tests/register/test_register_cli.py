"""`hipaacheck register`: what people see, and the examples of the documentation."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from hipaacheck.model.register import RegisterFile
from hipaacheck.register.load import parse_register
from tests.register.documents import BASE, SAFEGUARDS, WAIVER
from tests.support.cli import builtin_pack, hipaacheck

DAY = ("--as-of", "2026-12-20")
OVERLAP = {**WAIVER, "id": "scratch-volumes-of-the-second-site", "effective": "2027-01-01", "owner": "platform team " * 5}


@pytest.fixture
def clinic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory of 80 columns with a register."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    (tmp_path / "compliance").mkdir()
    documents = {**BASE, "waivers": [WAIVER, {**OVERLAP, "expires": "2027-10-01"}]}
    (tmp_path / "compliance/all.yaml").write_text(json.dumps(documents, indent=1), "utf-8")
    return tmp_path


def test_check_counts_and_tells_what_needs_attention(clinic: Path) -> None:
    ran = hipaacheck("register", "check", *DAY)
    assert (ran.code, ran.err) == (0, "")
    assert (
        ran.out
        == """\
compliance: 1 file, 4 records, as of 2026-12-20

                in force  expiring   not yet   expired
  waivers              -         1         1         -
  decisions            1         -         -         -
  attestations         -         1         -         -

compliance/all.yaml:3: waiver scratch expires in 13 days, at the end of
  2027-01-02. Renew it, or do without it by then.
compliance/all.yaml:23: waiver scratch-volumes-of-the-second-site is not in
  force before 2027-01-01.
compliance/all.yaml:80: attestation locked-room expires in 11 days, at the end
  of 2026-12-31. Renew it, or do without it by then.
compliance/all.yaml:23: waiver scratch-volumes-of-the-second-site and scratch
  (compliance/all.yaml:3) are about aws-ebs-volume-encrypted in the same scope
  at the same time. Keep one of them.

ok
"""
    )


def test_check_lists_every_problem(clinic: Path) -> None:
    (clinic / "compliance/b.yaml").write_text('waivers:\n  - owner: "a\\e[2J"\n    id: 7\n', "utf-8")
    ran = hipaacheck("register", "check", "compliance")
    assert ran.code == 2
    missing = "missing controls, scope, reason, approved_by, created, effective, expires"
    assert ran.out.splitlines() == [
        f"compliance/b.yaml:2:5: a waiver: {missing}",
        "compliance/b.yaml:2:12: 'owner' must be text of one line, without control characters",
        "compliance/b.yaml:3:9: 'id' must be text; quote it: '7'",
        "3 problems",
    ]
    listed = hipaacheck("register", "list")
    assert (listed.code, listed.out) == (2, "")
    assert listed.err.startswith("hipaacheck: compliance/b.yaml:2:5: ")


def test_list_is_a_table(clinic: Path) -> None:
    ran = hipaacheck("register", "list", *DAY)
    assert (ran.code, ran.err) == (0, "")
    assert (
        ran.out
        == """\
kind         id                      state     last day    owner
waiver       scratch                 expiring  2027-01-02  platform team
               aws-ebs-volume-encrypted
waiver       scratch-volumes-of-the-second-site
                                     not yet   2027-10-01  platform team platfo…
               aws-ebs-volume-encrypted
decision     encrypted-elsewhere     in force  2028-01-09  security official
               164.312(a)(2)(iv), aws-ebs-snapshot-encrypted
attestation  locked-room             expiring  2026-12-31  facility manager
               164.310(a)(1)

4 records, as of 2026-12-20. A record holds to the end of its last day, UTC.
"""
    )
    row = hipaacheck("register", "list", "--format", "json", *DAY).json()[2]
    assert row | {"summary": ""} == {
        "kind": "decision",
        "id": "encrypted-elsewhere",
        "state": "in_force",
        "since": "2026-01-10",
        "until": "2028-01-09",
        "owner": "security official",
        "summary": "",
        "safeguards": ["164.312(a)(2)(iv)"],
        "controls": ["aws-ebs-snapshot-encrypted"],
        "file": "compliance/all.yaml",
        "line": 45,
    }


def test_a_folder_without_records_is_said_to_have_none(clinic: Path) -> None:
    (clinic / "empty").mkdir()
    ran = hipaacheck("register", "check", "empty", *DAY)
    assert ran.code == 0
    assert ran.out.startswith("empty: 0 files, 0 records, as of 2026-12-20\n\nok, and nothing in it.")
    gone = hipaacheck("register", "check", "elsewhere")
    assert (gone.code, gone.out) == (2, "")
    assert "elsewhere: the register cannot be read: No such file or directory." in gone.err


def test_new_writes_a_file_of_its_own_only(clinic: Path) -> None:
    arguments = (
        "register",
        "new",
        "waiver",
        "--control",
        "aws-s3-bucket-versioned",
        "--id",
        "kept",
        "-o",
        "compliance/new/kept.yaml",
    )
    ran = hipaacheck(*arguments)
    assert (ran.code, ran.out) == (
        0,
        "compliance/new/kept.yaml written. Fill it in, then: hipaacheck register check compliance/new\n",
    )
    text = (clinic / "compliance/new/kept.yaml").read_text("utf-8")
    assert "  - id: kept\n    controls:\n      - aws-s3-bucket-versioned\n" in text
    assert hipaacheck("register", "check").out.endswith("problems\n")
    again = hipaacheck(*arguments)
    assert (again.code, again.err) == (
        2,
        "hipaacheck: compliance/new/kept.yaml: exists already. Choose another name, or edit it.\n",
    )
    printed = hipaacheck("register", "new", "attestation", "--safeguard", "164.308(a)(5)(i)")
    assert printed.code == 0
    assert '    safeguard: "164.308(a)(5)(i)"  # Security awareness and training\n' in printed.out


REFUSED = {
    (
        "waiver",
        "--control",
        "aws-s3-bucket-version",
    ): "no control 'aws-s3-bucket-version'; did you mean 'aws-s3-bucket-versioned'?",
    ("waiver", "--safeguard", "164.312(b)"): "a waiver is of controls, not of a safeguard. Name them with --control.",
    ("attestation", "--control", "aws-s3-bucket-versioned"): "an attestation is about a safeguard, not about controls.",
    ("attestation", "--safeguard", "164.312(z)"): "no safeguard '164.312(z)'",
    ("decision", "--safeguard", "164.312(b)"): "164.312(b) is required; only addressable specifications can be decided",
    ("waiver", "--id", "A B"): "--id A B: an id has lower-case letters, digits and dashes only",
}


@pytest.mark.parametrize("arguments", REFUSED)
def test_new_refuses_what_does_not_go_together(clinic: Path, arguments: tuple[str, str, str]) -> None:
    ran = hipaacheck("register", "new", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert REFUSED[arguments] in ran.err


@pytest.mark.parametrize("command", ["check", "list"])
def test_a_day_that_is_none_is_refused(clinic: Path, command: str) -> None:
    ran = hipaacheck("register", command, "--as-of", "soon")
    assert (ran.code, ran.err) == (2, "hipaacheck: --as-of soon: not a date such as 2026-10-01\n")


def test_today_is_the_default(clinic: Path) -> None:
    out = hipaacheck("register", "check").out
    assert date.fromisoformat(out.splitlines()[0][-10:]) > date(2026, 1, 1)


# -- documentation -------------------------------------------------------------------------------------------------

PAGE = Path(__file__).parents[2] / "docs/register.md"
EXAMPLES = re.findall(
    r"^```yaml\n((?:waivers|decisions|attestations):\n.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL
)


def test_the_examples_of_the_documentation_are_a_register() -> None:
    files = [RegisterFile(f"{number}.yaml", text) for number, text in enumerate(EXAMPLES)]
    controls = {control.id: control for control in builtin_pack().controls}
    register = parse_register(files, "docs", safeguards=SAFEGUARDS, controls=controls)
    assert (len(register.waivers), len(register.decisions), len(register.attestations)) == (1, 1, 2)
