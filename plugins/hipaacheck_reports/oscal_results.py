"""What OSCAL results hold of findings: assets, observations, risks, and a finding per safeguard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from hipaacheck import CHOSEN, Asset, Control, Finding, Gap, Report, Run, SafeguardStatus, Unknown, Verdict, Waiver
from hipaacheck_reports.clean import plural
from hipaacheck_reports.facts import evidence_line, gap_lines
from hipaacheck_reports.markdown_text import code
from hipaacheck_reports.oscal_values import (
    OSCAL,
    Object,
    control_id,
    end_of_day,
    known,
    line,
    moment,
    paragraphs,
    prop,
    uid,
    without_empty,
)

TOOL = uid("tool")
_ORIGINS: list[Object] = [{"actors": [{"type": "tool", "actor-uuid": TOOL}]}]
_DECLARED = {"plan", "terraform", "register"}
"""Sources of what is written down; of these OSCAL says EXAMINE, of what runs TEST."""

_REMARKS = {
    "satisfied": "Everything that bears on it was read and decided.",
    "not_satisfied": "Some check fails. A waiver does not change that.",
    "incomplete": "Not everything that bears on it could be read and decided, so that it is not known to be satisfied.",
    "attested": "It rests on what the organisation itself attests; no check satisfies it.",
    "attestation_missing": "What the organisation would have to attest is not on record.",
    "attestation_expired": "The attestation of the organisation is no longer in force.",
    "inherited": "The organisation attests that a provider meets it; no check satisfies it.",
    "not_applicable": "Nothing that was read falls under it.",
}
"""Status → what OSCAL's two states cannot say."""
_REASON = {"satisfied": "pass", "not_satisfied": "fail"}


@dataclass(frozen=True)
class Group:
    """Findings of one target that share control, verdict and what sets them aside."""

    uuid: str
    risk: str
    control: Control
    verdict: Verdict
    waiver: Waiver | None
    baseline: str | None
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True)
class Source:
    """One target: its component, the resource that it was read from where there is one, and its findings in groups."""

    run: Run
    component: str
    resource: str | None
    groups: tuple[Group, ...]
    seen: str
    """When it was read."""


def sources(report: Report, document: str) -> list[Source]:
    """The targets, in their order. Identifiers of components, assets and risks are the same in every run; those of observations
    are of this document."""
    ended = moment(report.ended) or report.ended
    collected = None if report.snapshot is None else moment(report.snapshot.created)
    out = []
    for number, run in enumerate(report.runs):
        inventory = run.inventory
        component = uid("component", inventory.source, inventory.target, *_nth(report, number))
        resource = None
        if report.snapshot is not None:
            resource = uid("snapshot", report.snapshot.digest)
        elif inventory.file is not None or inventory.digest is not None:
            resource = uid("file", component, inventory.digest or "")
        out.append(Source(run, component, resource, tuple(_groups(run, component, document)), collected or ended))
    return out


def _nth(report: Report, number: int) -> list[str]:
    """Tells targets of one name apart: nothing for the first, then `2`, `3`."""
    name = (report.runs[number].inventory.source, report.runs[number].inventory.target)
    before = sum((run.inventory.source, run.inventory.target) == name for run in report.runs[:number])
    return [str(before + 1)] if before else []


def _groups(run: Run, component: str, document: str) -> Iterator[Group]:
    """Groups in the order in which findings first need them."""
    groups: dict[tuple[str, ...], Group] = {}
    for item in run.findings:
        aside = (item.baseline or "", *(() if item.waiver is None else _written(item.waiver)))
        key = (item.control.id, item.verdict, *aside)
        group = groups.get(key)
        if group is None:
            observation, risk = uid("observation", document, component, *key), uid("risk", component, item.control.id, *aside)
            group = groups[key] = Group(observation, risk, item.control, item.verdict, item.waiver, item.baseline)
        group.findings.append(item)
    yield from groups.values()


def _written(waiver: Waiver) -> tuple[str, ...]:
    """What tells waivers apart."""
    return (waiver.kind, waiver.id or "", waiver.file, str(waiver.line), waiver.until, waiver.reason)


def _asset_id(source: Source, asset: Asset) -> str:
    return uid("asset", source.component, asset.type, asset.id)


