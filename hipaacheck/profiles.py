"""Profiles: which lines are required, how severe controls are, and which are left out. The rule in force is one of them.

A profile can ask for more than the rule. It can also ask for less of the controls, and says so in a note each time; what the rule
requires it cannot make addressable (45 CFR 164.306(d)).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, get_args

import msgspec

from hipaacheck.errors import ConfigError, ControlError, Problem, UsageError, nearest
from hipaacheck.language.nodes import Node, compose
from hipaacheck.model.controls import SEVERITIES, Control, Safeguard, Severity
from hipaacheck.selection import select_controls

Status = Literal["final", "proposed", "custom"]
DEFAULT = "hipaa"
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """What a scan goes by. `source` is where it is published, as people cite it. `required` are the lines that are required
    besides those of the rule, or all. `severities` sets what a selector matches, `at_least` raises it, the later before the
    earlier; `ignore` leaves controls out. Selectors are those of `--select`."""

    id: str
    title: str
    status: Status
    source: str
    references: tuple[str, ...] = ()
    required: Literal["as_in_rule", "all"] | tuple[str, ...] = "as_in_rule"
    severities: dict[str, Severity] = {}
    at_least: dict[str, Severity] = {}
    ignore: tuple[str, ...] = ()


RULE = Profile(
    id=DEFAULT,
    title="HIPAA Security Rule",
    status="final",
    source="45 CFR part 164, subpart C",
    references=("https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C",),
)
"""The rule in force, as in profiles/hipaa.yaml: known without reading YAML, which most scans do not need."""


def load_profile(name_or_path: str, *, root: Path, controls: Sequence[Control], safeguards: Sequence[Safeguard]) -> Profile:
    """The profile of that name in `root`/profiles, or in a file of the organisation's own (a name that ends in .yaml or .yml,
    or has a slash). Raises UsageError when there is none, ConfigError with every mistake in it."""
    own = name_or_path.endswith((".yaml", ".yml")) or "/" in name_or_path or "\\" in name_or_path
    if name_or_path == DEFAULT:
        return RULE
    known = sorted({path.stem for path in (root / "profiles").glob("*.yaml")} | {DEFAULT})
    if not own and name_or_path not in known:
        hint = nearest(name_or_path, known) or "."
        raise UsageError(f"no profile '{name_or_path}'{hint} There are {', '.join(known)}, and files that end in .yaml")
    path = Path(name_or_path) if own else root / "profiles" / f"{name_or_path}.yaml"
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8"
        raise UsageError(f"{path}: the profile cannot be read: {why}. Check --profile.") from None
    profile, problems = _read(text, str(path), [line.citation for line in safeguards])
    if own and profile is not None:
        problems += _own(profile, text, str(path), known, controls)
    if problems or profile is None:
        raise ConfigError("\n".join(str(problem) for problem in sorted(problems)))
    return profile


def apply_profile(
    profile: Profile, controls: Sequence[Control], safeguards: Sequence[Safeguard]
) -> tuple[tuple[Control, ...], tuple[Safeguard, ...]]:
    """The controls with the profile's severities, without those that it leaves out, and the lines with what it requires.

    What was left out was not judged: whoever assesses counts those controls among the undecided ones.
    """
    severities = _severities(profile, controls)
    ignored = {control.id for selector in profile.ignore for control in _selected(controls, selector)}
    kept = tuple(_severe(control, severities[control.id]) for control in controls if control.id not in ignored)
    return kept, tuple(_required(line, profile) for line in safeguards)


def profile_notes(profile: Profile, controls: Sequence[Control]) -> tuple[str, ...]:
    """What every report says of the profile: that it is no law, and how it asks for less than the rule's own. `controls` are
    those that were loaded, before it was applied."""
    notes = []
    if profile.status == "proposed":
        notes.append(f"profile {profile.id} is a proposed rule ({profile.source}), not law")
    severities = _severities(profile, controls)
    lower = [
        f"{control.id} ({control.severity} to {severities[control.id]})"
        for control in controls
        if SEVERITIES.index(severities[control.id]) > SEVERITIES.index(control.severity)
    ]
    if lower:
        notes.append(f"profile {profile.id} lowers the severity of {_few(lower, 'control')}")
    left_out = sorted({control.id for selector in profile.ignore for control in _selected(controls, selector)})
    if left_out:
        notes.append(f"profile {profile.id} leaves out {_few(left_out, 'control')}")
    return tuple(notes)


def _few(names: Sequence[str], noun: str) -> str:
    more = f" and {len(names) - 3:,} more" if len(names) > 3 else ""
    return f"{len(names):,} {noun}{'' if len(names) == 1 else 's'}: {', '.join(names[:3])}{more}"


def _severities(profile: Profile, controls: Sequence[Control]) -> dict[str, Severity]:
    """Control id → severity: what is set, the last setting first, and then raised."""
    out: dict[str, Severity] = {control.id: control.severity for control in controls}
    for selector, severity in profile.severities.items():
        out.update((control.id, severity) for control in _selected(controls, selector))
    for selector, severity in profile.at_least.items():
        for control in _selected(controls, selector):
            out[control.id] = min(out[control.id], severity, key=SEVERITIES.index)
    return out


def _selected(controls: Sequence[Control], selector: str) -> list[Control]:
    """What a selector matches; nothing when there is no such control, as in a scan without the built-in ones."""
    try:
        return select_controls(controls, [selector], ())
    except UsageError:
        return []


def _severe(control: Control, severity: Severity) -> Control:
    return control if control.severity == severity else msgspec.structs.replace(control, severity=severity)


def _required(line: Safeguard, profile: Profile) -> Safeguard:
    wanted = profile.required == "all" or (isinstance(profile.required, tuple) and line.citation in profile.required)
    return msgspec.structs.replace(line, required=True) if wanted and not line.required else line


# -- reading -----------------------------------------------------------------------------------------------------

_Check = Callable[[Node, Collection[str]], Iterable[Problem]]


def _read(text: str, file: str, citations: Collection[str]) -> tuple[Profile | None, list[Problem]]:
    """The profile in a text, or null, and what is wrong with it."""
    try:
        nodes = compose(text, file)
    except ControlError as error:
        return None, error.problems
    if len(nodes) != 1 or not nodes[0].is_map:
        return None, [Problem(file, 1, 1, f"expected one mapping with the keys {', '.join(_CHECKS)}")]
    problems: list[Problem] = []
    for key, value in nodes[0].entries():
        check = _CHECKS.get(key.value)
        if check is not None:
            problems += check(value, citations)
        elif key.value == "addressable":
            problems.append(key.problem("a profile cannot make a line addressable: the rule decides that (45 CFR 164.306(d))"))
        else:
            problems.append(key.problem(f"unknown key '{key.value}'{nearest(key.value, _CHECKS)}"))
    plain: Mapping[str, Any] = {"status": "custom", "source": file, **nodes[0].plain()}
    problems += [nodes[0].problem(f"'{name}' is missing") for name in ("id", "title") if name not in plain]
    return (None if problems else msgspec.convert(plain, Profile)), problems


def _own(profile: Profile, text: str, file: str, known: Collection[str], controls: Sequence[Control]) -> list[Problem]:
    """What is wrong with a profile of the organisation's own: it says that it is more, or a selector matches nothing."""
    top = compose(text, file)[0]
    problems = []
    if profile.status != "custom":
        problems.append((top.get("status") or top).problem("a profile of your own is 'custom'; leave 'status' out"))
    if profile.id in known:
        problems.append((top.get("id") or top).problem(f"id '{profile.id}' is that of a built-in profile; choose another"))
    places = [key for name in ("severities", "at_least") if (node := top.get(name)) for key, _ in node.entries()]
    places += (top.get("ignore") or Node([], file, 1, 1)).value
    for node in places:
        if not _selected(controls, node.value):
            hint = nearest(node.value, [control.id for control in controls]) or "; see: hipaacheck controls list"
            problems.append(node.problem(f"no control matches '{node.value}'{hint}"))
    return problems


