"""What a scan judges with: controls, settings, profile, register. Today's, or those that a snapshot was taken with."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from hipaacheck.config import Config
from hipaacheck.errors import EvidenceError, InputError, UsageError
from hipaacheck.evidence import records
from hipaacheck.model.assets import Phi
from hipaacheck.model.controls import AllOf, Control, Safeguard
from hipaacheck.model.evidence import SnapshotFacts
from hipaacheck.model.register import Register
from hipaacheck.packs import builtin_rules_root, builtin_safeguards, load_pack
from hipaacheck.pluginhost import PluginHost
from hipaacheck.profiles import Profile, apply_profile, load_profile, profile_notes
from hipaacheck.selection import check_params, select_controls

if TYPE_CHECKING:
    from hipaacheck.evidence.package import Package
    from hipaacheck.language.types import Vocabulary

SNAPSHOT = "snapshot"
"""The source that reads snapshots."""
DEFAULT_REGISTER = "compliance"


class ScanOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What a scan is asked to do, from the command line and the configuration."""

    source: str
    targets: tuple[str, ...]
    rules: tuple[str, ...] = ()
    builtin_rules: bool = True
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    profile: str | None = None
    register: str | None = None
    baseline: str | None = None
    fail_on: str = "low"
    on_unknown: str | None = None
    exit_zero: bool = False
    as_of: datetime | None = None
    phi_only: bool = False
    source_options: Mapping[str, Any] = {}


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """`judged` controls are evaluated; `undecided` ones need a running estate, `deselected` ones were left out. `elsewhere` are
    those of clouds of which nothing was read, where not everything was read: nobody knows whether they were there. `known` are
    the ids of all that there are. `runtime` tells that the source reads running estates, `assets` how the names of the types
    begin that it reads. `as_of` is null for now. `snapshot` tells of the snapshot that is judged anew."""

    judged: tuple[Control, ...]
    undecided: tuple[Control, ...]
    deselected: tuple[Control, ...]
    elsewhere: tuple[Control, ...] = ()
    known: frozenset[str]
    safeguards: tuple[Safeguard, ...]
    profile: Profile
    register: Register
    settings: records.Settings
    runtime: bool
    assets: str
    as_of: datetime | None
    notes: tuple[str, ...] = ()
    snapshot: SnapshotFacts | None = None

    @property
    def phi(self) -> Phi:
        """What marks ePHI."""
        return msgspec.convert(self.settings.phi, Phi)

    def basis(self) -> records.Basis:
        """The same as evidence holds it."""
        return records.Basis(
            judged=self.judged,
            undecided=self.undecided,
            deselected=self.deselected,
            elsewhere=self.elsewhere,
            known=self.known,
            settings=self.settings,
            register=self.register,
            runtime=self.runtime,
            assets=self.assets,
            evaluated=None if self.snapshot is None else self.snapshot.digest,
        )


def choose(host: PluginHost, options: ScanOptions, config: Config) -> Choice:
    """What a scan judges with. Raises UsageError when no control is left, ControlError, RegisterError; for snapshots
    EvidenceError and InputError."""
    if options.source != SNAPSHOT:
        spec = host.source(options.source)
        return _todays(host, options, config, runtime=spec.runtime, assets=spec.assets)
    if len(options.targets) != 1:
        raise UsageError("scan snapshot takes one snapshot at a time")
    with open_snapshot(options.targets[0], options.source_options) as package:
        meta, facts = package.meta, package.facts()
        ended = options.as_of or datetime.fromisoformat(meta.as_of)
        options = msgspec.structs.replace(options, as_of=ended)
        if options.source_options.get("own_controls"):
            found = _stored(host, package, meta, options)
        else:
            found = _todays(host, options, config, runtime=meta.runtime, assets=meta.assets)
        return msgspec.structs.replace(found, snapshot=facts)


def open_snapshot(path: str, options: Mapping[str, Any]) -> Package:
    """The snapshot at a path, its signature checked when `options` name a key. Raises EvidenceError, InputError, UsageError."""
    from hipaacheck.evidence.package import Package

    key = options.get("key")
    if key is None:
        return Package(Path(path))
    from hipaacheck.evidence.keys import public_key

    return Package(Path(path), public_key(Path(key)))


def _todays(host: PluginHost, options: ScanOptions, config: Config, *, runtime: bool, assets: str) -> Choice:
    pack = load_pack(host, (*config.rules, *options.rules), builtin=options.builtin_rules)
    by_id = {control.id: control for control in pack.controls}
    profile = load_profile(
        options.profile or "hipaa", root=builtin_rules_root(), controls=pack.controls, safeguards=pack.safeguards
    )
    others = not_loaded(host, options) if _has_register(options) else ()
    by_id |= {control.id: control for control in others if control.id not in by_id}
    register = _register(options, by_id, pack.safeguards)
    controls, safeguards = apply_profile(profile, pack.controls, pack.safeguards)
    loaded = [control for control in pack.controls if register.files or not of_register(control)]
    controls = tuple(control for control in controls if register.files or not of_register(control))
    select, ignore = (*config.select, *options.select), (*config.ignore, *options.ignore)
    everywhere = select_controls(controls, select, ignore)
    selected = _readable(assets, everywhere)
    chosen = {control.id for control in selected}
    undecided = [] if runtime else [control for control in selected if control.live_only]
    judged = [control for control in selected if runtime or not control.live_only]
    if not judged:
        raise UsageError(_nothing_to_judge_by(options, len(controls), len(undecided), len(everywhere)))
    notes = (
        *_alone(options, register, len(others)),
        *profile_notes(profile, pack.controls),
        *check_params(pack.controls, config.params, host.vocabulary),
    )
    return Choice(
        judged=tuple(judged),
        undecided=tuple(undecided),
        deselected=tuple(control for control in _readable(assets, loaded) if control.id not in chosen),
        known=frozenset(by_id),
        safeguards=tuple(safeguards),
        profile=profile,
        register=register,
        settings=_settings(options, config, profile, select, ignore, notes),
        runtime=runtime,
        assets=assets,
        as_of=options.as_of,
        notes=notes,
    )


