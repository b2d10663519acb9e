"""One function per command: data in, data out. Files, clock and environment enter here and in sources."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from hipaacheck._version import __version__
from hipaacheck.assessment import assess
from hipaacheck.config import Config
from hipaacheck.engine import evaluate
from hipaacheck.errors import ControlError, HipaacheckError, InputError, OutputError, PluginError, UsageError
from hipaacheck.hookspecs import ReportOptions, Request
from hipaacheck.language.nodes import nearest
from hipaacheck.language.pack import COMPILED, Pack, duplicate_ids, read_compiled, read_documents, read_safeguards
from hipaacheck.language.parse import Context, Document
from hipaacheck.language.types import Vocabulary
from hipaacheck.language.uses import check_override
from hipaacheck.model.assets import Gap, Inventory
from hipaacheck.model.controls import SEVERITIES, Control, Predicate, Safeguard
from hipaacheck.model.findings import Report, Run
from hipaacheck.pluginhost import PluginHost, load
from hipaacheck.register.baseline import apply_baseline, read_baseline

if TYPE_CHECKING:
    from hipaacheck.language.selftest import Outcome


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


Progress = Callable[[str, int, int], None]
"""Told (what, done, total) during long work."""


def builtin_rules_root() -> Path:
    """Where the built-in rules are: beside the package when installed, else the checkout's `rules/`."""
    installed = Path(__file__).parent / "rules"
    return installed if installed.is_dir() else Path(__file__).parent.parent / "rules"


def clinic_plan() -> Path:
    """The plan of the example clinic: beside the package when installed, else the checkout's `examples/clinic/plan.json`."""
    installed = Path(__file__).parent / "clinic" / "plan.json"
    return installed if installed.is_file() else Path(__file__).parent.parent / "examples" / "clinic" / "plan.json"


def builtin_safeguards() -> tuple[Safeguard, ...]:
    """The 71 lines of 45 CFR 164.308–316."""
    compiled = builtin_rules_root() / COMPILED
    return read_compiled(compiled).safeguards if compiled.is_file() else read_safeguards(builtin_rules_root() / "safeguards.yaml")


def builtin_pack(host: PluginHost) -> Pack:
    """The built-in pack: the compiled file when there is one, else compiled now from YAML."""
    root = builtin_rules_root()
    compiled = root / COMPILED
    if compiled.is_file():
        return read_compiled(compiled)
    safeguards = read_safeguards(root / "safeguards.yaml")
    documents = read_documents(root, _context(host, safeguards))
    return Pack(tuple(document.control for document in documents), safeguards)


def _context(host: PluginHost, safeguards: Iterable[Safeguard]) -> Context:
    return Context(host.vocabulary, host.predicates, tuple(line.citation for line in safeguards))


def documents(host: PluginHost, root: Path | None, *, strict_ids: bool = True) -> list[Document]:
    """Control documents of a folder or file, with their tests; of the built-in pack when `root` is null. Raises ControlError."""
    folder = builtin_rules_root() if root is None else root
    if not folder.exists():
        raise UsageError(f"{folder}: no such file or folder of controls")
    return read_documents(folder, _context(host, builtin_safeguards()), strict_ids=strict_ids)


def load_pack(host: PluginHost, rules: Iterable[str], *, builtin: bool = True) -> Pack:
    """The built-in controls, those of plugins' packs and those of `rules` folders. Raises ControlError, UsageError."""
    pack = builtin_pack(host) if builtin else Pack((), builtin_safeguards())
    controls = list(pack.controls)
    problems = []
    folders = [(spec.path, True) for spec in host.rule_packs.values()] + [(Path(rule), False) for rule in rules]
    for folder, _ in folders:
        if not folder.exists():
            raise UsageError(f"{folder}: no such file or folder of controls. Check --rules, or 'rules' in the configuration.")
        try:
            controls += [
                document.control for document in read_documents(folder, _context(host, pack.safeguards), strict_ids=False)
            ]
        except ControlError as error:
            problems += error.problems
    problems += duplicate_ids(controls)
    if problems:
        raise ControlError(problems)
    return Pack(tuple(sorted(controls, key=lambda control: control.id)), pack.safeguards)


