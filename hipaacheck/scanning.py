"""One scan: read every target, evaluate the selected controls, apply baseline and waivers, say how the process should end."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from hipaacheck._version import __version__
from hipaacheck.assessment import assess
from hipaacheck.classification import classify, may_hold_ephi
from hipaacheck.config import Config
from hipaacheck.engine import evaluate
from hipaacheck.errors import HipaacheckError, InputError, PluginError, UsageError
from hipaacheck.hookspecs import Expanded, Request
from hipaacheck.locations import locate
from hipaacheck.model.assets import CHOSEN, Gap, Inventory, Phi
from hipaacheck.model.controls import SEVERITIES, Control
from hipaacheck.model.findings import Report, Run
from hipaacheck.packs import builtin_pack, load_pack, predicates_of
from hipaacheck.pluginhost import PluginHost, load
from hipaacheck.register import baseline
from hipaacheck.register.comments import apply_waivers, read_comments
from hipaacheck.register.fingerprints import tell_apart
from hipaacheck.selection import about, check_params, of_clouds, select_controls


class ScanOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What a scan is asked to do, from the command line and the configuration."""

    source: str
    targets: tuple[str, ...]
    rules: tuple[str, ...] = ()
    builtin_rules: bool = True
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    baseline: str | None = None
    fail_on: str = "low"
    on_unknown: str | None = None
    exit_zero: bool = False
    as_of: datetime | None = None
    phi_only: bool = False
    source_options: Mapping[str, Any] = {}


Progress = Callable[[str, int, int], None]
"""Told (what, done, total) during long work."""


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
    spec = host.source(options.source)
    pack = load_pack(host, (*config.rules, *options.rules), builtin=options.builtin_rules)
    everywhere = select_controls(pack.controls, (*config.select, *options.select), (*config.ignore, *options.ignore))
    selected = about(spec.assets, everywhere)
    chosen = {control.id for control in selected}
    deselected = [control for control in about(spec.assets, pack.controls) if control.id not in chosen]
    notes = check_params(pack.controls, config.params, host.vocabulary)
    known = baseline_of(options.baseline) if options.baseline is not None else None
    live_only = [] if spec.runtime else [control for control in selected if control.live_only]
    judged = [control for control in selected if spec.runtime or not control.live_only]
    if not judged:
        raise UsageError(_nothing_to_judge_by(options, len(pack.controls), len(live_only), len(everywhere)))
    as_of = options.as_of or now
    needs = needed_fields(judged, classified=options.phi_only)
    expanded = _expanded(host, options)
    notes = (*notes, *(_one_line(note) for note in expanded.notes))
    inventories, unreadable = _read_targets(host, options, expanded, needs, config.phi, as_of, stdin, progress)
    judged, live_only, deselected = of_clouds(inventories.values(), judged, live_only, deselected)
    if any("classification" in fields for fields in needs.values()):
        inventories = {place: classify(inventory, config.phi) for place, inventory in inventories.items()}
    runs = _judge(host, judged, inventories, config, as_of, progress)
    runs = [locate(run) for run in runs]
    commented = any(inventory.waivers for inventory in inventories.values())
    others = builtin_pack(host).controls if commented and not options.builtin_rules else ()  # left out, but not misspelt
    runs, waiver_notes, problems = _waive(runs, (*pack.controls, *others), judged, as_of)
    notes = (*notes, *waiver_notes, *(note for run in runs for note in run.inventory.notes))
    if options.phi_only:
        runs, left_out = _only_phi(runs, config.phi)
        notes = (*notes, left_out)
    if known is not None:
        runs = [msgspec.structs.replace(run, findings=baseline.apply_baseline(run.findings, known)) for run in runs]
    complete = not unreadable and all(gap.state in CHOSEN for run in runs for gap in run.inventory.gaps)
    everything = [finding for run in runs for finding in run.findings]
    if known is not None and complete and not options.phi_only:
        notes = (*notes, *baseline.gone(known, everything, judged))
    report = Report(
        version=__version__,
        source=options.source,
        profile="hipaa",
        as_of=_iso(as_of),
        started=_iso(now),
        ended=_iso(datetime.now(UTC)),
        exit_code=2 if problems else _exit_code(runs, complete, options, config, live=spec.runtime),
        controls=tuple(judged),
        live_only=tuple(live_only),
        runs=tuple(runs),
        safeguards=assess(pack.safeguards, everything, (*live_only, *deselected), complete=complete),
        unreadable=tuple(unreadable),
        notes=notes,
        problems=problems,
    )
    if host.observes_findings:
        for finding in everything:
            host.tell_finding(finding)
    host.tell_finished(report)
    return report