def _text(node: Node, _: Collection[str]) -> Iterable[Problem]:
    if not isinstance(node.value, str) or not node.value.strip():
        yield node.problem("expected text")


def _id(node: Node, _: Collection[str]) -> Iterable[Problem]:
    if not isinstance(node.value, str) or not _ID.fullmatch(node.value):
        yield node.problem("an id has small letters, digits and hyphens")


def _status(node: Node, _: Collection[str]) -> Iterable[Problem]:
    if node.value not in get_args(Status):
        yield node.problem(f"expected one of {', '.join(get_args(Status))}")


def _texts(node: Node, citations: Collection[str]) -> Iterable[Problem]:
    if not node.is_list:
        yield node.problem("expected a list of texts")
        return
    for item in node.value:
        yield from _text(item, citations)


def _lines(node: Node, citations: Collection[str]) -> Iterable[Problem]:
    if node.value in ("as_in_rule", "all"):
        return
    if not node.is_list:
        yield node.problem("expected as_in_rule, all, or a list of citations that are required as well")
        return
    for item in node.value:
        if item.value not in citations:
            hint = nearest(str(item.value), citations) or "; see: hipaacheck safeguards"
            yield item.problem(f"no safeguard '{item.value}'{hint}")


def _selectors(node: Node, _: Collection[str]) -> Iterable[Problem]:
    if not node.is_map:
        yield node.problem("expected a mapping of selectors to severities")
        return
    for _key, value in node.entries():
        if value.value not in SEVERITIES:
            yield value.problem(f"expected one of {', '.join(SEVERITIES)}")


_CHECKS: dict[str, _Check] = {
    "id": _id,
    "title": _text,
    "status": _status,
    "source": _text,
    "references": _texts,
    "required": _lines,
    "severities": _selectors,
    "at_least": _selectors,
    "ignore": _texts,
}
