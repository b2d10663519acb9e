"""What `snapshot`, `verify`, `diff`, `history`, `report` and `keys` print, on a terminal of 80 columns and in their help."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import click
import pytest

from hipaacheck import reference
from hipaacheck.cli import root
from hipaacheck.evidence.records import Chain
from tests.support.cli import Ran, hipaacheck
from tests.support.evidence import Files, bucket, read_files, reseal, snapshot, statement_of, with_json, write_keys, write_plan

CONTROL = "aws-s3-bucket-public-access-blocked"
DAYS = ("2026-04-01", "2026-05-01")
_VARYING = (
    (re.compile(r"\b[0-9a-f]{64}\b"), "<sha256>"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"), "<time>"),
    (re.compile(r"[\d.,]+ [kM]B"), "<size>"),
    (re.compile(r"hipaacheck \d+\.\d+\.\d+"), "hipaacheck <version>"),
    (re.compile(r"until  \d{4}-\d\d-\d\d"), "until  <day>"),
)


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a key, and in `snapshots` two months of a bucket, which is open in the second."""
    folder = tmp_path_factory.mktemp("months")
    key = write_keys(folder)[0]
    (folder / "snapshots").mkdir()
    previous = None
    for number, (day, closed) in enumerate(zip(DAYS, (True, False), strict=True), 1):
        plan = write_plan(folder / "plan.json", *bucket("a", block_public_acls=closed))
        files = read_files(snapshot(folder / f"as-taken-{number}.zip", plan, "--sign-key", key))
        path = reseal(folder / f"snapshots/{day[:7]}.zip", _dated(files, day, Chain(number=number, previous=previous)))
        previous = sha256(statement_of(path)).hexdigest()
    return folder


def _dated(files: Files, day: str, chain: Chain) -> Files:
    """The files as if they had been taken on a day."""
    times = dict.fromkeys(("started", "ended", "as_of"), f"{day}T00:00:00Z")
    dated = with_json(files, "meta.json", lambda meta: meta.update(times))
    return with_json(dated, "chain.json", lambda found: found.update(number=chain.number, previous=chain.previous))


