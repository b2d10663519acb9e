"""Parts of a report: what is about one safeguard, and samples that anyone can draw again. Pure: a report in, a report out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from hashlib import sha256

import msgspec

from hipaacheck.errors import UsageError, nearest
from hipaacheck.evidence.records import REGISTER
from hipaacheck.model.assets import CHOSEN
from hipaacheck.model.controls import Control, Safeguard
from hipaacheck.model.findings import Finding, Report, Run
from hipaacheck.model.register import RegisterEntry

_LEAST, _MOST, _SHARE = 25, 60, 10


def about_safeguard(report: Report, citation: str) -> Report:
    """What is on record about a line of the rule, and the lines below it: `164.312(a)(1)`, `164.312(a)`."""
    lines = tuple(item for item in report.safeguards if _below(item.safeguard.citation, citation))
    cited = {item.safeguard.citation for item in lines}
    runs = tuple(_only(run, [item for item in run.findings if cited & {*item.control.safeguards}]) for run in report.runs)
    return msgspec.structs.replace(
        report,
        runs=runs,
        safeguards=lines,
        controls=_citing(report.controls, cited),
        live_only=_citing(report.live_only, cited),
        register=tuple(item for item in report.register if _concerns(item, cited, (*report.controls, *report.live_only))),
        notes=(f"only what concerns {citation} is shown", *report.notes),
    )


def check_safeguard(citation: str, safeguards: Sequence[Safeguard]) -> None:
    """Raise UsageError unless the citation is that of one of the 71 lines, or of what they stand below."""
    known = [line.citation for line in safeguards]
    if not any(_below(name, citation) for name in known):
        raise UsageError(f"there is no safeguard '{citation}'{nearest(citation, known) or '.'} See: hipaacheck safeguards")


def _below(citation: str, wanted: str) -> bool:
    return citation == wanted or citation.startswith(f"{wanted}(")


def _citing(controls: Iterable[Control], cited: set[str]) -> tuple[Control, ...]:
    return tuple(control for control in controls if cited & {*control.safeguards})


def _concerns(entry: RegisterEntry, cited: set[str], controls: Sequence[Control]) -> bool:
    about = [control.id for control in _citing(controls, cited)]
    named = any(id_ == name or fnmatchcase(id_, name) for name in entry.controls for id_ in about)
    return named or bool(cited & {*entry.safeguards})


def _only(run: Run, findings: Sequence[Finding]) -> Run:
    """The run with these findings, and the assets that they are about."""
    met = {(item.asset.type, item.asset.id) for item in findings}
    assets = tuple(asset for asset in run.inventory.assets if (asset.type, asset.id) in met)
    return msgspec.structs.replace(run, findings=tuple(findings), inventory=msgspec.structs.replace(run.inventory, assets=assets))


def nothing_on_record(report: Report) -> bool:
    """Whether nothing was judged, nobody wrote anything down, and nothing that could have been judged was left unread."""
    unread = bool(report.controls) and any(gap.state not in CHOSEN for gap in report.gaps)
    return not report.register and not unread and not any(run.findings for run in report.runs)


def sample(report: Report, size: int | None, seed: str) -> Report:
    """The report with the findings about a sample of its assets; the assets themselves stay, as the population.

    The sample are the assets whose `sha256(seed NUL type NUL id)` comes first, so that whoever has the population and the seed
    draws the same. Records of the register are no assets, and stay. A size of null stands for 25, or a tenth of the population
    where that is more, 60 at most.
    """
    estate = [run for run in report.runs if run.inventory.source != REGISTER]
    population = sorted({(asset.type, asset.id) for run in estate for asset in run.inventory.assets})
    number = min(_auto(len(population)) if size is None else size, len(population))
    drawn = set(sorted(population, key=lambda key: _rank(seed, *key))[:number])
    runs = tuple(
        run
        if run.inventory.source == REGISTER
        else msgspec.structs.replace(
            run, findings=tuple(item for item in run.findings if (item.asset.type, item.asset.id) in drawn)
        )
        for run in report.runs
    )
    note = f"sample of {number:,} of {len(population):,} assets, drawn with the seed {seed}; findings about others are not shown"
    return msgspec.structs.replace(report, runs=runs, notes=(note, *report.notes))


def _auto(population: int) -> int:
    return min(max(_LEAST, population // _SHARE), _MOST)


def _rank(seed: str, kind: str, name: str) -> str:
    return sha256(f"{seed}\0{kind}\0{name}".encode(errors="surrogatepass")).hexdigest()
