"""The register's files: what is a record, what is refused and in which words, and that the published schema says the same."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from hipaacheck.errors import Problem, RegisterError, UsageError
from hipaacheck.language.nodes import compose
from hipaacheck.register.schema import SCHEMA, register_schema
from hipaacheck.register.shape import check_shape
from hipaacheck.register.starter import Kind, starter
from tests.register.documents import BASE, CONTROLS, GONE, SAFEGUARDS, WAIVER, edited, parse, problems, read, refused

PUBLISHED = Path(__file__).parents[2] / "docs/register-schema-1.json"
LONG = "Long enough, and not the same words again."
W, D, A = "waivers.0", "decisions.0", "attestations.0"
TEXT = "at least 20 characters of text, without control characters"


@cache
def validator() -> Draft202012Validator:
    """The schema that editors use."""
    return Draft202012Validator(register_schema(SAFEGUARDS))


@cache
def form() -> Draft202012Validator:
    """The schema without the lines of the law."""
    return Draft202012Validator(SCHEMA)


def test_a_register_is_read_as_it_is_written() -> None:
    register = parse(BASE)
    (waiver,), (decision,), (attestation,) = register.waivers, register.decisions, register.attestations
    assert (waiver.id, waiver.controls, waiver.scope.assets) == (
        "scratch",
        ("aws-ebs-volume-encrypted",),
        ("aws_ebs_volume.scratch[0]",),
    )
    assert (waiver.reason.code, waiver.expires, waiver.ticket, waiver.allow_glob) == ("accepted_risk", "2027-01-02", None, False)
    assert (waiver.file, waiver.line) == ("r/a.yaml", 1)
    assert decision.assessment.factors.size == "Two sites and forty people."
    assert decision.alternative is not None
    assert decision.alternative.evidence.attestations == (attestation.id,)
    assert attestation.documents[0].sha256 == "ab" * 32
    assert register.files[0].text == json.dumps(BASE)


def test_the_published_schema_is_the_one_that_is_printed() -> None:
    Draft202012Validator.check_schema(validator().schema)
    assert json.loads(PUBLISHED.read_text("utf-8")) == validator().schema


# -- form: the schema and the checker agree -----------------------------------------------------------------------

FORM: dict[str, tuple[tuple[tuple[str, Any], ...], list[str]]] = {
    "whole": ((), []),
    "empty lists": ((("waivers", []), ("decisions", []), ("attestations", [])), []),
    "nothing under a key": ((("waivers", None),), ["'waivers' must be a list, and nothing is there"]),
    "misspelt list": ((("waiver", []),), ["unknown key 'waiver'; did you mean 'waivers'?"]),
    "misspelt key": (((f"{W}.expire", "2026-02-01"),), ["unknown key 'expire'; did you mean 'expires'?"]),
    "a key of the program's own": (((f"{W}.line", 3),), ["unknown key 'line'"]),
    "no end": (((f"{W}.expires", GONE),), ["a waiver: missing expires"]),
    "several missing": (((f"{A}.subject", GONE), (f"{A}.type", GONE)), ["an attestation: missing type, subject"]),
    "a record that is none": ((("waivers", ["x"]),), ["a waiver must be a mapping, not text"]),
    "a list that is none": (((f"{W}.controls", "aws-ebs-volume-encrypted"),), ["'controls' must be a list, not text"]),
    "a number for text": (((f"{W}.ticket", 12),), ["'ticket' must be text; quote it: '12'"]),
    "an account without quotes": (
        ((f"{D}.scope.accounts", [111122223333]),),
        ["an item of 'accounts' must be text; quote it: '111122223333'"],
    ),
    "text for a boolean": (((f"{W}.allow_glob", "true"),), ["'allow_glob' must be true or false, not text"]),
    "an unknown code": (
        ((f"{W}.reason.code", "accepted"),),
        [
            "'code' must be one of accepted_risk, compensating_control, false_positive, migration, vendor_limit; "
            "did you mean 'accepted_risk'?"
        ],
    ),
    "a short reason": (((f"{W}.reason.text", "because"),), [f"'text' must be {TEXT}"]),
    "two lines in one": (((f"{W}.owner", "a\nb"),), ["'owner' must be text of one line, without control characters"]),
    "signs that a terminal obeys": (((f"{W}.reason.text", LONG + "\x1b[2J"),), [f"'text' must be {TEXT}"]),
    "text turned around": (((f"{A}.subject", "a\u202eb"),), ["'subject' must be text of one line, without control characters"]),
    "blank": (((f"{W}.owner", "  "),), ["'owner' must be text of one line, without control characters"]),
    "a placeholder": (((f"{W}.owner", "<who answers for it>"),), ["'owner' is still to be filled in: who answers for it"]),
    "a bad id": (((f"{W}.id", "Scratch Volumes"),), ["'id' must be lower-case letters, digits and dashes"]),
    "a day of another country": (((f"{W}.expires", "02/01/2027"),), ["'expires' must be a day as YYYY-MM-DD"]),
    "a time": (((f"{W}.expires", "2027-01-02T00:00:00Z"),), ["'expires' must be a day as YYYY-MM-DD"]),
    "no controls": (((f"{W}.controls", []),), ["'controls' is empty; name something, or leave the key out"]),
    "a control twice": (
        ((f"{W}.controls", ["aws-ebs-volume-encrypted"] * 2),),
        ["'aws-ebs-volume-encrypted' is listed twice"],
    ),
    "a scope of nothing": (
        ((f"{W}.scope", {}),),
        ["'scope': give at least one of accounts, regions, assets, tags"],
    ),
    "an empty list in a scope": (
        ((f"{W}.scope", {"regions": []}),),
        ["'regions' is empty; name something, or leave the key out"],
    ),
    "a region in words": (
        ((f"{W}.scope.regions", ["East US"]),),
        ["""an item of 'regions' must be a region as the cloud writes it, such as "us-east-1" or "eastus\""""],
    ),
    "an account in words": (
        ((f"{W}.scope.accounts", ["the main one"]),),
        ["an item of 'accounts' must be an AWS account or Azure subscription id"],
    ),
    "no tags": (((f"{W}.scope.tags", {}),), ["'tags': give at least one"]),
    "a tag that is a number": (((f"{W}.scope.tags", {"env": 1}),), ["tag 'env' must be text; quote it: '1'"]),
    "a short digest": (((f"{A}.documents.0.sha256", "abc"),), ["'sha256' must be 64 hexadecimal digits"]),
    "an alternative without why": (
        ((f"{D}.why_not_reasonable", GONE),),
        ["outcome alternative needs why_not_reasonable"],
    ),
    "an alternative without one": (((f"{D}.alternative", GONE),), ["outcome alternative needs alternative"]),
    "implemented, and something else": (
        ((f"{D}.outcome", "implement"),),
        ["'alternative' does not go with outcome implement; remove it"],
    ),
    "implemented": (((f"{D}.outcome", "implement"), (f"{D}.alternative", GONE), (f"{D}.why_not_reasonable", GONE)), []),
    "not reasonable": (((f"{D}.outcome", "not_reasonable"), (f"{D}.alternative", GONE)), []),
    "not reasonable, and no reason": (
        ((f"{D}.outcome", "not_reasonable"), (f"{D}.alternative", GONE), (f"{D}.why_not_reasonable", GONE)),
        ["outcome not_reasonable needs why_not_reasonable"],
    ),
    "not reasonable, and an alternative": (
        ((f"{D}.outcome", "not_reasonable"),),
        ["'alternative' does not go with outcome not_reasonable; remove it"],
    ),
    "a decision about a required line": (
        ((f"{D}.safeguard", "164.312(a)(2)(i)"),),
        ["164.312(a)(2)(i) is required (45 CFR 164.306(d)(2)); only addressable specifications can be decided"],
    ),
    "a decision about a standard": (
        ((f"{D}.safeguard", "164.312(b)"),),
        ["164.312(b) is required (45 CFR 164.306(c)); only addressable specifications can be decided"],
    ),
    "a line that does not exist": (
        ((f"{A}.safeguard", "164.310(a)(9)"),),
        ["no safeguard '164.310(a)(9)'; did you mean '164.310(a)(1)'?"],
    ),
}