def test_controls(host: PluginHost, root: Path | None) -> list[Outcome]:
    """The outcome of the tests inside each control of a folder or file, or of the built-in pack."""
    from hipaacheck.language.selftest import check

    found = documents(host, root, strict_ids=root is None)
    functions = host.predicate_functions({name for document in found for name in _calls(document.control)})
    return [check(document, host.vocabulary, functions) for document in found]


def write_text(path: Path, text: str) -> None:
    """Write a whole file or none. Raises OutputError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.tmp")
        temporary.write_text(text, "utf-8")
        temporary.replace(path)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}. Check the folder and its permissions.") from None


def write_pages(pages: Mapping[str, str], folder: Path) -> int:
    """Write pages below a folder; gives their number. Raises OutputError."""
    for name, text in pages.items():
        write_text(folder / name, text)
    return len(pages)


# -- selection ---------------------------------------------------------------------------------------------------


def select_controls(controls: Sequence[Control], select: Sequence[str], ignore: Sequence[str]) -> list[Control]:
    """Controls that some selector of `select` matches (all when empty) and none of `ignore`.

    Raises UsageError for a selector that matches nothing.
    """
    for selector in (*select, *ignore):
        if not any(_matches(control, selector) for control in controls):
            ids = [control.id for control in controls]
            hint = nearest(selector, ids) or "."
            raise UsageError(f"no control matches '{selector}'{hint} See: hipaacheck controls list")
    return [
        control
        for control in controls
        if (not select or any(_matches(control, item) for item in select)) and not any(_matches(control, item) for item in ignore)
    ]


def _matches(control: Control, selector: str) -> bool:
    """By id (with * and ?), older id, safeguard or its parent, asset type or its service, tag, or severity."""
    return (
        fnmatchcase(control.id, selector)
        or selector in control.replaces
        or any(
            citation == selector or (citation.startswith(selector) and selector.startswith("164."))
            for citation in control.safeguards
        )
        or control.asset == selector
        or control.asset.startswith(selector + ".")
        or selector in control.tags
        or selector == control.severity
    )


def check_params(
    controls: Sequence[Control], params: Mapping[str, Mapping[str, Any]], vocabulary: Vocabulary
) -> tuple[str, ...]:
    """Refuse overrides that do not fit; give a note for each that weakens a control. Raises UsageError."""
    by_id = {control.id: control for control in controls}
    notes = []
    for control_id, values in params.items():
        control = by_id.get(control_id)
        if control is None:
            raise UsageError(f"params: no control '{control_id}'{nearest(control_id, by_id)}")
        for name, value in values.items():
            param = control.params.get(name)
            if param is None:
                raise UsageError(f"params: {control_id} has no parameter '{name}'{nearest(name, control.params)}")
            if problem := check_override(control, name, value, vocabulary):
                raise UsageError(f"params: {control_id}.{name}: {problem}")
            if _weakens(param.weaker, value, param.default):
                notes.append(f"{control_id}: parameter {name} is {value}, weaker than the default {param.default}")
    return tuple(notes)


def _weakens(weaker: str | None, value: Any, default: Any) -> bool:
    if weaker == "lower":
        return bool(value < default)
    if weaker == "higher":
        return bool(value > default)
    return weaker == "different" and value != default


# -- scan --------------------------------------------------------------------------------------------------------


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
    selected = select_controls(pack.controls, (*config.select, *options.select), (*config.ignore, *options.ignore))
    notes = check_params(pack.controls, config.params, host.vocabulary)
    known = read_baseline(_read_file(options.baseline), options.baseline) if options.baseline is not None else None
    live_only = [] if spec.runtime else [control for control in selected if control.live_only]
    judged = [control for control in selected if spec.runtime or not control.live_only]
    inventories, unreadable = _read_targets(host, options, judged, stdin, progress)
    as_of = options.as_of or now
    functions = host.predicate_functions({name for control in judged for name in _calls(control)})
    runs = []
    for inventory in inventories:
        total = len(inventory.assets)
        if progress is not None:
            progress(f"checking {inventory.target}", 0, total)
        findings = evaluate(
            judged,
            inventory,
            vocabulary=host.vocabulary,
            predicates=functions,
            params=config.params,
            now=as_of,
            salt=inventory.target if len(options.targets) > 1 else "",
        )
        runs.append(Run(inventory=inventory, findings=apply_baseline(findings, known) if known is not None else findings))
    complete = not unreadable and not any(run.inventory.gaps for run in runs)
    everything = [finding for run in runs for finding in run.findings]
    report = Report(
        version=__version__,
        source=options.source,
        profile="hipaa",
        as_of=_iso(as_of),
        started=_iso(now),
        ended=_iso(datetime.now(UTC)),
        exit_code=_exit_code(runs, complete, options, config, live=spec.runtime),
        controls=tuple(judged),
        live_only=tuple(live_only),
        runs=tuple(runs),
        safeguards=assess(pack.safeguards, everything, live_only, complete=complete),
        unreadable=tuple(unreadable),
        notes=notes,
    )
    if host.observes_findings:
        for finding in everything:
            host.tell_finding(finding)
    host.tell_finished(report)
    return report


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _read_file(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None


def _read_targets(
    host: PluginHost, options: ScanOptions, controls: Sequence[Control], stdin: Callable[[], bytes], progress: Progress | None
) -> tuple[list[Inventory], list[Gap]]:
    reader = load(host.source(options.source).load, f"source '{options.source}'")
    request = Request(asset_types=frozenset(name for control in controls for name in control.reads), stdin=stdin)
    inventories: list[Inventory] = []
    errors: list[InputError] = []
    for number, target in enumerate(options.targets):
        if progress is not None:
            progress(f"reading {target}", number, len(options.targets))
        try:
            inventory = reader(target, request)
        except InputError as error:
            errors.append(error)
            continue
        except HipaacheckError:
            raise
        except Exception as error:
            raise PluginError(f"source '{options.source}' failed on {target}: {type(error).__name__}: {error}") from error
        if not isinstance(inventory, Inventory):
            raise PluginError(f"source '{options.source}' returned {type(inventory).__name__}, not an Inventory")
        inventories.append(inventory)
    if errors and not inventories:
        raise InputError("\n".join(str(error) for error in errors))
    return inventories, [Gap(state="unreadable", reason=str(error)) for error in errors]


def _calls(control: Control) -> set[str]:
    found: set[str] = set()

    def walk(node: Predicate | None) -> None:
        name = getattr(node, "name", None)
        if name is not None:
            found.add(name)
        for child in (*getattr(node, "items", ()), getattr(node, "item", None), getattr(node, "where", None)):
            if child is not None:
                walk(child)

    walk(control.require)
    walk(control.when)
    return found


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


# -- output ------------------------------------------------------------------------------------------------------


def write_report(host: PluginHost, report: Report, name: str, file: str | None, options: ReportOptions) -> None:
    """Render with a reporter, to a file or to standard output. A file appears whole or not at all. Raises OutputError."""
    writer = load(host.reporter(name).load, f"reporter '{name}'")
    if file is None:
        sys.stdout.flush()
        _render(writer, name, report, sys.stdout.buffer, options)
        sys.stdout.buffer.flush()
        return
    target = Path(file)
    try:
        if target.exists() and not target.is_file():
            with target.open("wb") as out:
                _render(writer, name, report, out, options)
            return
        descriptor, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        raise OutputError(f"{file}: cannot be written: {error.strerror}. Check the folder and its permissions.") from None
    try:
        with os.fdopen(descriptor, "wb") as out:
            _render(writer, name, report, out, options)
        mask = os.umask(0)
        os.umask(mask)
        Path(temporary).chmod(0o666 & ~mask)
        Path(temporary).replace(target)
    except OSError as error:
        raise OutputError(f"{file}: cannot be written: {error.strerror}. The old file is untouched.") from None
    finally:
        Path(temporary).unlink(missing_ok=True)


def _render(writer: Callable[..., None], name: str, report: Report, out: Any, options: ReportOptions) -> None:
    try:
        writer(report, out, options)
    except (HipaacheckError, OSError):
        raise
    except Exception as error:
        raise PluginError(f"reporter '{name}' failed: {type(error).__name__}: {error}") from error