def _waive(
    runs: Sequence[Run], controls: Iterable[Control], judged: Iterable[Control], as_of: datetime
) -> tuple[list[Run], tuple[str, ...], tuple[str, ...]]:
    """The runs with waived failures marked, notes about waivers, and what is wrong with some."""
    known = {control.id for control in controls}
    read = [read_comments(run.inventory.waivers, known) for run in runs]
    waivers = {number: item.waivers for number, item in enumerate(read)}
    out, notes = apply_waivers(runs, waivers, {control.id for control in judged}, as_of.date())
    problems = dict.fromkeys(problem for item in read for problem in item.problems)
    return out, tuple(dict.fromkeys(notes)), tuple(problems)


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _nothing_to_judge_by(options: ScanOptions, loaded: int, live_only: int, selected: int) -> str:
    """Why no control is left: a scan that checks nothing must not look clean."""
    if not loaded:
        return "no controls are loaded, so nothing would be checked. Name some with --rules, or drop --no-builtin-rules."
    if live_only:
        return f"the selected controls need a running estate: source '{options.source}' decides none of them. Select others."
    if selected:
        return f"the selected controls are about assets that source '{options.source}' does not read. Select others."
    return "--select and --ignore leave no control, so nothing would be checked. Widen them; see: hipaacheck controls list"


def baseline_of(path: str) -> baseline.Baseline:
    """The baseline in a file. Raises UsageError."""
    try:
        raw = Path(path).read_bytes()
    except OSError as error:
        raise UsageError(
            f"{path}: cannot be read: {error.strerror}. Make a baseline with: hipaacheck baseline REPORT -o {path}"
        ) from None
    return baseline.read_baseline(raw, _printable(path))


def _place(target: str) -> str:
    """Equal for all spellings of a file or folder: its path from the working directory, links resolved. Others as they are."""
    try:
        if target == "-" or not (Path(target).is_file() or Path(target).is_dir()):
            return target
        return Path(os.path.relpath(os.path.realpath(target))).as_posix()
    except (OSError, ValueError):  # no access, or another drive
        return target


def _expanded(host: PluginHost, options: ScanOptions) -> Expanded:
    """What the command line names, as what is read one by one."""
    spec = host.source(options.source)
    if spec.expand is None:
        return Expanded(targets=options.targets)
    found = load(spec.expand, f"source '{options.source}'")(options.targets, options.source_options)
    if not isinstance(found, Expanded):
        raise PluginError(f"source '{options.source}' expands to {type(found).__name__}, not to Expanded")
    return found


def _read_targets(
    host: PluginHost,
    options: ScanOptions,
    expanded: Expanded,
    needs: Mapping[str, frozenset[str]],
    phi: Phi,
    now: datetime,
    stdin: Callable[[], bytes],
    progress: Progress | None,
) -> tuple[dict[str, Inventory], list[Gap]]:
    """Inventories by the place of their target, and a gap per target that cannot be read. A file named twice is read once."""
    reader = load(host.source(options.source).load, f"source '{options.source}'")
    told: dict[str, Any] = {"progress": progress} if progress is not None else {}
    request = Request(reads=needs, now=now, phi=phi, stdin=stdin, options=options.source_options, **told)
    targets: dict[str, str] = {}
    for target in expanded.targets:
        targets.setdefault(_place(target), target)
    inventories: dict[str, Inventory] = {}
    errors: list[str] = [_one_line(gap.reason) for gap in expanded.gaps]
    for number, (place, target) in enumerate(targets.items()):
        if progress is not None and target:
            progress(f"reading {_printable(target)}", number, len(targets))
        try:
            inventory = reader(target, request)
        except InputError as error:
            errors.append(_printable(str(error)))
            continue
        except HipaacheckError:
            raise
        except Exception as error:
            raise PluginError(f"source '{options.source}' failed on {target}: {type(error).__name__}: {error}") from error
        if not isinstance(inventory, Inventory):
            raise PluginError(f"source '{options.source}' returned {type(inventory).__name__}, not an Inventory")
        gaps = tuple(msgspec.structs.replace(gap, reason=_printable(gap.reason)) for gap in inventory.gaps)
        inventories[place] = msgspec.structs.replace(inventory, gaps=gaps)
    if errors and not inventories:
        raise InputError("\n".join(errors))
    return inventories, [Gap(state="unreadable", reason=error) for error in errors]


