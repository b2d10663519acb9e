"""One scan: read every target, evaluate the selected controls, apply waivers, register and baseline, say how to end."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import msgspec

from hipaacheck._version import __version__
from hipaacheck.assessment import assess
from hipaacheck.choice import SNAPSHOT, Choice, ScanOptions, choose, not_loaded, of_register
from hipaacheck.classification import classify, may_hold_ephi
from hipaacheck.config import Config
from hipaacheck.engine import evaluate
from hipaacheck.errors import EvidenceError, UsageError
from hipaacheck.hookspecs import Recorder
from hipaacheck.locations import locate
from hipaacheck.model.assets import CHOSEN, Gap, Inventory, Phi
from hipaacheck.model.controls import SEVERITIES
from hipaacheck.model.findings import Report, Run
from hipaacheck.model.register import RegisterEntry
from hipaacheck.packs import predicates_of
from hipaacheck.pluginhost import PluginHost
from hipaacheck.reading import Progress, needed_fields, printable, read_targets, with_not_asked
from hipaacheck.register import baseline
from hipaacheck.register.alternatives import Met
from hipaacheck.register.comments import apply_waivers, read_comments
from hipaacheck.register.fingerprints import tell_apart
from hipaacheck.selection import of_clouds

__all__ = ["Progress", "ScanOptions", "baseline_of", "needed_fields", "scan", "scan_with_choice"]


def utc_now() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


def scan(
    host: PluginHost,
    options: ScanOptions,
    config: Config,
    *,
    now: datetime,
    stdin: Callable[[], bytes],
    progress: Progress | None = None,
) -> Report:
    """Read every target, evaluate the selected controls, and say how the process should end.

    Raises InputError when no target at all can be read; one unreadable target among several becomes a gap.
    """
    return scan_with_choice(host, options, config, now=now, stdin=stdin, progress=progress)[0]


def scan_with_choice(
    host: PluginHost,
    options: ScanOptions,
    config: Config,
    *,
    now: datetime,
    stdin: Callable[[], bytes],
    progress: Progress | None = None,
    recorder: Recorder | None = None,
    clock: Callable[[], datetime] = utc_now,
) -> tuple[Report, Choice]:
    """The same, with what was judged with, and with a recorder for what the source is answered. `clock` tells when it ended."""
    choice = choose(host, options, config)
    known = baseline_of(options.baseline) if options.baseline is not None else None
    as_of = choice.as_of or now
    today = as_of.astimezone(UTC).date()
    needs = needed_fields((item for item in choice.judged if not of_register(item)), classified=options.phi_only)
    inventories, unreadable, told = read_targets(host, options, needs, choice.phi, as_of, stdin, progress, recorder)
    choice = _narrowed(choice, inventories.values(), told, untold=bool(unreadable))
    if any(inventory.waivers for inventory in inventories.values()) and not options.source_options.get("own_controls"):
        choice = msgspec.structs.replace(choice, known=choice.known.union(item.id for item in not_loaded(host, options)))
    if options.source == SNAPSHOT:
        inventories = with_not_asked(options, inventories, choice)
    if any("classification" in fields for fields in needs.values()):
        inventories = {place: classify(inventory, choice.phi) for place, inventory in inventories.items()}
    runs = [locate(run) for run in _judge(host, choice, inventories, as_of, progress)]
    runs, waiver_notes, problems = _waive(runs, choice, as_of)
    notes = (*choice.notes, *waiver_notes, *(note for run in runs for note in run.inventory.notes))
    if options.phi_only or choice.settings.phi_only:
        runs, left_out = _only_phi(runs, choice.phi)
        notes = (*notes, left_out)
    applied = _apply_register(host, choice, runs, as_of, unreadable)
    runs, notes = list(applied.runs), (*notes, *applied.notes)
    if known is not None:
        runs = [msgspec.structs.replace(run, findings=baseline.apply_baseline(run.findings, known)) for run in runs]
    complete = not unreadable and all(gap.state in CHOSEN for run in runs for gap in run.inventory.gaps)
    everything = [finding for run in runs for finding in run.findings]
    if known is not None and complete and not options.phi_only:
        notes = (*notes, *baseline.gone(known, everything, choice.judged))
    report = Report(
        version=__version__,
        source=options.source,
        profile=choice.profile.id,
        as_of=_iso(as_of),
        started=_iso(now),
        ended=_iso(clock()),
        exit_code=2 if problems else _exit_code(runs, complete, choice),
        controls=choice.judged,
        live_only=choice.undecided,
        runs=tuple(runs),
        safeguards=assess(
            choice.safeguards,
            everything,
            (*choice.undecided, *choice.deselected),
            complete=complete,
            judged=(*choice.judged, *choice.elsewhere),
            register=choice.register,
            met=applied.met,
            today=today,
        ),
        unreadable=tuple(unreadable),
        notes=notes,
        problems=problems,
        register=applied.entries,
        snapshot=choice.snapshot,
    )
    if host.observes_findings:
        for finding in everything:
            host.tell_finding(finding)
    host.tell_finished(report)
    return report, choice


def _narrowed(choice: Choice, inventories: Collection[Inventory], notes: tuple[str, ...], *, untold: bool) -> Choice:
    """The choice without controls about clouds of which nothing was read; those about the register stay while there is one.
    `untold` says that there are targets of which nothing is known: those clouds may be in them. `notes` are the source's."""
    untold = untold or any(gap.asset_type is None and gap.state not in CHOSEN for item in inventories for gap in item.gaps)
    groups = (choice.judged, choice.undecided, choice.deselected)
    own = [[item for item in group if of_register(item)] for group in groups]
    judged_, *others = ([item for item in group if not of_register(item)] for group in groups)
    clouds = of_clouds(inventories, judged_, *others)
    judged, undecided, deselected = (
        tuple(sorted([*mine, *rest], key=lambda control: control.id)) for mine, rest in zip(own, clouds, strict=True)
    )
    kept = {control.id for control in (*judged, *undecided, *deselected)}
    removed = [item for group in groups for item in group if item.id not in kept] if untold else []
    return msgspec.structs.replace(
        choice,
        judged=judged,
        undecided=undecided,
        deselected=deselected,
        elsewhere=(*choice.elsewhere, *sorted(removed, key=lambda control: control.id)),
        settings=msgspec.structs.replace(choice.settings, notes=(*choice.settings.notes, *notes)),
        notes=(*choice.notes, *notes),
    )


