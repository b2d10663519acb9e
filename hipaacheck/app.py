"""One function per command: data in, data out. Files, clock and environment enter here, in `scanning` and in sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hipaacheck.config import Config
from hipaacheck.engine import natural
from hipaacheck.errors import HipaacheckError, PluginError, UsageError
from hipaacheck.hookspecs import ReportOptions
from hipaacheck.model.findings import Report
from hipaacheck.output import destination
from hipaacheck.packs import (
    builtin_pack,
    builtin_rules_root,
    builtin_safeguards,
    clinic_plan,
    documents,
    load_pack,
    predicates_of,
)
from hipaacheck.pluginhost import PluginHost, load
from hipaacheck.register import baseline
from hipaacheck.scanning import ScanOptions, baseline_of, needed_fields, scan
from hipaacheck.selection import about, select_controls

if TYPE_CHECKING:
    from hipaacheck.language.selftest import Outcome

__all__ = [
    "ScanOptions",
    "builtin_pack",
    "builtin_rules_root",
    "builtin_safeguards",
    "clinic_plan",
    "documents",
    "least_privilege",
    "load_pack",
    "make_baseline",
    "needed_fields",
    "scan",
    "test_controls",
    "write_report",
]


def test_controls(host: PluginHost, root: Path | None) -> list[Outcome]:
    """The outcome of the tests inside each control of a folder or file, or of the built-in pack."""
    from hipaacheck.language.selftest import check

    found = documents(host, root, strict_ids=root is None)
    functions = host.predicate_functions({name for document in found for name in predicates_of(document.control)})
    return [check(document, host.vocabulary, functions) for document in found]


def make_baseline(reports: Sequence[baseline.Found], file: str | None, *, update: bool) -> baseline.Change:
    """Write the failures of reports to a baseline file, or to standard output when null; with `update`, only those that the
    file holds already. Raises UsageError, OutputError."""
    known = baseline_of(file) if update and file is not None else None
    change = baseline.accept(reports) if known is None else baseline.shrink(known, reports)
    ordered = sorted(change.failures, key=lambda item: (item.control, natural(item.asset), item.fingerprint))
    with destination(file) as out:
        out.write(baseline.baseline_text(ordered).encode())
    return change


def least_privilege(
    host: PluginHost,
    source: str,
    config: Config,
    *,
    rules: Sequence[str],
    builtin_rules: bool,
    select: Sequence[str],
    ignore: Sequence[str],
    phi_only: bool,
    options: Mapping[str, Any],
) -> tuple[Any, str | None]:
    """The least privilege, as JSON values, that a scan with these controls needs, and what to do with it, or null. Raises
    UsageError for a source without one."""
    spec = host.source(source)
    if spec.privileges is None:
        known = ", ".join(name for name, other in host.sources.items() if other.privileges is not None)
        raise UsageError(f"source '{source}' needs no privileges. Those that do: {known}.")
    pack = load_pack(host, (*config.rules, *rules), builtin=builtin_rules)
    selected = about(spec.assets, select_controls(pack.controls, (*config.select, *select), (*config.ignore, *ignore)))
    if not selected:
        raise UsageError(f"no selected control is about assets that source '{source}' reads. Select others.")
    policy, note = load(spec.privileges, f"source '{source}'")(needed_fields(selected, classified=phi_only), options)
    return policy, note


def write_report(host: PluginHost, report: Report, name: str, file: str | None, options: ReportOptions) -> None:
    """Render with a reporter, to a file or to standard output. A file appears whole or not at all. Raises OutputError."""
    writer = load(host.reporter(name).load, f"reporter '{name}'")
    with destination(file) as out:
        try:
            writer(report, out, options)
        except (HipaacheckError, OSError):
            raise
        except Exception as error:
            raise PluginError(f"reporter '{name}' failed: {type(error).__name__}: {error}") from error