@pytest.mark.parametrize("name", FORM)
def test_form_is_refused_by_checker_and_schema_alike(name: str) -> None:
    edits, expected = FORM[name]
    document = edited(*edits)
    assert problems(document) == expected
    assert validator().is_valid(document) is (expected == [])


# -- beyond form ---------------------------------------------------------------------------------------------------

GLOB = (f"{W}.allow_glob", True)
BEYOND: dict[str, tuple[tuple[tuple[str, Any], ...], list[str]]] = {
    "a whole year": (((f"{W}.expires", "2027-01-02"),), []),
    "a year and a day": (
        ((f"{W}.expires", "2027-01-03"),),
        ["a waiver may last 365 days here, not 366. The last day possible is 2027-01-02; then decide anew"],
    ),
    "a required line, 90 days": (
        ((f"{W}.controls", ["aws-ebs-volume-encrypted", "aws-s3-bucket-versioned"]), (f"{W}.expires", "2026-04-02")),
        [],
    ),
    "a required line, 91 days": (
        ((f"{W}.controls", ["aws-ebs-volume-encrypted", "aws-s3-bucket-versioned"]), (f"{W}.expires", "2026-04-03")),
        [
            "a waiver may last 90 days here, not 91: aws-s3-bucket-versioned supports 164.308(a)(7)(ii)(A), which is required. "
            "The last day possible is 2026-04-02; then decide anew"
        ],
    ),
    "a required line behind a pattern": (
        ((f"{W}.controls", ["aws-s3-*"]), GLOB),
        [
            "a waiver may last 90 days here, not 365: aws-s3-bucket-versioned supports 164.308(a)(7)(ii)(A), which is required. "
            "The last day possible is 2026-04-02; then decide anew"
        ],
    ),
    "the end of the calendar": (
        ((f"{W}.created", "9999-01-01"), (f"{W}.effective", "9999-01-01"), (f"{W}.expires", "9999-12-31")),
        [],
    ),
    "one day": (((f"{W}.created", "2026-01-02"), (f"{W}.expires", "2026-01-02")), []),
    "begins before it is written": (
        ((f"{W}.created", "2026-01-03"),),
        ["'effective' (2026-01-02) is before 'created' (2026-01-03)"],
    ),
    "ends before it begins": (((f"{W}.expires", "2026-01-01"),), ["'expires' (2026-01-01) is before 'effective' (2026-01-02)"]),
    "a day that is none": (((f"{W}.expires", "2026-02-30"),), ["'expires': there is no day 2026-02-30"]),
    "the year nought": (((f"{W}.created", "0000-01-01"),), ["'created': there is no day 0000-01-01"]),
    "a decision for long": (((f"{D}.expires", "2099-01-01"),), []),
    "a decision that ends first": (
        ((f"{D}.expires", "2026-01-09"),),
        ["'expires' (2026-01-09) is before 'assessment.date' (2026-01-10)"],
    ),
    "an attestation that ends first": (
        ((f"{A}.valid_until", "2026-01-04"),),
        ["'valid_until' (2026-01-04) is before 'performed_on' (2026-01-05)"],
    ),
    "an unknown control": (
        ((f"{W}.controls", ["aws-ebs-volumes-encrypted"]),),
        ["no control 'aws-ebs-volumes-encrypted'; did you mean 'aws-ebs-volume-encrypted'?"],
    ),
    "a control nobody knows": (((f"{W}.controls", ["zzz"]),), ["no control 'zzz'; see: hipaacheck controls list"]),
    "a control by its older id": (
        ((f"{W}.controls", ["ebs-encrypted"]),),
        ["no control 'ebs-encrypted'; it is now 'aws-ebs-volume-encrypted'"],
    ),
    "a pattern that is not meant": (
        ((f"{W}.controls", ["aws-ebs-*"]),),
        ["'aws-ebs-*' is a pattern; name controls, or set allow_glob: true"],
    ),
    "a pattern that is meant": (((f"{W}.controls", ["aws-ebs-*"]), GLOB), []),
    "a pattern of letters": (((f"{W}.controls", ["aws-ebs-[sv]*"]), GLOB), []),
    "a pattern of nothing": (
        ((f"{W}.controls", ["azure-*"]), GLOB),
        ["no control matches 'azure-*'; see: hipaacheck controls list"],
    ),
    "a scope with patterns": (
        ((f"{W}.scope", {"accounts": ["1*"], "regions": ["us-?"], "assets": ["*"], "tags": {"env": "t*"}}),),
        [
            "'1*' is a pattern; write accounts out, or set allow_glob: true",
            "'us-?' is a pattern; write regions out, or set allow_glob: true",
            "'*' is a pattern; write assets out, or set allow_glob: true",
            "'t*' is a pattern; write tags out, or set allow_glob: true",
        ],
    ),
    "everything, and it is meant": (((f"{W}.scope", {"assets": ["*"]}), GLOB), []),
    "everything a decision": (
        ((f"{D}.scope", {"assets": ["*"]}),),
        ["'*' is a pattern; write assets out, or set allow_glob: true"],
    ),
    "blanks for a reason": (
        ((f"{W}.reason.text", "short" + " " * 30),),
        ["at least 20 characters, blanks at the ends aside: say it so that a stranger understands"],
    ),
    "one word for a reason": (
        ((f"{W}.reason.text", "todo todo todo todo todo"),),
        ["this only fills the place; say it so that a stranger understands"],
    ),
    "one letter for a statement": (
        ((f"{A}.statement", "x" * 40),),
        ["this only fills the place; say it so that a stranger understands"],
    ),
    "a phrase for a reason": (
        ((f"{D}.why_not_reasonable", "fix later, fix later, fix later"),),
        ["this only fills the place; say it so that a stranger understands"],
    ),
    "a dash for a factor": (
        ((f"{D}.assessment.factors.cost", "-"),),
        ["this only fills the place; say it so that a stranger understands"],
    ),
    "a reason without blanks": (((f"{W}.reason.text", "该卷仅用于构建服务器的临时空间从不包含任何受保护的健康信息"),), []),
    "a long reason that repeats words": (((f"{W}.reason.text", " ".join([LONG, "It holds what the build makes."] * 9)),), []),
    "no evidence": (
        ((f"{D}.alternative.evidence", {"controls": []}),),
        ["what shows that the alternative is in place? Name a control or an attestation"],
    ),
    "evidence that does not exist": (
        ((f"{D}.alternative.evidence", {"controls": ["zzz"], "attestations": ["locked-rooms"]}),),
        [
            "no control 'zzz'; see: hipaacheck controls list",
            "no attestation 'locked-rooms' in this register; did you mean 'locked-room'?",
        ],
    ),
    "a record that is wrong in both ways": (
        ((f"{W}.owner", 7), (f"{W}.controls", ["zzz"]), (f"{W}.expires", "2027-02-30")),
        [
            "'owner' must be text; quote it: '7'",
            "no control 'zzz'; see: hipaacheck controls list",
            "'expires': there is no day 2027-02-30",
        ],
    ),
    "an id twice": (
        ((f"{A}.id", "scratch"), (f"{D}.alternative.evidence", {"attestations": ["scratch"]})),
        ["id 'scratch' is taken by r/a.yaml:1"],
    ),
    "the same waiver twice": ((("waivers", [WAIVER, WAIVER]),), ["id 'scratch' is taken by r/a.yaml:1"]),
}