@pytest.fixture
def here(months: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """That folder as the current one, on a terminal of 80 columns."""
    monkeypatch.chdir(months)
    monkeypatch.setenv("COLUMNS", "80")
    return months


def shown(ran: Ran) -> str:
    """Standard output without what differs from run to run."""
    text = ran.out
    for pattern, by in _VARYING:
        text = pattern.sub(by, text)
    return text


# -- snapshot, verify and keys -------------------------------------------------------------------------------------


def test_a_pair_of_keys(here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran = hipaacheck("keys", "new", "-o", "auditor")
    assert (ran.code, ran.err) == (0, "")
    assert shown(ran) == (
        "auditor: private key (mode 600); auditor.pub: public key\n"
        "  Key id      <sha256>\n"
        "  Sign        hipaacheck snapshot … --sign-key auditor\n"
        "  Verify      hipaacheck verify … --key auditor.pub\n"
    )


@pytest.mark.parametrize(
    ("keys", "head", "advice"),
    [
        (["--sign-key", "key"], "signed", "Check it with: hipaacheck verify {out} --key key.pub\n"),
        ([], "not signed", "Nobody vouches for it without a signature: take it with --sign-key KEY.\n"),
    ],
)
def test_what_was_sealed(here: Path, tmp_path: Path, keys: list[str], head: str, advice: str) -> None:
    out = str(tmp_path / "s.zip")
    rules = ("--no-builtin-rules", "--rules", str(Path(__file__).parents[1] / "rules/aws/s3/bucket-public-access-blocked.yaml"))
    ran = hipaacheck("snapshot", "plan", "plan.json", *rules, "-o", out, *keys, "--no-progress")
    assert (ran.code, ran.err) == (0, "")
    assert shown(ran).replace(out, "{out}") == (
        f"{{out}}: <size>, {head}, number 1 of its chain\n"
        "  Assets      1\n"
        "  Findings    pass 0, fail 1, unknown 0, not applicable 0, error 0\n"
        "  Gaps        none\n"
        "  Statement   sha256\n"
        "              <sha256>\n"
        "  Keep until  <day> (45 CFR 164.316(b)(2)(i)); meta.json has the commands\n"
        f"              that enforce it\n{advice}"
    )


def test_a_key_whose_public_half_is_elsewhere_is_not_guessed(here: Path, tmp_path: Path) -> None:
    alone = tmp_path / "alone"
    alone.touch(0o600)
    alone.write_bytes((here / "key").read_bytes())
    ran = hipaacheck("snapshot", "plan", "plan.json", "-o", str(tmp_path / "s.zip"), "--sign-key", str(alone), "--no-progress")
    assert ran.out.endswith("--key KEY.pub\n")


def test_what_was_not_read_is_told_beside_what_was_sealed(here: Path, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        'resource "aws_s3_bucket" "a" {}\nmodule "m" {\n  source = "git::https://example.com/m"\n}\n'
    )
    ran = hipaacheck("snapshot", "terraform", str(tmp_path), "-o", str(tmp_path / "s.zip"), "--no-progress")
    assert ran.code == 3
    told = re.sub(r"\s+", " ", ran.out)
    assert re.search(r"Gaps 1 gap: not everything that was selected was read: \S+/main.tf:2: module.m \(git::https", told)


def test_a_quiet_snapshot_says_nothing(here: Path, tmp_path: Path) -> None:
    ran = hipaacheck("snapshot", "plan", "plan.json", "-o", str(tmp_path / "s.zip"), "-q")
    assert (ran.code, ran.out, ran.err) == (0, "", "")


def test_what_was_verified(here: Path) -> None:
    ran = hipaacheck("verify", "snapshots/2026-05.zip", "--key", "key.pub", "--chain", "snapshots", "--no-progress")
    assert (ran.code, ran.err) == (0, "")
    assert re.sub(r"Files       \d+", "Files       <n>", shown(ran)) == (
        "snapshots/2026-05.zip: verified\n"
        "  Signature   Ed25519, key\n"
        "              <sha256>\n"
        "  Files       <n>, <size>, each with the digest that was signed\n"
        "  Taken       <time> to <time> by hipaacheck <version>\n"
        "  Target      plan.json\n"
        "  Gaps        none\n"
        "  Statement   sha256\n"
        "              <sha256>\n"
        "  Timestamp   none\n"
        "  Chain       whole: 2 snapshots since <time>, each signed with\n"
        "              this key\n"
    ).replace("plan.json", str(here / "plan.json"))


# -- diff and history ----------------------------------------------------------------------------------------------


def test_a_difference(here: Path) -> None:
    ran = hipaacheck("diff", "snapshots/2026-04.zip", "snapshots/2026-05.zip", "--key", "key.pub")
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[:8] == [
        "  Old   2026-04.zip, as of 2026-04-01T00:00:00Z, 1 asset, signature verified",
        "  New   2026-05.zip, as of 2026-05-01T00:00:00Z, 1 asset, signature verified",
        "",
        "Configuration that changed",
        f"  pass → fail  {CONTROL}  high",
        "      aws_s3_bucket.a",
        "      public_access_block.block_public_acls: true → false",
        "",
    ]
    assert lines[-1] == "  Findings  1 changed: configuration 1"
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (
            {"$": "Encryption", "algorithm": "aws:kms", "keys": [{"$": "Key", "id": 1}]},
            '{"algorithm": "aws:kms", "keys": [{"id": 1}]}',
        ),
        ({"$": "unknown", "reason": "known after apply"}, "unknown (known after apply)"),
        ({"$": "Rule", "key": {"$": "unknown", "reason": "denied"}}, '{"key": {"unknown": "denied"}}'),
        ({"key": "unknown"}, '{"key": "unknown"}'),
        ("x" * 80, f'"{"x" * 56}…'),
    ],
)
def test_values_are_shown_as_people_know_them(value: Any, expected: str) -> None:
    from hipaacheck.cli.compare import _value

    assert _value(value) == expected


def test_a_history(here: Path) -> None:
    ran = hipaacheck("history", "snapshots", "--key", "key.pub")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(
        "  Snapshots     2, 2026-04-01T00:00:00Z to 2026-05-01T00:00:00Z\n"
        "  Longest pause 30 days; nothing is known between two snapshots\n"
        "  Signatures    all verified\n\n"
    )
    assert "  Signatures    not checked (--key)\n" in hipaacheck("history", "snapshots").out
    assert max(map(len, ran.out.splitlines())) <= 80


def test_a_history_of_one_snapshot_has_no_pause(here: Path, tmp_path: Path) -> None:
    (tmp_path / "one.zip").write_bytes((here / "snapshots/2026-04.zip").read_bytes())
    ran = hipaacheck("history", str(tmp_path))
    assert ran.out.startswith("  Snapshots     1, 2026-04-01T00:00:00Z\n  Longest pause none\n")


