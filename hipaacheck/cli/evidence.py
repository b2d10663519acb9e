"""`hipaacheck snapshot`, `hipaacheck verify`, `hipaacheck keys`: evidence that is taken, sealed and checked."""

from __future__ import annotations

import signal
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import click

from hipaacheck import snapshots
from hipaacheck.choice import SNAPSHOT
from hipaacheck.cli.output import DEBUG, NearestGroup, field, plural, show
from hipaacheck.cli.progress import Progress
from hipaacheck.cli.scan import common, host_of, judging, request, targets_of, tune_collector
from hipaacheck.cli.streams import complain, read_stdin
from hipaacheck.cli.telling import show_printable
from hipaacheck.config import read_config
from hipaacheck.evidence.records import REGISTER
from hipaacheck.evidence.verifying import Stated
from hipaacheck.hookspecs import SourceSpec
from hipaacheck.model.assets import CHOSEN, Gap

_COLUMN = 14


class Sources(click.Group):
    """One command for each source that a plugin offers."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Sources by name."""
        return list(host_of(ctx).sources)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """The command of a source. Raises UsageError with the nearest name."""
        return _command(host_of(ctx).source(cmd_name))


@click.group(
    cls=Sources,
    subcommand_metavar="SOURCE [TARGETS]... -o FILE.zip [OPTIONS]",
    no_args_is_help=True,
    epilog="""\b
Examples:
  hipaacheck keys new -o auditor
  hipaacheck snapshot aws -o 2026-10.zip --sign-key auditor
  hipaacheck snapshot aws -o 2026-11.zip --sign-key auditor \\
      --previous 2026-10.zip
  hipaacheck snapshot plan plan.json -o plan.zip --sign-key auditor
  hipaacheck snapshot snapshot 2026-10.zip -o again.zip --sign-key auditor

\b
Each source has its own help: hipaacheck snapshot aws --help

\b
Exit codes: 0 written, 2 usage or register wrong, 3 written but incomplete,
or nothing could be read. Failures do not count: evidence shows them.""",
)
def snapshot() -> None:
    """Scan, and seal everything that was read as evidence."""


def _command(spec: SourceSpec) -> click.Command:
    into: list[click.Parameter] = [
        click.Option(["-o", "--output"], required=True, metavar="FILE", help="A new file (.zip), or else a new folder."),
        click.Option(["--sign-key"], metavar="KEY", help="Sign with this Ed25519 key (hipaacheck keys new)."),
        click.Option(["--previous"], metavar="FILE", help="The snapshot that this one follows in its chain."),
        click.Option(
            ["--timestamp"], metavar="URL", help="Have the content timestamped (RFC 3161); only a digest is sent there."
        ),
    ]
    return click.Command(
        spec.name,
        callback=partial(_snapshot, spec),
        params=[*targets_of(spec), *into, *judging("Only for snapshots: judge dates as of this day (YYYY-MM-DD)."), *_running()],
        help=f"Seal {spec.summary}.",
        short_help=spec.summary,
        epilog=f"\b\nExample:\n  {_example(spec)}",
    )


def _running() -> list[click.Parameter]:
    """Options that a scan has, too, but for those about its text report."""
    quiet = click.Option(["-q", "--quiet"], is_flag=True, help="Print nothing but problems.")
    return [quiet, *(option for option in common() if option.name in ("config", "debug", "no_progress"))]


def _example(spec: SourceSpec) -> str:
    """A command line: the last month's evidence follows that of the month before it."""
    targets = {None: "", "FILE": " plan.json", "DIR|FILE": " infra/"}.get(spec.targets, f" {spec.targets}")
    if spec.name == SNAPSHOT:
        return f"hipaacheck snapshot {spec.name} 2026-10.zip -o again.zip --sign-key auditor"
    return f"hipaacheck snapshot {spec.name}{targets} -o 2026-11.zip \\\n      --sign-key auditor --previous 2026-10.zip"