@pytest.mark.parametrize("name", BEYOND)
def test_what_no_schema_can_tell_is_refused_too(name: str) -> None:
    edits, expected = BEYOND[name]
    document = edited(*edits)
    assert sorted(problems(document)) == sorted(expected)
    assert validator().is_valid(document) or "both ways" in name


SECRETS = [
    "password=hunter2",
    "PWD = hunter2",
    "the password: hunter2!",
    "AKIA" + "ABCDEFGHIJKLMNOP",
    "-----BEGIN RSA PRIVATE KEY-----",
    "ghp_" + "a" * 36,
    "https://me:there@example.com/",
    "https://x.example/?sig=" + "a" * 20,
    "AccountKey=abcdefgh",
]


@pytest.mark.parametrize("secret", SECRETS)
def test_what_looks_like_a_secret_is_refused_and_not_quoted(secret: str) -> None:
    for document in (edited((f"{A}.statement", f"{LONG} {secret}")), edited((f"{W}.scope.tags", {secret: "x"}))):
        (problem,) = problems(document)
        assert problem.startswith("this looks like a")
        assert secret not in problem
    text = json.dumps(BASE) + f" # {secret}"
    assert [item.startswith("this looks like a") for item in problems(text)] == [True]
    escaped = json.dumps(edited((f"{A}.statement", f"{LONG} {secret}"))).replace(
        secret[1:3], "".join(f"\\u{ord(sign):04x}" for sign in secret[1:3])
    )
    assert [item.startswith("this looks like a") for item in problems(escaped)] == [True]