def test_an_asset_on_a_day(here: Path) -> None:
    ran = hipaacheck("history", "snapshots", "--asset", "a", "--as-of", "2026-04-15", "--control", CONTROL, "--key", "key.pub")
    assert (ran.code, ran.err) == (0, "")
    text = shown(ran)
    assert text.startswith(
        "a on 2026-04-15\n\n"
        "  Before  2026-04.zip, as of <time>, signature verified\n"
        "          pass: S3 buckets block public access\n"
        f"          ({CONTROL})\n"
        "            public_access_block.block_public_acls eq true: true\n"
    )
    assert text.endswith("What was between 2026-04-01 and 2026-05-01 is not on record.\n")


@pytest.mark.parametrize(
    ("control", "said"),
    [
        ("aws-s3-bucket-public-access-blockd", f"did not judge it; did you mean '{CONTROL}'?"),
        ("own-control", "own-control did not judge it"),
    ],
)
def test_a_control_that_did_not_judge_the_asset(here: Path, control: str, said: str) -> None:
    asked = ("history", "snapshots", "--asset", "a", "--as-of", "2026-04-15", "--control", control)
    ran = hipaacheck(*asked)
    assert ran.code == 0
    assert said in re.sub(r"\s+", " ", ran.out)
    assert [side["verdicts"] for side in hipaacheck(*asked, "--format", "json").json().values()] == [[], []]


def test_nothing_that_is_quoted_speaks_to_the_terminal(here: Path) -> None:
    ran = hipaacheck("history", "snapshots", "--asset", "\x1b[2J\u202e", "--as-of", "2026-04-15")
    assert (ran.code, ran.out.splitlines()[0]) == (0, "\\x1b[2J\\u202e on 2026-04-15")


# -- report --------------------------------------------------------------------------------------------------------


def test_a_seed_without_a_sample_is_a_mistake(here: Path) -> None:
    ran = hipaacheck("report", "snapshots", "--seed", "7")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "hipaacheck: --seed is what a sample is drawn with: ask for one with --sample auto\n"


def test_a_statement_that_would_be_untrue_is_not_written(here: Path, tmp_path: Path) -> None:
    none = tmp_path / "none.json"
    ran = hipaacheck("report", "snapshots", "--statement", str(none), "--sign-key", "key", "-q")
    assert ran.code == 0
    assert ran.err == f"hipaacheck: {none} was not written: something is on record\n"
    assert not none.exists()


def test_a_report_goes_to_each_of_its_places(here: Path, tmp_path: Path) -> None:
    places = {name: tmp_path / f"out.{name}" for name in ("json", "csv", "markdown")}
    ran = hipaacheck("report", "snapshots", *(word for name, file in places.items() for word in ("-f", f"{name}={file}")))
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert json.loads(places["json"].read_text("utf-8"))["run"]["as_of"] == "2026-05-01T00:00:00Z"
    assert all(file.stat().st_size for file in places.values())


def test_what_takes_a_while_is_told_before_it_is_read(tmp_path: Path) -> None:
    """A sparse file: large, and read in no time, since it is no snapshot."""
    for name in ("a.zip", "b.zip"):
        with (tmp_path / name).open("wb") as file:
            file.truncate(40_000_000)
    one, other, folder = str(tmp_path / "a.zip"), str(tmp_path / "b.zip"), str(tmp_path)
    commands = {
        "reading 40 MB": ("report", one),
        "comparing 80 MB": ("diff", one, other),
        "reading 80 MB": ("history", folder),
    }
    for told, command in commands.items():
        assert hipaacheck(*command).err.startswith(f"hipaacheck: {told} of evidence\n")
        assert told not in hipaacheck(*command, "--no-progress").err


# -- help ----------------------------------------------------------------------------------------------------------

EVIDENCE = ("snapshot", "verify", "diff", "history", "report", "keys", "register", "safeguards")


def _helps() -> Iterator[click.Context]:
    """The commands about evidence and the register, at 80 columns."""
    for context in reference.commands(root):
        if context.command is root or context.command_path.partition(" ")[2].partition(" ")[0] in EVIDENCE:
            context.max_content_width = context.terminal_width = 80
            yield context


@pytest.mark.parametrize("context", [*_helps()], ids=lambda context: context.command_path)
def test_help_fits_a_terminal_and_sums_up_commands_in_whole_sentences(context: click.Context) -> None:
    text = context.command.get_help(context)
    assert [line for line in text.splitlines() if len(line) > 80] == []
    if context.command is not root:
        assert "Example" in text
        assert not re.search(r"\.\.\.$", text.partition("Commands:")[2].partition("Example")[0], re.MULTILINE)
