"""The only module that touches pluggy's hook caller: loads plugins, and gives what they add as plain values."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, TypeVar

import pluggy

from hipaacheck import hookspecs
from hipaacheck.errors import PluginError, UsageError, nearest
from hipaacheck.hookspecs import PredicateSpec, ReporterSpec, RulePackSpec, SourceSpec
from hipaacheck.model.findings import Finding, Report
from hipaacheck.model.values import AssetType

BUILT_IN = (
    "hipaacheck_assets",
    "hipaacheck_terraform",
    "hipaacheck_aws",
    "hipaacheck_azure",
    "hipaacheck_snapshot",
    "hipaacheck_reports",
)
"""Shipped in the same wheel; named here so that finding them needs no metadata scan."""

ENTRY_POINT_GROUP = "hipaacheck"
Spec = TypeVar("Spec")
Named = TypeVar("Named", SourceSpec, ReporterSpec, PredicateSpec, RulePackSpec)


class LazyVocabulary(Mapping[str, AssetType]):
    """Asset types by name. The module of a type is imported when the type is first asked for."""

    def __init__(self, table: Mapping[str, str]) -> None:
        self._table = dict(sorted(table.items()))
        self._loaded: dict[str, AssetType] = {}

    def __getitem__(self, name: str) -> AssetType:
        loaded = self._loaded.get(name)
        if loaded is None:
            loaded = load(self._table[name], f"asset type {name}")
            if not isinstance(loaded, AssetType) or loaded.name != name:
                raise PluginError(f"asset type {name}: {self._table[name]} is not an AssetType of that name")
            self._loaded[name] = loaded
        return loaded

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)


def load(reference: str, what: str) -> Any:
    """The object at `module:attribute`. Raises PluginError that names `what`."""
    module, _, attribute = reference.partition(":")
    try:
        return getattr(importlib.import_module(module), attribute)
    except Exception as error:
        raise PluginError(f"{what} does not load from {reference}: {type(error).__name__}: {error}") from error


class PluginHost:
    """Loaded plugins. Raises PluginError when one does not load or two claim the same name."""

    def __init__(self, *, third_party: bool = True) -> None:
        self._manager = pluggy.PluginManager("hipaacheck")
        self._manager.add_hookspecs(hookspecs)
        self.plugins: dict[str, str] = {}
        for name in BUILT_IN:
            self._register(name, "built in", partial(importlib.import_module, name))
        if third_party:
            self._load_entry_points()
        try:
            self._manager.check_pending()
        except pluggy.PluginValidationError as error:
            raise PluginError(f"plugin '{error.plugin}' has a hook that does not exist: {error}") from error
        self.vocabulary = LazyVocabulary(self._table())
        self.sources: dict[str, SourceSpec] = self._named("source", "hipaacheck_sources", SourceSpec)
        self.reporters: dict[str, ReporterSpec] = self._named("reporter", "hipaacheck_reporters", ReporterSpec)
        self.predicates: dict[str, PredicateSpec] = self._named("predicate", "hipaacheck_predicates", PredicateSpec)
        self.rule_packs: dict[str, RulePackSpec] = self._named("rule pack", "hipaacheck_rule_packs", RulePackSpec)

    def _load_entry_points(self) -> None:
        from importlib.metadata import entry_points

        for point in sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda point: point.name):
            version = f" {point.dist.version}" if point.dist else ""
            self._register(point.name, f"{point.dist.name if point.dist else point.value}{version}", point.load)

    def _register(self, name: str, origin: str, importer: Callable[[], Any]) -> None:
        try:
            self._manager.register(importer(), name=name)
        except Exception as error:
            raise PluginError(
                f"plugin '{name}' ({origin}) does not load: {type(error).__name__}: {error}. Fix it, or uninstall it."
            ) from error
        self.plugins[name] = origin

    def _table(self) -> dict[str, str]:
        table: dict[str, str] = {}
        for types in self._call("hipaacheck_asset_types"):
            if not isinstance(types, dict) or not all(isinstance(text, str) for row in types.items() for text in row):
                raise PluginError(f"a plugin's hipaacheck_asset_types returned {types!r:.80}, not a dict of names and references")
            for name, reference in types.items():
                if table.setdefault(name, reference) != reference:
                    raise PluginError(f"asset type '{name}' is defined twice: by {table[name]} and {reference}")
        return table

    def _call(self, hook: str) -> list[Any]:
        try:
            return list(getattr(self._manager.hook, hook)())
        except Exception as error:
            raise PluginError(f"a plugin's {hook} raised {type(error).__name__}: {error}") from error

    def _named(self, kind: str, hook: str, spec_type: type[Named]) -> dict[str, Named]:
        out: dict[str, Named] = {}
        for specs in self._call(hook):
            if not isinstance(specs, list | tuple) or not all(isinstance(spec, spec_type) for spec in specs):
                raise PluginError(f"a plugin's {hook} returned {specs!r:.80}, not a list of {spec_type.__name__}")
            for spec in specs:
                if spec.name in out:
                    raise PluginError(f"two plugins define the {kind} '{spec.name}'")
                out[spec.name] = spec
        return dict(sorted(out.items()))

    def source(self, name: str) -> SourceSpec:
        """The source of that name. Raises UsageError with the nearest name."""
        return _one("source", self.sources, name)

    def reporter(self, name: str) -> ReporterSpec:
        """The reporter of that name. Raises UsageError with the nearest name."""
        return _one("format", self.reporters, name)

    def predicate_functions(self, names: set[str]) -> dict[str, Callable[..., Any]]:
        """The functions of the named predicates, imported now."""
        return {name: load(self.predicates[name].load, f"predicate '{name}'") for name in sorted(names)}

    @property
    def observes_findings(self) -> bool:
        """Whether some plugin wants to be told of each finding."""
        return bool(self._manager.hook.hipaacheck_finding.get_hookimpls())

    def tell_finding(self, finding: Finding) -> None:
        """Tell observers of a finding."""
        self._tell("hipaacheck_finding", finding=finding)

    def tell_finished(self, report: Report) -> None:
        """Tell observers of the report."""
        self._tell("hipaacheck_finished", report=report)

    def _tell(self, hook: str, **arguments: Any) -> None:
        try:
            getattr(self._manager.hook, hook)(**arguments)
        except Exception as error:
            raise PluginError(f"a plugin's {hook} raised {type(error).__name__}: {error}") from error


def _one(kind: str, specs: Mapping[str, Spec], name: str) -> Spec:
    if name not in specs:
        raise UsageError(f"no {kind} '{name}'{nearest(name, specs)}. Known: {', '.join(specs)}.".replace("?.", "?"))
    return specs[name]