def of_register(control: Control) -> bool:
    """Whether a control is about records of the register, which no source reads."""
    return control.asset.startswith("register.")


def _readable(assets: str, controls: Iterable[Control]) -> list[Control]:
    return [control for control in controls if control.asset.startswith(assets) or of_register(control)]


def _alone(options: ScanOptions, register: Register, number: int) -> Iterator[str]:
    """That statuses rest on the organisation's controls and word alone."""
    if not options.builtin_rules and register.files:
        yield f"--no-builtin-rules: attestations are not weighed against the {number:,} built-in controls"


def not_loaded(host: PluginHost, options: ScanOptions) -> tuple[Control, ...]:
    """The built-in controls that are not loaded: they judge nothing, but records and comments may name them."""
    return () if options.builtin_rules else load_pack(host, ()).controls


def _has_register(options: ScanOptions) -> bool:
    return options.register is not None or os.path.lexists(DEFAULT_REGISTER)


def _register(options: ScanOptions, controls: Mapping[str, Control], safeguards: tuple[Safeguard, ...]) -> Register:
    if not _has_register(options):
        return Register()
    from hipaacheck.register.load import load_register

    return load_register(Path(options.register or DEFAULT_REGISTER), safeguards=safeguards, controls=controls)


def _settings(
    options: ScanOptions,
    config: Config,
    profile: Profile,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    notes: tuple[str, ...],
) -> records.Settings:
    return records.Settings(
        profile=msgspec.to_builtins(profile),
        params=config.params,
        select=select,
        ignore=ignore,
        phi=msgspec.to_builtins(config.phi),
        phi_only=options.phi_only,
        fail_on=options.fail_on,
        on_unknown=options.on_unknown or config.on_unknown,
        exit_zero=options.exit_zero,
        register=options.register or DEFAULT_REGISTER,
        rules=(*config.rules, *options.rules),
        notes=notes,
    )


def _stored(host: PluginHost, package: Package, meta: records.Meta, options: ScanOptions) -> Choice:
    """What the snapshot was taken with."""
    for name in ("rules", "select", "ignore", "profile", "register"):
        if getattr(options, name):
            raise UsageError(f"--own-controls judges with what is in the snapshot, so --{name} has no place beside it")
    from hipaacheck.evidence import loading
    from hipaacheck.register.load import parse_register

    by_id, settings = loading.controls(package), package.settings
    _check_readable(package, by_id.values(), host.vocabulary)
    try:
        profile = msgspec.convert(settings.profile, Profile)
    except msgspec.ValidationError as error:
        raise InputError(f"{package.path}: profile.yaml is not of a form that this version reads: {error}") from None
    groups = {name: tuple(by_id[id_] for id_ in ids) for name, ids in meta.controls.items() if name != "known"}
    every = {id_: by_id.get(id_) or _unseen(id_) for id_ in meta.controls["known"]}
    lines = builtin_safeguards()
    register = parse_register(loading.register_files(package), settings.register, safeguards=lines, controls=every)
    return Choice(
        judged=groups["judged"],
        undecided=groups["undecided"],
        deselected=groups["deselected"],
        elsewhere=groups.get("elsewhere", ()),
        known=frozenset(every),
        safeguards=tuple(apply_profile(profile, (), lines)[1]),
        profile=profile,
        register=register,
        settings=settings,
        runtime=meta.runtime,
        assets=meta.assets,
        as_of=options.as_of,
        notes=settings.notes,
    )


def _check_readable(package: Package, controls: Iterable[Control], vocabulary: Vocabulary) -> None:
    """Raise EvidenceError for a stored control that reads what this version of the vocabulary does not have."""
    for control in controls:
        for name, fields in control.reads.items():
            known = {"*", *vocabulary[name].record.__struct_fields__} if name in vocabulary else set()
            if missing := sorted(set(fields or ("*",)) - known):
                what = f"controls/{control.id}.json reads {missing[0]} of {name}, which this version does not know"
                advice = "Judge with the version that took the snapshot, or without --own-controls."
                raise EvidenceError(f"{package.path}: {what}. {advice}")


def _unseen(id_: str) -> Control:
    """A control that the snapshot only names, since nothing that it read is of its type."""
    return Control(id=id_, title="", severity="low", asset="", safeguards=(), require=AllOf(()))


def _nothing_to_judge_by(options: ScanOptions, loaded: int, undecided: int, selected: int) -> str:
    """Why no control is left: a scan that checks nothing must not look clean."""
    if not loaded:
        return "no controls are loaded, so nothing would be checked. Name some with --rules, or drop --no-builtin-rules."
    if undecided:
        return f"the selected controls need a running estate: source '{options.source}' decides none of them. Select others."
    if selected:
        return f"the selected controls are about assets that source '{options.source}' does not read. Select others."
    return "--select and --ignore leave no control, so nothing would be checked. Widen them; see: hipaacheck controls list"
