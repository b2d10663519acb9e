"""OSCAL assessment results, version 1.1.3 (NIST): what was assessed, observations, risks, and a finding per safeguard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

import msgspec

from hipaacheck import Inventory, RegisterEntry, Report, ReportOptions, SafeguardStatus, SnapshotFacts
from hipaacheck_reports.clean import apart_json, plural
from hipaacheck_reports.facts import asset_count
from hipaacheck_reports.markdown_text import code
from hipaacheck_reports.oscal_results import TOOL, Source, findings, inventory_items, observations, risks, sources
from hipaacheck_reports.oscal_values import OSCAL, OURS, Object, control_id, known, line, moment, prop, string, uid, without_empty
from hipaacheck_reports.sarif_results import uri

VERSION = "1.1.3"
DISCLAIMER = "Technical evidence, not a determination of compliance."
_NO_PLAN = (
    "There is no assessment plan. What was assessed follows from the controls that were selected and from what was read: "
    "the properties of this resource name the controls, the components of the result name what was read."
)


def write(report: Report, out: BinaryIO, options: ReportOptions) -> None:
    """One document with one result. The same report gives the same bytes; arrays are written item by item."""
    document = _document_id(report)
    read = sources(report, document)
    _open(out, b'{"assessment-results":', _head(report, document))
    _open(out, b',"results":[', _result(report, document))
    _open(out, b',"local-definitions":', _local(report, read))
    _array(out, "inventory-items", inventory_items(read))
    out.write(b"}")
    _array(out, "observations", observations(report, read))
    _array(out, "risks", risks(read))
    _array(out, "findings", findings(report, read))
    out.write(b"}]")
    _array(out, "resources", _resources(report, read, document), before=b',"back-matter":{', after=b"}")
    out.write(b"}}\n")


def _open(out: BinaryIO, before: bytes, members: Object) -> None:
    """An object that stays open."""
    out.write(before + apart_json(msgspec.json.encode(members))[:-1])


def _array(out: BinaryIO, name: str, items: Iterable[Object], *, before: bytes = b",", after: bytes = b"") -> None:
    """A member that is an array; nothing when it would be empty."""
    encode, number = msgspec.json.Encoder().encode, 0
    for number, item in enumerate(items, start=1):
        out.write(before + f'"{name}":[\n'.encode() if number == 1 else b",\n")
        out.write(apart_json(encode(item)))
    if number:
        out.write(b"]" + after)


def _document_id(report: Report) -> str:
    """What tells this document from those of other runs."""
    snapshot = "" if report.snapshot is None else report.snapshot.digest
    times = (report.as_of, report.started, report.ended, snapshot)
    read = (text for run in report.runs for text in (run.inventory.target, run.inventory.digest or ""))
    return uid(
        "document", report.version, report.source, report.profile, *times, *read, "", *(item.id for item in report.controls)
    )


def _head(report: Report, document: str) -> Object:
    ended = _ended(report)
    return without_empty(
        {
            "uuid": document,
            "metadata": {
                "title": "HIPAA Security Rule, 45 CFR part 164 subpart C: results of automated checks",
                "last-modified": ended,
                "version": ended,
                "oscal-version": VERSION,
                "remarks": DISCLAIMER,
            },
            "import-ap": {"href": f"#{uid('no plan', document)}"},
            "local-definitions": without_empty({"objectives-and-methods": [_objective(item) for item in report.safeguards]}),
        }
    )


def _ended(report: Report) -> str:
    return moment(report.ended) or report.ended


def _objective(item: SafeguardStatus) -> Object:
    """What a safeguard asks for, so that the document needs no catalog beside it."""
    rule = item.safeguard
    name = control_id(rule.citation)
    objective = {"id": name, "name": "assessment-objective", "title": line(_titled(item)), "prose": line(rule.text)}
    duty = "required" if rule.required else "addressable"
    props = known(citation=f"45 CFR {rule.citation}", obligation=duty, category=rule.category, checkable=rule.checkable)
    return {"control-id": name, "props": props, "parts": [objective]}


def _titled(item: SafeguardStatus) -> str:
    rule = item.safeguard
    return rule.standard + (f": {rule.specification}" if rule.specification else "")


def _result(report: Report, document: str) -> Object:
    ended = _ended(report)
    said = f"{plural(len(report.controls), 'control')} evaluated against {plural(asset_count(report), 'asset')}. {DISCLAIMER}"
    return without_empty(
        {
            "uuid": uid("result", document),
            "title": "Results of the checks",
            "description": said,
            "start": moment(report.started) or ended,
            "end": ended,
            "props": _facts(report),
            "reviewed-controls": {"control-selections": list(_selections(report))},
            "attestations": [{"parts": [_record(entry)]} for entry in report.register],
            "remarks": f"{DISCLAIMER} Values that could not be read are unknown: never a pass, never a fail.",
        }
    )


def _facts(report: Report) -> list[Object]:
    """Scope and counts; everything that was not judged is named."""
    out = known(source=report.source, profile=report.profile, as_of=report.as_of, exit_code=report.exit_code)
    out += [prop("findings", number, of=verdict) for verdict, number in report.counts().items()]
    out += known(waived=report.waived(), not_evaluated=len(report.live_only))
    out += [prop("resources-not-judged", number, of=name) for name, number in report.unmapped().items()]
    out += [prop("problem", text) for text in report.problems]
    out += [prop("note", text) for text in report.notes]
    return out


def _selections(report: Report) -> Iterator[Object]:
    """Safeguards that some check bears on, and those that only the organisation's own records can tell of."""
    checked = [item for item in report.safeguards if any(item.verdicts.values()) or _cited(report, item)]
    citations = {item.safeguard.citation for item in checked}
    others = [item for item in report.safeguards if item.safeguard.citation not in citations]
    if checked:
        yield _selection("Checks bear on these safeguards.", checked)
    if others:
        yield _selection("No check bears on these safeguards: the organisation's own records decide.", others)
    if not report.safeguards:
        yield {"description": "No safeguard was assessed."}