def inventory_items(read: list[Source]) -> Iterator[Object]:
    """Every asset that some finding is about, once, with the digests of the answers that it was built from."""
    for source in read:
        seen: set[str] = set()
        for item in source.run.findings:
            uuid = _asset_id(source, item.asset)
            if uuid not in seen:
                seen.add(uuid)
                yield _inventory_item(source, item.asset, uuid)


def _inventory_item(source: Source, asset: Asset, uuid: str) -> Object:
    texts = {"name": asset.name, "account": asset.account, "region": asset.region, "classification": asset.classification}
    props = [prop("asset-id", asset.id, ns=OSCAL), prop("type", asset.type)]
    props += known(**{name: text for name, text in texts.items() if not isinstance(text, Unknown)})
    place = asset.location
    props += known(place=None if place is None else place.file + ("" if place.line is None else f":{place.line}"))
    digests = source.run.inventory.evidence.get((asset.type, asset.id), ())
    props += [prop("evidence-sha256", digest) for digest in digests]
    return {"uuid": uuid, "description": f"{asset.type} {code(asset.id)}", "props": props}


def observations(report: Report, read: list[Source]) -> Iterator[Object]:
    """One for each control and verdict of a target, then one for each thing that was not read."""
    for source in read:
        for group in source.groups:
            yield _observation(source, group)
    for uuid, _, text, seen in _gaps(report, read):
        yield {
            "uuid": uuid,
            "title": "Not read",
            "description": line(text),
            "props": [prop("verdict", "unknown")],
            "methods": ["EXAMINE"],
            "types": ["finding"],
            "origins": _ORIGINS,
            "collected": seen,
        }


def _observation(source: Source, group: Group) -> Object:
    control, number = group.control, plural(len(group.findings), "asset")
    method = "EXAMINE" if source.run.inventory.source in _DECLARED else "TEST"
    verdict = group.verdict.replace("_", " ")
    out: Object = {
        "uuid": group.uuid,
        "title": line(control.title),
        "description": f"{code(control.id)}: {verdict} for {number}.",
        "props": [prop("control", control.id), prop("verdict", group.verdict), *_aside(group)],
        "methods": [method],
        "types": ["finding"],
        "origins": _ORIGINS,
        "subjects": [_subject(source, item) for item in group.findings],
        "relevant-evidence": [],
        "collected": source.seen,
    }
    if source.resource is not None:
        out["relevant-evidence"] = [{"href": f"#{source.resource}", "description": "What was read."}]
    return without_empty(out)


def _aside(group: Group) -> list[Object]:
    """What sets the findings aside. They still fail."""
    out = known(baseline=group.baseline)
    if group.waiver is not None:
        one = group.waiver
        out += known(waived_by=one.kind, waiver=one.id, until=one.until, reason=one.reason, owner=one.owner)
        out += known(approved_by=one.approved_by, ticket=one.ticket, place=f"{one.file}:{one.line}")
    return out


def _subject(source: Source, item: Finding) -> Object:
    """The asset; where it does not pass, also why."""
    out: Object = {"subject-uuid": _asset_id(source, item.asset), "type": "inventory-item"}
    if item.verdict in ("fail", "unknown", "error"):
        rows = [prop("evidence", evidence_line(row)) for row in item.evidence]
        out["title"] = code(item.asset.id)
        out["props"] = [prop("message", item.message), prop("fingerprint", item.fingerprint), *rows]
    return out


def risks(read: list[Source]) -> Iterator[Object]:
    """One for each control that fails in a target; those under a waiver apart from the others."""
    for source in read:
        for group in source.groups:
            if group.verdict == "fail":
                yield _risk(group)