def test_a_secret_in_disguise_is_not_quoted_as_a_mistake() -> None:
    text = json.dumps({**BASE, "password=hunter2": 1}).replace("password", "pass\\u0077ord")
    (problem,) = problems(text)
    assert "hunter2" not in problem


@pytest.mark.parametrize(
    "text", ["The password policy is followed.", "Password: minimum length", "No secrets are kept here = good."]
)
def test_words_about_secrets_are_none(text: str) -> None:
    assert problems(edited((f"{A}.statement", f"{LONG} {text}"))) == []


# -- YAML ----------------------------------------------------------------------------------------------------------

PLAIN = """\
waivers:
  - id: scratch
    controls: [aws-ebs-volume-encrypted]
    scope: {assets: ["a"]}
    reason:
      code: migration
      text: >
        The volume moves to another account,
        and is encrypted there.
    owner: team
    approved_by: official
    created: 2026-01-01
    effective: 2026-01-01  # at once
    expires: 2026-03-01
"""


def test_days_may_stand_with_quotes_or_without() -> None:
    bare = parse(PLAIN).waivers[0]
    assert (bare.created, bare.effective, bare.expires) == ("2026-01-01", "2026-01-01", "2026-03-01")
    assert bare.reason.text == "The volume moves to another account, and is encrypted there."
    assert parse(PLAIN.replace("2026-03-01", "'2026-03-01'")).waivers[0] == bare
    assert parse(PLAIN.replace("\n", "\r\n")).waivers[0] == bare
    block, days = PLAIN.partition("    created")[0], "created: 2026-01-01,effective: 2026-01-01 , expires: 2026-03-01}"
    plain = compose(block, "a.yaml")[0].plain()["waivers"][0]
    assert parse(f"waivers: [{json.dumps(plain)[:-1]}, {days}]").waivers[0].expires == "2026-03-01"