def _cited(report: Report, item: SafeguardStatus) -> bool:
    return any(item.safeguard.citation in control.safeguards for control in report.controls)


def _selection(said: str, items: list[SafeguardStatus]) -> Object:
    return {"description": said, "include-controls": [{"control-id": control_id(item.safeguard.citation)} for item in items]}


def _record(entry: RegisterEntry) -> Object:
    """A record of the register, as the organisation wrote it down."""
    props = known(id=entry.id, state=entry.state, since=entry.since, until=entry.until, by=entry.by, findings=entry.findings)
    props += [prop("safeguard", control_id(citation)) for citation in entry.safeguards]
    props += [prop("control", name) for name in entry.controls]
    props += known(place=f"{entry.file}:{entry.line}" if entry.file else None)
    part: Object = {"uuid": uid("record", entry.kind, entry.id, entry.file, str(entry.line)), "name": entry.kind, "ns": OURS}
    return part | without_empty({"title": code(entry.id), "props": props, "prose": line(entry.summary)})


def _local(report: Report, read: list[Source]) -> Object:
    """What was read, and what read it."""
    tool: Object = {
        "uuid": TOOL,
        "type": "software",
        "title": "hipaacheck",
        "description": "Checks infrastructure against the HIPAA Security Rule.",
        "props": [prop("version", report.version, ns=OSCAL)],
        "status": {"state": "operational"},
    }
    platform = {"uuid": uid("platform"), "title": "hipaacheck", "uses-components": [{"component-uuid": TOOL}]}
    assets = {"components": [tool], "assessment-platforms": [platform]}
    return without_empty({"components": [_component(source) for source in read], "assessment-assets": assets})


def _component(source: Source) -> Object:
    inventory = source.run.inventory
    counts = known(target=inventory.target, source=inventory.source, assets=len(inventory.assets))
    collector = [prop("collector", value, of=name) for name, value in sorted(inventory.collector.items())]
    calls = [prop("calls", number, of=how) for how, number in sorted(inventory.calls.items())]
    complete = sum(cell.state == "complete" for cell in inventory.cells)
    listings = known(listings_complete=complete, listings=len(inventory.cells)) if inventory.cells else []
    own = inventory.source == "register"
    return {
        "uuid": source.component,
        "type": "register" if own else "target",
        "title": code(inventory.target),
        "description": "The organisation's own records." if own else f"What was read, from the source {code(inventory.source)}.",
        "props": [*counts, *collector, *calls, *listings],
        "status": {"state": "other", "remarks": "As it was read; nothing more is known of its state."},
    }


def _resources(report: Report, read: list[Source], document: str) -> Iterator[Object]:
    """The selected controls in the place of a plan, the snapshot, and the files that were read."""
    controls = [prop("control", item.id, of="evaluated") for item in report.controls]
    controls += [prop("control", item.id, of="needs-a-running-estate") for item in report.live_only]
    plan = {"uuid": uid("no plan", document), "title": "No assessment plan", "description": _NO_PLAN}
    yield without_empty(plan | {"props": controls})
    if report.snapshot is not None:
        yield _snapshot(report.snapshot)
        return
    for source in read:
        if source.resource is not None:
            yield _file(source.run.inventory, source.resource)


def _snapshot(facts: SnapshotFacts) -> Object:
    signed = known(signature=facts.signature, key_id=facts.key_id, statement_sha256=facts.digest, previous_sha256=facts.previous)
    kept = known(created=facts.created, retain_until=facts.retain_until)
    collector = [prop("collector", value, of=name) for name, value in sorted(facts.collector.items())]
    digests = [prop("digest", value, of=name) for name, value in sorted(facts.digests.items())]
    return {
        "uuid": uid("snapshot", facts.digest),
        "title": "Snapshot",
        "description": "Sealed evidence that these results were made from. The digest is that of its signed statement.",
        "props": [prop("type", "evidence", ns=OSCAL), *signed, *kept, *collector, *digests],
        "rlinks": [{"href": uri(facts.name)}],
    }


def _file(inventory: Inventory, resource: str) -> Object:
    """The file that was read. Standard input has no name to link to, only a digest."""
    out: Object = {"uuid": resource, "title": code(inventory.file or inventory.target), "description": "What was read."}
    out["props"] = [prop("type", "raw-data", ns=OSCAL), *known(sha256=inventory.digest)]
    if inventory.file is not None:
        hashes = [{"algorithm": "SHA-256", "value": string(inventory.digest)}] if inventory.digest else []
        out["rlinks"] = [without_empty({"href": uri(inventory.file), "hashes": hashes})]
    return out