class _Applied(NamedTuple):
    """The runs with what the register covers, and what `assess` and the report have to know of it."""

    runs: Sequence[Run]
    notes: tuple[str, ...] = ()
    entries: tuple[RegisterEntry, ...] = ()
    met: Met = Met()


def _apply_register(host: PluginHost, choice: Choice, runs: list[Run], as_of: datetime, unreadable: Sequence[Gap]) -> _Applied:
    """The register's records judged in a run of their own, and its effect on all runs."""
    if not choice.register.files:
        return _Applied(runs)
    from hipaacheck.register.apply import apply_register  # most scans have no register
    from hipaacheck.register.records import register_inventory

    today = as_of.astimezone(UTC).date()
    records = register_inventory(choice.register, today)
    own = _judge(host, choice, {choice.register.folder: records}, as_of, None) if records.assets else []
    found = apply_register([*runs, *own], choice.register, safeguards=choice.safeguards, today=today, unreadable=unreadable)
    return _Applied(found.runs, found.notes, found.entries, found.met)


def _waive(runs: Sequence[Run], choice: Choice, as_of: datetime) -> tuple[list[Run], tuple[str, ...], tuple[str, ...]]:
    """The runs with failures marked that comments waive, notes about waivers, and what is wrong with some."""
    read = [read_comments(run.inventory.waivers, choice.known) for run in runs]
    waivers = {number: item.waivers for number, item in enumerate(read)}
    out, notes = apply_waivers(runs, waivers, {control.id for control in choice.judged}, as_of.astimezone(UTC).date())
    problems = dict.fromkeys(problem for item in read for problem in item.problems)
    return out, tuple(dict.fromkeys(notes)), tuple(problems)


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def baseline_of(path: str) -> baseline.Baseline:
    """The baseline in a file. Raises UsageError."""
    try:
        raw = Path(path).read_bytes()
    except OSError as error:
        raise UsageError(
            f"{path}: cannot be read: {error.strerror}. Make a baseline with: hipaacheck baseline REPORT -o {path}"
        ) from None
    return baseline.read_baseline(raw, printable(path))


def _only_phi(runs: Iterable[Run], phi: Phi) -> tuple[list[Run], str]:
    """The runs without findings about assets that are not classified as ePHI, and a note of how many those are."""
    kept: list[Run] = []
    left_out: set[str] = set()
    for run in runs:
        left_out.update(finding.asset.id for finding in run.findings if not may_hold_ephi(finding.asset, phi))
        kept.append(msgspec.structs.replace(run, findings=tuple(item for item in run.findings if may_hold_ephi(item.asset, phi))))
    keys = " or ".join(phi.tags)
    return kept, f"--phi-only: {len(left_out):,} assets are not classified as ePHI (tag {keys}) and were not judged"


def _judge(
    host: PluginHost, choice: Choice, inventories: Mapping[str, Inventory], as_of: datetime, progress: Progress | None
) -> list[Run]:
    """The findings about each inventory; inventories are by place."""
    functions = host.predicate_functions({name for control in choice.judged for name in predicates_of(control)})
    params = choice.settings.params
    runs = []
    for inventory in inventories.values():
        if progress is not None:
            progress(f"checking {printable(inventory.target)}", 0, len(inventory.assets))
        try:
            findings = evaluate(
                choice.judged, inventory, vocabulary=host.vocabulary, predicates=functions, params=params, now=as_of
            )
        except (re.error, LookupError, TypeError, ValueError, AttributeError) as error:
            if choice.snapshot is None:
                raise
            what = f"{choice.snapshot.name}: its controls cannot judge in this version: {type(error).__name__}: {error}"
            raise EvidenceError(f"{what}. Judge with the version that took it, or without --own-controls.") from error
        runs.append(Run(inventory=inventory, findings=findings))
    return tell_apart(runs, list(inventories)) if len(runs) > 1 else runs


def _exit_code(runs: Sequence[Run], complete: bool, choice: Choice) -> int:
    """0 clean, 1 failures that count, 3 incomplete; 1 goes before 3."""
    settings = choice.settings
    counted = SEVERITIES[: [*SEVERITIES].index(settings.fail_on) + 1]  # type: ignore[arg-type]
    verdicts = {finding.verdict for run in runs for finding in run.findings}
    failing = any(finding.active and finding.control.severity in counted for run in runs for finding in run.findings)
    if failing and not settings.exit_zero:
        return 1
    on_unknown = settings.on_unknown or ("fail" if choice.runtime else "report")
    if not complete or "error" in verdicts or ("unknown" in verdicts and on_unknown == "fail"):
        return 3
    return 0