MISTAKES = {
    "a time": (
        PLAIN.replace("2026-03-01", "2026-03-01T10:00:00Z"),
        ["r/a.yaml:14:14: 2026-03-01T10:00:00Z is a time; write the day alone, as YYYY-MM-DD"],
    ),
    "places": (
        PLAIN.replace("2026-03-01", "2026-02-31").replace("code: migration", "cod: migration").replace("owner: team", "owner: 7"),
        [
            "r/a.yaml:6:7: 'reason': missing code",
            "r/a.yaml:6:7: unknown key 'cod'; did you mean 'code'?",
            "r/a.yaml:10:12: 'owner' must be text; quote it: '7'",
            "r/a.yaml:14:14: 'expires': there is no day 2026-02-31",
        ],
    ),
    "a key twice": (PLAIN + "    owner: other\n", ["r/a.yaml:15:5: duplicate key 'owner'; the first is on line 10"]),
    "an alias": (
        PLAIN.replace("owner: team", "owner: &a team").replace("approved_by: official", "approved_by: *a"),
        ["r/a.yaml:11:18: aliases (*name) are not supported; write the value out"],
    ),
    "a tag": (PLAIN.replace("team", "!!str team"), ["r/a.yaml:10:12: the YAML tag !!str is not supported; remove it"]),
    "not YAML": ("waivers: [\n", ["r/a.yaml:2:1: not YAML: did not find expected node content"]),
    "two documents": (
        PLAIN + "---\n" + PLAIN,
        ["r/a.yaml:16:1: a file of the register is one document; remove '---', or make two files"],
    ),
    "a list": ("- a\n", ["r/a.yaml:1:1: a file of the register must be a mapping, not a list"]),
    "text": ("hello\n", ["r/a.yaml:1:1: a file of the register must be a mapping, not text"]),
    "deep": ("waivers: " + "[" * 90 + "]" * 90, ["r/a.yaml:1:70: nested deeper than 60 levels"]),
    "long": ("# " + "x" * 1_000_000, ["r/a.yaml:1:1: longer than 1000000 characters; divide it into several files"]),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes_are_told_with_their_places(name: str) -> None:
    text, expected = MISTAKES[name]
    with pytest.raises(RegisterError) as raised:
        parse(text)
    assert str(raised.value).splitlines() == expected


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "---\n", "waivers: []\n"])
def test_a_file_may_be_empty(text: str) -> None:
    assert parse(text).waivers == ()


