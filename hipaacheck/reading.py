"""What a scan reads: the targets of a source one by one, or the inventories of a snapshot."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from hipaacheck.choice import SNAPSHOT, Choice, ScanOptions, of_register, open_snapshot
from hipaacheck.errors import HipaacheckError, InputError, PluginError
from hipaacheck.hookspecs import Expanded, Recorder, Request
from hipaacheck.model.assets import Gap, Inventory, Phi
from hipaacheck.model.controls import Control
from hipaacheck.pluginhost import PluginHost, load

Progress = Callable[[str, int, int], None]
"""Told (what, done, total) during long work."""


def read_targets(
    host: PluginHost,
    options: ScanOptions,
    needs: Mapping[str, frozenset[str]],
    phi: Phi,
    now: datetime,
    stdin: Callable[[], bytes],
    progress: Progress | None,
    recorder: Recorder | None,
) -> tuple[dict[str, Inventory], list[Gap], tuple[str, ...]]:
    """Inventories by the place of their target, a gap per target that cannot be read, and notes. A file named twice is read
    once. Raises InputError when nothing can be read."""
    if options.source == SNAPSHOT:
        return *_read_snapshot(host, options, recorder), ()
    expanded = _expanded(host, options)
    reader = load(host.source(options.source).load, f"source '{options.source}'")
    told: dict[str, Any] = {"progress": progress} if progress is not None else {}
    request = Request(reads=needs, now=now, phi=phi, stdin=stdin, options=options.source_options, recorder=recorder, **told)
    targets: dict[str, str] = {}
    for target in expanded.targets:
        targets.setdefault(_place(target), target)
    inventories: dict[str, Inventory] = {}
    errors: list[str] = [_one_line(gap.reason) for gap in expanded.gaps]
    for number, (place, target) in enumerate(targets.items()):
        if progress is not None and target:
            progress(f"reading {printable(target)}", number, len(targets))
        try:
            inventory = reader(target, request)
        except InputError as error:
            errors.append(printable(str(error)))
            continue
        except HipaacheckError:
            raise
        except Exception as error:
            raise PluginError(f"source '{options.source}' failed on {target}: {type(error).__name__}: {error}") from error
        if not isinstance(inventory, Inventory):
            raise PluginError(f"source '{options.source}' returned {type(inventory).__name__}, not an Inventory")
        gaps = tuple(msgspec.structs.replace(gap, reason=printable(gap.reason)) for gap in inventory.gaps)
        inventory = msgspec.structs.replace(inventory, gaps=gaps, place=place)
        inventories[place] = inventory if recorder is None else _redacted(inventory, recorder)
    if errors and not inventories:
        raise InputError("\n".join(errors))
    unreadable = [Gap(state="unreadable", reason=error) for error in errors]
    if recorder is not None and unreadable:
        from hipaacheck.evidence.redact import gap_without_secrets

        unreadable = [gap_without_secrets(gap, recorder.key) for gap in unreadable]
    return inventories, unreadable, tuple(_one_line(note) for note in expanded.notes)


def _expanded(host: PluginHost, options: ScanOptions) -> Expanded:
    """What the command line names, as what is read one by one."""
    spec = host.source(options.source)
    if spec.expand is None:
        return Expanded(targets=options.targets)
    found = load(spec.expand, f"source '{options.source}'")(options.targets, options.source_options)
    if not isinstance(found, Expanded):
        raise PluginError(f"source '{options.source}' expands to {type(found).__name__}, not to Expanded")
    return found


def _place(target: str) -> str:
    """Equal for all spellings of a file or folder: its path from the working directory, links resolved. Others as they are."""
    try:
        if target == "-" or not (Path(target).is_file() or Path(target).is_dir()):
            return target
        return Path(os.path.relpath(os.path.realpath(target))).as_posix()
    except (OSError, ValueError):  # no access, or another drive
        return target


def _redacted(inventory: Inventory, recorder: Recorder) -> Inventory:
    from hipaacheck.evidence.redact import without_secrets

    return without_secrets(inventory, recorder.key)


def _read_snapshot(host: PluginHost, options: ScanOptions, recorder: Recorder | None) -> tuple[dict[str, Inventory], list[Gap]]:
    """The inventories of a snapshot, by their targets, and the targets that could not be read then. A recorder is given its
    answers again."""
    from hipaacheck.evidence import loading, records

    with open_snapshot(options.targets[0], options.source_options) as package:
        found = loading.inventories(package, host.vocabulary)
        unreadable = loading.unreadable(package)
        if recorder is not None:
            loading.replay(package, recorder)
    return {item.place: item for item in found if item.source != records.REGISTER}, unreadable


def with_not_asked(options: ScanOptions, inventories: Mapping[str, Inventory], choice: Choice) -> dict[str, Inventory]:
    """The inventories of a snapshot, with a gap for each type of assets that today's controls read and nobody read then."""
    from hipaacheck.evidence.coverage import not_asked

    needs = needed_fields(item for item in choice.judged if not of_register(item))
    with open_snapshot(options.targets[0], options.source_options) as package:
        gaps = not_asked(package, needs)
    told = {place: {gap.asset_type for gap in item.gaps if not gap.fields} for place, item in inventories.items()}
    return {
        place: msgspec.structs.replace(item, gaps=(*item.gaps, *(gap for gap in gaps if gap.asset_type not in told[place])))
        for place, item in inventories.items()
    }


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


def printable(text: str) -> str:
    """The text, with the bytes of file names that are no text escaped, and signs that a terminal would obey."""
    plain = text.encode(errors="backslashreplace").decode()
    if plain.isprintable():
        return plain
    return "".join(sign if sign.isprintable() or sign == "\n" else sign.encode("unicode_escape").decode() for sign in plain)


def _one_line(text: str) -> str:
    return printable(text).replace("\n", "\\n")