def _risk(group: Group) -> Object:
    control, waiver = group.control, group.waiver
    number = len(group.findings)
    statement = f"{plural(number, 'asset')} {'fails' if number == 1 else 'fail'} {code(control.id)}."
    if waiver is not None:
        what = "An alternative is documented" if waiver.kind == "alternative" else "The risk is accepted"
        statement += f" {what} until {line(waiver.until)}: {line(waiver.reason)}"
    why = paragraphs(control.rationale)
    facet = {"name": "severity", "system": OSCAL, "value": control.severity}
    out: Object = {
        "uuid": group.risk,
        "title": line(control.title),
        "description": why or line(control.title),
        "statement": statement,
        "props": [prop("control", control.id), *_aside(group)],
        "status": "open" if waiver is None else "deviation-approved",
        "origins": _ORIGINS,
        "characterizations": [{"origin": _ORIGINS[0], "facets": [facet]}],
        "deadline": None if waiver is None else end_of_day(waiver.until),
        "remediations": _remediations(group),
        "related-observations": [{"observation-uuid": group.uuid}],
    }
    return without_empty(out)


def _remediations(group: Group) -> list[Object]:
    how = paragraphs(group.control.remediation)
    title = {"lifecycle": "recommendation", "title": "How to fix it"}
    return [{"uuid": uid("remediation", group.risk), **title, "description": how}] if how else []


def findings(report: Report, read: list[Source]) -> Iterator[Object]:
    """One for each safeguard, in the order of the rule."""
    observed: dict[str, list[Object]] = {}
    at_risk: dict[str, list[Object]] = {}
    for group in (group for source in read for group in source.groups):
        for citation in dict.fromkeys(group.control.safeguards):
            observed.setdefault(citation, []).append({"observation-uuid": group.uuid})
            if group.verdict == "fail":
                at_risk.setdefault(citation, []).append({"risk-uuid": group.risk})
    for uuid, citations, _, _ in _gaps(report, read):
        for citation in citations:
            observed.setdefault(citation, []).append({"observation-uuid": uuid})
    estate = [source.component for source in read]
    for item in report.safeguards:
        citation = item.safeguard.citation
        yield _finding(item, uid("finding", citation, *estate), observed.get(citation, []), at_risk.get(citation, []))


def _finding(item: SafeguardStatus, uuid: str, observed: list[Object], at_risk: list[Object]) -> Object:
    rule = item.safeguard
    verdicts = [prop("findings", number, of=verdict) for verdict, number in item.verdicts.items() if number]
    records = [prop("decision", name) for name in item.decisions] + [prop("attestation", name) for name in item.attestations]
    waived = known(waived=item.waived) if item.waived else []
    name = f"{rule.citation} {rule.standard}" + (f": {rule.specification}" if rule.specification else "")
    return without_empty(
        {
            "uuid": uuid,
            "title": line(name),
            "description": line(rule.text),
            "props": [prop("status", item.status), *verdicts, *waived, *records],
            "origins": _ORIGINS,
            "target": _target(item),
            "related-observations": observed,
            "related-risks": at_risk,
        }
    )


def _target(item: SafeguardStatus) -> Object:
    """OSCAL knows satisfied and not satisfied: satisfied is only what is so in the report, the rest is told in words."""
    said = " ".join(line(text) for text in (_REMARKS[item.status], *item.reasons))
    state = "satisfied" if item.status == "satisfied" else "not-satisfied"
    out: Object = {
        "type": "objective-id",
        "target-id": control_id(item.safeguard.citation),
        "status": {"state": state, "reason": _REASON.get(item.status, "other"), "remarks": said},
    }
    if item.status == "not_applicable":
        out["implementation-status"] = {"state": "not-applicable"}
    return out


def _gaps(report: Report, read: list[Source]) -> Iterator[tuple[str, list[str], str, str]]:
    """Identifier, safeguards concerned, text and time of everything selected that was not read."""
    seen = read[0].seen if read else moment(report.ended) or report.ended
    places: list[tuple[str, tuple[Gap, ...]]] = [(uid("unreadable", report.ended), report.unreadable)]
    places += [(uid("gaps", source.component, seen), source.run.inventory.gaps) for source in read]
    for place, gaps in places:
        by_type: dict[str | None, list[Gap]] = {}
        for gap in gaps:
            if gap.state not in CHOSEN:
                by_type.setdefault(gap.asset_type, []).append(gap)
        for kind, found in by_type.items():
            concerned = [item for item in report.controls if kind is None or kind in item.reads or kind == item.asset]
            citations = list(dict.fromkeys(citation for item in concerned for citation in item.safeguards))
            for number, text in enumerate(gap_lines(found)):
                yield uid("gap", place, kind or "", str(number), text), citations, text, seen