# -- files ---------------------------------------------------------------------------------------------------------


def test_files_are_read_by_name_below_the_folder(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("z.yaml", "b/a.yml", "A.YAML"):
        (tmp_path / name).write_text(PLAIN.replace("scratch", name[0].lower()), "utf-8")
    for name in (".hidden.yaml", "notes.md", "b/.a.yaml.swp"):
        (tmp_path / name).write_text("- not read", "utf-8")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/c.yaml").write_text("- not read", "utf-8")
    (tmp_path / "y.yaml").write_bytes("\ufeff# empty\r\n".encode())
    register = read(tmp_path)
    assert [waiver.id for waiver in register.waivers] == ["a", "b", "z"]
    assert [file.name for file in register.files] == ["A.YAML", "b/a.yml", "y.yaml", "z.yaml"]
    assert register.files[3].text == PLAIN.replace("scratch", "z")
    assert (register.folder, register.waivers[1].file) == (tmp_path.as_posix(), f"{tmp_path.as_posix()}/b/a.yml")


def test_what_cannot_be_read_is_told_beside_every_other_mistake(tmp_path: Path) -> None:
    outside, inside = tmp_path / "outside.yaml", tmp_path / "r"
    outside.write_text(PLAIN, "utf-8")
    (inside / "b.yaml").mkdir(parents=True)
    (inside / "b.yaml/x.yaml").write_text("waivers: 1", "utf-8")
    (inside / "folder").symlink_to(tmp_path, target_is_directory=True)
    (inside / "link.yaml").symlink_to(outside)
    (inside / "lost.yaml").symlink_to(inside / "nowhere")
    (inside / "loop.yaml").symlink_to(inside / "loop.yaml")
    (inside / "latin.yaml").write_bytes(b"waivers: []\n# caf\xe9\n")
    (inside / "large.yaml").write_bytes(b"#" * 4_000_001)
    (inside / "e\x1b.yaml").write_text("", "utf-8")
    assert refused(inside) == [
        "b.yaml/x.yaml:1:10: 'waivers' must be a list, not a number",
        "e\x1b.yaml:1:1: cannot be read: the name has signs that cannot be printed; rename it",
        "folder:1:1: a link to a folder; put the folder itself here",
        "large.yaml:1:1: cannot be read: longer than 4,000,000 bytes; divide it into several files",
        "latin.yaml:1:1: cannot be read: not UTF-8 on line 2; save it as UTF-8",
        "link.yaml:1:1: cannot be read: a link that leads out of the register; put the file itself here",
        "loop.yaml:1:1: cannot be read: Too many levels of symbolic links",
        "lost.yaml:1:1: cannot be read: No such file or directory",
    ]


def test_ids_are_unique_over_all_files_and_attestations_are_found_in_any(tmp_path: Path) -> None:
    for name, key in (("a", "decisions"), ("b", "attestations")):
        (tmp_path / f"{name}.yaml").write_text(json.dumps({key: BASE[key]}), "utf-8")
    assert refused(tmp_path) == []
    (tmp_path / "c.yaml").write_text(PLAIN.replace("scratch", "locked-room"), "utf-8")
    assert refused(tmp_path) == [f"b.yaml:1:26: id 'locked-room' is taken by {tmp_path.as_posix()}/c.yaml:2"]


def test_a_folder_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    for name, words in (("nowhere", "No such file or directory"), ("file", "the register is a folder")):
        with pytest.raises(UsageError, match=words) as raised:
            read(tmp_path / name)
        assert str(tmp_path / name) in str(raised.value)


# -- anything ------------------------------------------------------------------------------------------------------


def paths(value: Any, at: str = "") -> list[str]:
    """The dotted paths of everything in a document."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path for key, item in items for path in (f"{at}{key}", *paths(item, f"{at}{key}."))]


WORDS = ["", "x", "<x>", " ", "a\nb", "*", "2026-02-30", "2026-02-03", "Z" * 64, "a" * 64, LONG, "\x7f"]
LINES = ["implement", "not_reasonable", "164.312(b)", "164.312(a)(2)(iv)"]
LISTS = [[], ["x"], [[]], [None], ["*", "*"]]
VALUES = st.sampled_from([None, True, 7, *WORDS, *LINES, *LISTS, {}, {"x": "y"}, {"": ""}, GONE])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(paths(BASE)), VALUES), min_size=1, max_size=3))
def test_checker_and_schema_agree_about_any_document(edits: list[tuple[str, Any]]) -> None:
    try:
        document = edited(*edits)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError):
        return
    found: list[Problem] = []
    check_shape(compose(json.dumps(document), "a.yaml")[0], SCHEMA, found)
    assert form().is_valid(document) is (found == [])
    assert validator().is_valid(document) or problems(document)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, len(PLAIN)),
    st.integers(0, 20),
    st.text(alphabet="ab:-[]{}&*!|>'\"#%@`, \n\t\r\u2028\x00\ufeff0129", max_size=8),
)
def test_any_text_is_a_register_or_refused(start: int, length: int, text: str) -> None:
    problems(PLAIN[:start] + text + PLAIN[start + length :])


# -- records to start from -----------------------------------------------------------------------------------------

FILLED: dict[Kind, dict[str, str]] = {
    "waiver": {"assets": "a", "code": "migration", "text": LONG, "owner": "a", "approved_by": "b", "expires": "2026-04-01"},
    "decision": {
        "accounts": "111122223333",
        "date": "2026-01-02",
        "by": "a",
        "size": "small",
        "infrastructure": "old",
        "cost": "high",
        "risk": "low",
    }
    | {"outcome": "alternative", "why_not_reasonable": LONG, "text": LONG, "expires": "2027-01-01"},
    "attestation": {
        "type": "policy",
        "statement": LONG,
        "subject": "a",
        "performed_on": "2026-01-01",
        "valid_until": "2026-12-31",
    }
    | {"attested_by": "a", "title": "a", "sha256": "0a" * 32, "location": "a"},
}


@pytest.mark.parametrize("kind", FILLED)
def test_a_record_to_start_from_is_refused_until_it_is_filled_in(kind: Kind) -> None:
    line = next(line for line in SAFEGUARDS if line.citation == "164.312(a)(2)(iv)") if kind != "waiver" else None
    controls = [CONTROLS["aws-s3-bucket-versioned"]] if kind != "attestation" else []
    required = frozenset(line.citation for line in SAFEGUARDS if line.required)
    text = starter(kind, "own", controls, line, date(2026, 1, 1), required)
    told = problems(text)
    assert len(told) == text.count('"<') == len(FILLED[kind])
    assert all("is still to be filled in" in problem for problem in told)
    if kind == "waiver":
        assert "at most 90 days after effective because 164.308(a)(7)(ii)(A) is required, so 2026-04-01 at the latest" in text
    out, key = [], ""
    for row in text.splitlines():
        key = row.strip().partition(":")[0] if not row.strip().startswith("- ") or ":" in row.partition('"')[0] else key
        key = key.removeprefix("- ")
        out.append(f'{row.partition(chr(34))[0]}"{FILLED[kind][key]}"' if '"<' in row else row)
    assert problems("\n".join(out)) == []
    bare = starter(kind, None, [], None, date(2026, 1, 1), required)
    assert len(problems(bare)) == bare.count('"<')
