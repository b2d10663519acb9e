"""Profiles: what the built-in ones change, and what is refused in those of an organisation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from hipaacheck.errors import ConfigError, UsageError
from hipaacheck.language.nodes import compose
from hipaacheck.language.pack import control_files
from hipaacheck.model.controls import SEVERITIES, Control, Severity
from hipaacheck.packs import builtin_rules_root
from hipaacheck.profiles import RULE, Profile, apply_profile, load_profile, profile_notes
from hipaacheck.selection import select_controls
from tests.support.cli import builtin_pack
from tests.support.registers import AUDIT, ENCRYPTION, control, line

ROOT = builtin_rules_root()
LINES = [line(), line(AUDIT, required=True)]


def of(name: str, severity: Severity = "medium", *citations: str) -> Control:
    """A control with a severity."""
    return control(name, *citations, severity=severity)


CONTROLS = [of("aws-a", "low"), of("aws-b"), of("azure-c", "high", AUDIT), of("azure-d", "critical", AUDIT)]


def load(name: str, controls: Any = CONTROLS, lines: Any = LINES) -> Profile:
    return load_profile(name, root=ROOT, controls=controls, safeguards=lines)


def proposed() -> Profile:
    return load("hipaa-nprm-2025", builtin_pack().controls, builtin_pack().safeguards)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path / "clinic.yaml"


# -- built in ----------------------------------------------------------------------------------------------------


def test_the_rule_changes_nothing_and_is_what_its_file_says() -> None:
    text = (ROOT / "profiles/hipaa.yaml").read_text("utf-8")
    assert msgspec.convert(compose(text, "hipaa.yaml")[0].plain(), Profile) == RULE == load("hipaa")
    assert apply_profile(RULE, CONTROLS, LINES) == (tuple(CONTROLS), tuple(LINES))
    assert profile_notes(RULE, CONTROLS) == ()


def test_the_proposal_requires_every_line_and_only_raises_severities() -> None:
    pack = builtin_pack()
    profile = proposed()
    controls, lines = apply_profile(profile, pack.controls, pack.safeguards)
    assert (len(lines), all(line.required for line in lines)) == (71, True)
    assert [(item.citation, item.text) for item in lines] == [(item.citation, item.text) for item in pack.safeguards]
    pairs = list(zip(pack.controls, controls, strict=True))
    assert all(before.id == after.id for before, after in pairs)
    raised = [after.id for before, after in pairs if SEVERITIES.index(after.severity) < SEVERITIES.index(before.severity)]
    lowered = [after.id for before, after in pairs if SEVERITIES.index(after.severity) > SEVERITIES.index(before.severity)]
    assert {"aws-s3-bucket-tls-only", "azure-entra-user-mfa", "aws-ecr-repository-scanned"} <= set(raised)
    assert lowered == []
    assert profile_notes(profile, pack.controls) == ("profile hipaa-nprm-2025 is a proposed rule (90 FR 898), not law",)


def test_every_selector_of_the_proposal_raises_something() -> None:
    for selector, severity in proposed().at_least.items():
        matched = select_controls(builtin_pack().controls, [selector], ())
        assert any(SEVERITIES.index(item.severity) > SEVERITIES.index(severity) for item in matched), selector


def test_the_proposal_says_where_it_is_published() -> None:
    assert (proposed().status, proposed().source) == ("proposed", "90 FR 898")
    assert proposed().references[0].startswith("https://www.federalregister.gov/documents/2025/01/06/2024-30983/")


def test_built_in_profiles_do_without_built_in_controls() -> None:
    assert apply_profile(proposed(), CONTROLS, LINES)[0] == tuple(CONTROLS)


def test_profiles_are_no_controls() -> None:
    assert not [path for path in control_files(ROOT) if "profiles" in path.parts]


def test_a_profile_survives_being_kept_as_evidence() -> None:
    for profile in (RULE, proposed(), Profile(id="x", title="x", status="custom", source="x", required=(AUDIT,))):
        assert msgspec.convert(msgspec.to_builtins(profile), Profile) == profile


def test_the_profile_in_the_documentation_loads(own: Path) -> None:
    page = (ROOT.parent / "docs/assessment.md").read_text("utf-8")
    own.write_text(page.partition("```\n# clinic.yaml")[2].partition("```")[0])
    pack = builtin_pack()
    assert len(profile_notes(load(str(own), pack.controls, pack.safeguards), pack.controls)) == 2


# -- of one's own ------------------------------------------------------------------------------------------------

HEAD = "id: clinic\ntitle: Clinic\n"
EFFECTS: dict[str, tuple[str, dict[str, str], list[bool], tuple[str, ...]]] = {
    "nothing": ("", {}, [False, True], ()),
    "as in the rule": ("required: as_in_rule", {}, [False, True], ()),
    "all": ("required: all", {}, [True, True], ()),
    "one more line": (f'required: ["{ENCRYPTION}"]', {}, [True, True], ()),
    "raised": ('at_least: {"aws-*": medium}', {"aws-a": "medium"}, [False, True], ()),
    "raised by citation": (f'at_least: {{"{AUDIT}": critical}}', {"azure-c": "critical"}, [False, True], ()),
    "set": ("severities: {aws-a: high}", {"aws-a": "high"}, [False, True], ()),
    "the last counts": ('severities: {aws-a: high, "aws-*": medium}', {"aws-a": "medium"}, [False, True], ()),
    "set, then raised": (
        "severities: {azure-c: low}\nat_least: {azure-c: medium}",
        {"azure-c": "medium"},
        [False, True],
        ("profile clinic lowers the severity of 1 control: azure-c (high to medium)",),
    ),
    "lowered": (
        'severities: {"*": low}',
        dict.fromkeys(["aws-b", "azure-c", "azure-d"], "low"),
        [False, True],
        (
            "profile clinic lowers the severity of 3 controls: aws-b (medium to low), azure-c (high to low), "
            "azure-d (critical to low)",
        ),
    ),
    "left out": (
        'ignore: ["azure-*", aws-a]',
        {"aws-a": "", "azure-c": "", "azure-d": ""},
        [False, True],
        ("profile clinic leaves out 3 controls: aws-a, azure-c, azure-d",),
    ),
}


@pytest.mark.parametrize("name", EFFECTS)
def test_a_profile_of_ones_own(name: str, own: Path) -> None:
    body, changed, required, notes = EFFECTS[name]
    own.write_text(HEAD + body)
    profile = load(str(own))
    controls, lines = apply_profile(profile, CONTROLS, LINES)
    expected = {item.id: item.severity for item in CONTROLS} | changed
    assert {item.id: item.severity for item in controls} == {key: value for key, value in expected.items() if value}
    assert [item.required for item in lines] == required
    assert (profile.status, profile_notes(profile, CONTROLS)) == ("custom", notes)


MISTAKES: dict[str, tuple[str, str]] = {
    "unknown key": (HEAD + "severity: {}", ":3:1: unknown key 'severity'; did you mean 'severities'?"),
    "addressable": (
        HEAD + f'addressable: ["{AUDIT}"]',
        ":3:1: a profile cannot make a line addressable: the rule decides that (45 CFR 164.306(d))",
    ),
    "no id": ("title: x", ":1:1: 'id' is missing"),
    "no title": ("id: x", ":1:1: 'title' is missing"),
    "id of the rule": ("id: hipaa\ntitle: x", ":1:5: id 'hipaa' is that of a built-in profile; choose another"),
    "id that is none": ("id: My Clinic\ntitle: x", ":1:5: an id has small letters, digits and hyphens"),
    "status": (HEAD + "status: final", ":3:9: a profile of your own is 'custom'; leave 'status' out"),
    "no status": (HEAD + "status: law", ":3:9: expected one of final, proposed, custom"),
    "citation": (HEAD + 'required: ["164.312(x)"]', ":3:12: no safeguard '164.312(x)'; did you mean '164.312(b)'?"),
    "required": (HEAD + "required: some", ":3:11: expected as_in_rule, all, or a list of citations"),
    "severity": (HEAD + "severities: {aws-a: urgent}", ":3:21: expected one of critical, high, medium, low"),
    "severities": (HEAD + "severities: [aws-a]", ":3:13: expected a mapping of selectors to severities"),
    "selector": (HEAD + "severities: {aws-aa: low}", ":3:14: no control matches 'aws-aa'; did you mean 'aws-a'?"),
    "raised selector": (HEAD + 'at_least: {"zz*": low}', ":3:12: no control matches 'zz*'; see: hipaacheck controls list"),
    "ignore": (HEAD + "ignore: aws-a", ":3:9: expected a list of texts"),
    "item": (HEAD + "ignore: [{a: 1}]", ":3:10: expected text"),
    "list": ("- id: x", ":1:1: expected one mapping with the keys id, title"),
    "empty": ("", ":1:1: expected one mapping"),
    "no YAML": ("id: [", "not YAML"),
    "two at once": ("id: X\ntitel: []", ":2:1: unknown key 'titel'; did you mean 'title'?"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_with_its_place(name: str, own: Path) -> None:
    text, expected = MISTAKES[name]
    own.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load(str(own))
    assert expected in str(caught.value)
    assert str(caught.value).startswith(str(own))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("hippa", "no profile 'hippa'; did you mean 'hipaa'? There are hipaa, hipaa-nprm-2025, and files that end in .yaml"),
        ("zzz", "no profile 'zzz'. There are hipaa, hipaa-nprm-2025"),
        ("nowhere.yaml", "nowhere.yaml: the profile cannot be read: No such file or directory. Check --profile."),
        ("../hipaa", "../hipaa: the profile cannot be read"),
    ],
)
def test_a_profile_that_is_not_there(name: str, expected: str) -> None:
    with pytest.raises(UsageError) as caught:
        load(name)
    assert expected in str(caught.value)


def test_a_profile_that_is_no_text(own: Path) -> None:
    own.write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match="it is not UTF-8"):
        load(str(own))
