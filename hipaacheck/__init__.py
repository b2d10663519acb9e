"""hipaacheck checks infrastructure against the HIPAA Security Rule.

These names are the public API: what a plugin may import. They load when first used, so that naming the package is free.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hipaacheck._version import __version__

if TYPE_CHECKING:
    from hipaacheck.engine import natural, overall
    from hipaacheck.errors import HipaacheckError, InputError, PluginError, UsageError, nearest
    from hipaacheck.hookspecs import (
        Expanded,
        PredicateSpec,
        Recorder,
        ReporterSpec,
        ReportOptions,
        Request,
        RulePackSpec,
        SourceOption,
        SourceSpec,
        hookimpl,
    )
    from hipaacheck.language.messages import plain
    from hipaacheck.locations import without_keys
    from hipaacheck.model.assets import CHOSEN, Asset, Cell, Gap, GapState, Inventory, Location, Phi, WaiverComment
    from hipaacheck.model.controls import SEVERITIES, Control, Safeguard, Severity
    from hipaacheck.model.evidence import ApiCall, SnapshotFacts
    from hipaacheck.model.findings import VERDICTS, Evidence, Finding, Report, Run, SafeguardStatus, Verdict, Waiver
    from hipaacheck.model.register import RegisterEntry
    from hipaacheck.model.values import AssetType, Record, Relation, Tags, Unknown
    from hipaacheck.secrets import secret_in

_PUBLIC = {
    "engine": ("natural", "overall"),
    "errors": ("HipaacheckError", "InputError", "PluginError", "UsageError", "nearest"),
    "hookspecs": (
        "Expanded",
        "PredicateSpec",
        "Recorder",
        "ReportOptions",
        "ReporterSpec",
        "Request",
        "RulePackSpec",
        "SourceOption",
        "SourceSpec",
        "hookimpl",
    ),
    "language.messages": ("plain",),
    "locations": ("without_keys",),
    "model.assets": ("CHOSEN", "Asset", "Cell", "Gap", "GapState", "Inventory", "Location", "Phi", "WaiverComment"),
    "model.controls": ("SEVERITIES", "Control", "Safeguard", "Severity"),
    "model.evidence": ("ApiCall", "SnapshotFacts"),
    "model.register": ("RegisterEntry",),
    "model.findings": ("VERDICTS", "Evidence", "Finding", "Report", "Run", "SafeguardStatus", "Verdict", "Waiver"),
    "secrets": ("secret_in",),
    "model.values": ("AssetType", "Record", "Relation", "Tags", "Unknown"),
}
_HOME = {name: module for module, names in _PUBLIC.items() for name in names}

__all__ = [
    "CHOSEN",
    "SEVERITIES",
    "VERDICTS",
    "ApiCall",
    "Asset",
    "AssetType",
    "Cell",
    "Control",
    "Evidence",
    "Expanded",
    "Finding",
    "Gap",
    "GapState",
    "HipaacheckError",
    "InputError",
    "Inventory",
    "Location",
    "Phi",
    "PluginError",
    "PredicateSpec",
    "Record",
    "Recorder",
    "RegisterEntry",
    "Relation",
    "Report",
    "ReportOptions",
    "ReporterSpec",
    "Request",
    "RulePackSpec",
    "Run",
    "Safeguard",
    "SafeguardStatus",
    "Severity",
    "SnapshotFacts",
    "SourceOption",
    "SourceSpec",
    "Tags",
    "Unknown",
    "UsageError",
    "Verdict",
    "Waiver",
    "WaiverComment",
    "__version__",
    "hookimpl",
    "natural",
    "nearest",
    "overall",
    "plain",
    "secret_in",
    "without_keys",
]


def __getattr__(name: str) -> Any:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module 'hipaacheck' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"hipaacheck.{home}"), name)
    globals()[name] = value
    return value