def needed_fields(controls: Iterable[Control], *, classified: bool = False) -> dict[str, frozenset[str]]:
    """Asset type → the fields that some control reads (`*` for all); with their tags where the classification is read, or
    everywhere if `classified`."""
    out: dict[str, frozenset[str]] = {}
    for control in controls:
        for name, fields in control.reads.items():
            out[name] = out.get(name, frozenset()).union(fields)
    return {
        name: fields | {"classification", "tags"} if classified or "classification" in fields else fields
        for name, fields in out.items()
    }


def _only_phi(runs: Iterable[Run], phi: Phi) -> tuple[list[Run], str]:
    """The runs without findings about assets that are not classified as ePHI, and a note of how many those are."""
    kept: list[Run] = []
    left_out: set[str] = set()
    for run in runs:
        left_out.update(finding.asset.id for finding in run.findings if not may_hold_ephi(finding.asset, phi))
        kept.append(msgspec.structs.replace(run, findings=tuple(item for item in run.findings if may_hold_ephi(item.asset, phi))))
    keys = " or ".join(phi.tags)
    return kept, f"--phi-only: {len(left_out):,} assets are not classified as ePHI (tag {keys}) and were not judged"


def _printable(text: str) -> str:
    """The text, with the bytes of file names that are no text escaped, and signs that a terminal would obey."""
    plain = text.encode(errors="backslashreplace").decode()
    if plain.isprintable():
        return plain
    return "".join(sign if sign.isprintable() or sign == "\n" else sign.encode("unicode_escape").decode() for sign in plain)


def _one_line(text: str) -> str:
    return _printable(text).replace("\n", "\\n")


def _judge(
    host: PluginHost,
    controls: Sequence[Control],
    inventories: Mapping[str, Inventory],
    config: Config,
    as_of: datetime,
    progress: Progress | None,
) -> list[Run]:
    """The findings about each inventory; inventories are by place."""
    functions = host.predicate_functions({name for control in controls for name in predicates_of(control)})
    runs = []
    for inventory in inventories.values():
        if progress is not None:
            progress(f"checking {_printable(inventory.target)}", 0, len(inventory.assets))
        findings = evaluate(
            controls, inventory, vocabulary=host.vocabulary, predicates=functions, params=config.params, now=as_of
        )
        runs.append(Run(inventory=inventory, findings=findings))
    return tell_apart(runs, list(inventories)) if len(runs) > 1 else runs


def _exit_code(runs: Sequence[Run], complete: bool, options: ScanOptions, config: Config, *, live: bool) -> int:
    """0 clean, 1 failures that count, 3 incomplete; 1 goes before 3."""
    counted = SEVERITIES[: SEVERITIES.index(options.fail_on) + 1]
    verdicts = {finding.verdict for run in runs for finding in run.findings}
    failing = any(finding.active and finding.control.severity in counted for run in runs for finding in run.findings)
    if failing and not options.exit_zero:
        return 1
    on_unknown = options.on_unknown or config.on_unknown or ("fail" if live else "report")
    if not complete or "error" in verdicts or ("unknown" in verdicts and on_unknown == "fail"):
        return 3
    return 0