def _snapshot(spec: SourceSpec, /, output: str, targets: tuple[str, ...] = (), **options: Any) -> int:
    config = read_config(options["config"])
    asked = request(spec, targets, options, config)
    tune_collector(spec)
    into = snapshots.SealOptions(
        target=Path(output),
        sign_key=_path(options["sign_key"]),
        previous=_path(options["previous"]),
        timestamp=options["timestamp"],
    )
    host = host_of(click.get_current_context())
    signal.signal(signal.SIGTERM, _interrupted)  # a pipeline that is cancelled leaves nothing behind either
    with Progress(enabled=not options["no_progress"] and not options["quiet"]) as progress:
        taken = snapshots.take_snapshot(host, asked, config, into, stdin=read_stdin, progress=progress.update)
    report = taken.report
    for text in (*(gap.reason for gap in report.unreadable), *report.problems):
        complain(text)
    if not options["quiet"]:
        _tell_taken(output, taken, into.sign_key)
    if report.exit_code == 1 and any(gap.state not in CHOSEN for gap in report.gaps):
        return 3
    return report.exit_code if report.exit_code in (2, 3) else 0


def _interrupted(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def _tell_taken(output: str, taken: snapshots.Taken, key: Path | None) -> None:
    report, signed = taken.report, "not signed" if key is None else "signed"
    counts = ", ".join(f"{verdict.replace('_', ' ')} {number:,}" for verdict, number in report.counts().items())
    click.echo(f"{output}: {_bytes(taken.size)}, {signed}, number {taken.chain.number} of its chain")
    rows = {
        "Assets": f"{sum(len(run.inventory.assets) for run in report.runs if run.inventory.source != REGISTER):,}",
        "Findings": counts,
        "Gaps": _gaps([gap for gap in report.gaps if gap.state not in CHOSEN]),
        "Statement": f"sha256 {taken.digest}",
        "Keep until": f"{taken.retain_until} (45 CFR 164.316(b)(2)(i)); meta.json has the commands that enforce it",
    }
    for name, text in rows.items():
        show_printable(field(f"  {name}", text, _COLUMN))
    if key is None:
        click.echo("Nobody vouches for it without a signature: take it with --sign-key KEY.")
        return
    public = f"{key}.pub" if Path(f"{key}.pub").is_file() else "KEY.pub"
    click.echo(f"Check it with: hipaacheck verify {output} --key {public}")


def _gaps(gaps: list[Gap]) -> str:
    """How many there are, and the first of them."""
    if not gaps:
        return "none"
    first = f"{gaps[0].asset_type}: {gaps[0].reason}" if gaps[0].asset_type else gaps[0].reason
    more = ", all in completeness.json; the first" if len(gaps) > 1 else ""
    return f"{plural(len(gaps), 'gap')}: not everything that was selected was read{more}: {first}"


def _bytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB" if size >= 1e5 else f"{size / 1e3:,.1f} kB"


def _path(text: str | None) -> Path | None:
    return None if text is None else Path(text)


@click.command(
    epilog="""\b
Examples:
  hipaacheck verify 2026-11.zip --key auditor.pub
  hipaacheck verify 2026-11.zip --key auditor.pub --chain snapshots/

\b
Exit codes: 0 it holds, 2 usage, 3 refused: the message says what is wrong.
VERIFY.md in the snapshot shows how to check it with openssl alone.""",
)
@click.argument("file", metavar="FILE")
@click.option("--key", required=True, metavar="PUB", help="The public key of whoever should have signed, from a place you trust.")
@click.option("--chain", metavar="DIR", help="Check the chain that leads to it too; its snapshots are in this folder.")
@click.option("--tsa-certificates", metavar="PEM", help="Check its timestamp, with the certificates of the authority.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing when it holds.")
@click.option("--no-progress", is_flag=True, help="No progress on standard error.")
@DEBUG
def verify(file: str, key: str, chain: str | None, tsa_certificates: str | None, quiet: bool, no_progress: bool) -> int:
    """Check that a snapshot is what was sealed, whole, and by whom."""
    with Progress(enabled=not no_progress and not quiet) as progress:
        found = snapshots.verify_snapshot(
            Path(file), Path(key), chain=_path(chain), certificates=_path(tsa_certificates), progress=progress.update
        )
    if isinstance(found, Stated):
        if not quiet:
            _tell_stated(file, found)
    elif not quiet:
        _tell_checked(file, found, asked_for_chain=chain is not None)
    return 0


def _tell_stated(file: str, found: Stated) -> None:
    click.echo(f"{file}: verified: a statement that nothing is on record")
    said = found.predicate
    rows = {
        "Signature": f"Ed25519, key {found.key_id}",
        "Statement": str(said.get("statement")),
        "Safeguard": str(said.get("safeguard") or "any"),
        "Made": str(said.get("created")),
        "Searched": ", ".join(found.searched) or "nothing",
    }
    for name, text in rows.items():
        show_printable(field(f"  {name}", text, _COLUMN))


def _tell_checked(file: str, found: snapshots.Checked, *, asked_for_chain: bool) -> None:
    one = found.verified
    click.echo(f"{file}: verified")
    collector = one.meta.collectors[0] if one.meta.collectors else {}
    who = ", ".join(f"{name} {value}" for name, value in collector.items() if name != "target")
    rows = {
        "Signature": f"Ed25519, key {one.key_id}",
        "Files": f"{one.files:,}, {_bytes(one.size)}, each with the digest that was signed",
        "Taken": f"{one.meta.started} to {one.meta.ended} by {one.meta.tool['name']} {one.meta.tool['version']}",
        "Target": collector.get("target", "") + (f" ({who})" if who else "") + _others(len(one.meta.collectors) - 1),
        "Gaps": f"{plural(one.gaps, 'gap')}: not everything selected was read (completeness.json)" if one.gaps else "none",
        "Statement": f"sha256 {one.digest}",
        "Timestamp": _timestamp(one),
        "Chain": _chain(found, asked_for_chain),
    }
    if one.meta.evaluated is not None:
        rows["Judged anew"] = f"nothing was read; the statement judged is sha256 {one.meta.evaluated}, not checked here"
    for name, text in rows.items():
        show_printable(field(f"  {name}", text, _COLUMN))
    for path in found.others:
        show_printable(field("  Note", f"{path} is no part of this chain", _COLUMN))


def _others(number: int) -> str:
    return f" and {plural(number, 'other')}, see meta.json" if number > 0 else ""


def _timestamp(one: Any) -> str:
    if one.stamped is not None:
        return f"{one.stamped:%Y-%m-%dT%H:%M:%SZ}, confirmed by its authority"
    if one.claimed is not None:
        return f"{one.claimed:%Y-%m-%dT%H:%M:%SZ}, not checked: name the authority's certificates with --tsa-certificates"
    return "none"


def _chain(found: snapshots.Checked, asked: bool) -> str:
    number = found.verified.chain.number
    if asked:
        first = found.chain[0]
        return f"whole: {plural(len(found.chain), 'snapshot')} since {first.meta.ended}, each signed with this key"
    return "the first of its chain" if number == 1 else f"number {number}; not followed: name the others with --chain DIR"


@click.group(
    cls=NearestGroup,
    epilog="""\b
Example:
  hipaacheck keys new -o auditor""",
)
def keys() -> None:
    """Make keys that sign snapshots."""


@keys.command(
    epilog="""\b
Example:
  hipaacheck keys new -o auditor

\b
Keep the private key where only the collecting job reads it. Give the public
one to whoever verifies, by another way than the snapshots.""",
)
@click.option("-o", "--output", required=True, metavar="NAME", help="Private key NAME (mode 600), public key NAME.pub.")
@DEBUG
def new(output: str) -> int:
    """Make a pair of keys (Ed25519): one that signs, one that verifies."""
    from hipaacheck.evidence.keys import new_pair

    public, name = new_pair(Path(output))
    click.echo(f"{output}: private key (mode 600); {public}: public key")
    show(field("  Key id", name, _COLUMN))
    click.echo(f"  Sign        hipaacheck snapshot … --sign-key {output}")
    click.echo(f"  Verify      hipaacheck verify … --key {public}")
    return 0
