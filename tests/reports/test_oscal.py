"""OSCAL: valid by NIST's schema whatever the names are, every reference leads somewhere, and nothing is better than it is."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any, get_args

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipaacheck import Report
from hipaacheck.model.findings import SafeguardState
from hipaacheck_reports.oscal import write
from hipaacheck_reports.oscal_values import OSCAL, OURS, control_id, end_of_day, moment, string, token, uid
from tests.reports.everything import DIGEST, ODD, everything, large, odd, snapshot, status
from tests.reports.records import asset, control, finding, rendered, report, run, waiver
from tests.support.cli import hipaacheck

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "tests/data/oscal/oscal_assessment-results_schema-1.1.3.json"
SHA256 = "d9e34757f0c12aff61f52b821f0b8f83ba0ba75b3a149a202b08ba82f82bc4c3"

regex: Any = import_module("regex")  # it has no types


def _pattern(validator: Any, pattern: str, value: object, _: object) -> Iterator[jsonschema.ValidationError]:
    """`pattern` with the classes of Unicode (`\\p{L}`), which Python's own expressions do not know."""
    if isinstance(value, str) and not regex.search(pattern, value):
        yield jsonschema.ValidationError(f"{value!r} does not match {pattern!r}")


@cache
def _validator() -> Any:
    schema = json.loads(SCHEMA.read_bytes())
    draft: Any = jsonschema.validators
    kind = draft.extend(jsonschema.Draft7Validator, {"pattern": _pattern})
    kind.check_schema(schema, format_checker=None)
    return kind(schema)


def _document(what: Report) -> Any:
    return json.loads(rendered(write, what))["assessment-results"]


def _result(what: Report) -> Any:
    return _document(what)["results"][0]


def _problems(document: Any) -> list[str]:
    errors = _validator().iter_errors({"assessment-results": document})
    return [f"{error.json_path}: {error.message}" for error in errors]


def _props(item: Any, ns: str = OURS) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for prop in item.get("props", []):
        if prop["ns"] == ns:
            out.setdefault(prop["name"], []).append(prop["value"])
    return out


def _every(value: Any) -> Iterator[Any]:
    """The value and everything in it."""
    yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _every(inner)


REPORTS: dict[str, Callable[[], Report]] = {
    "everything": everything,
    "odd": lambda: odd(ODD),
    "no findings": report,
    "no safeguards": lambda: report(safeguards=()),
    "standard input": lambda: report(run([finding(control(), asset("v"))], "-")),
    "snapshot of nothing": lambda: report(snapshot=snapshot("a b:c\n.zip", created="never")),
}


def test_the_schema_is_the_one_of_the_release() -> None:
    assert sha256(SCHEMA.read_bytes()).hexdigest() == SHA256
    assert json.loads(SCHEMA.read_bytes())["$id"] == "http://csrc.nist.gov/ns/oscal/1.1.3/oscal-ar-schema.json"


def test_the_validator_sees_what_is_wrong() -> None:
    document = _document(everything())
    document["results"][0]["findings"][0]["target"]["target-id"] = "(a)"
    document["results"][0]["risks"][0]["status"] = "not a token"
    del document["import-ap"]
    assert sorted(text.partition(":")[0] for text in _problems(document)) == [
        "$['assessment-results']",
        "$['assessment-results'].results[0].findings[0].target['target-id']",
        "$['assessment-results'].results[0].risks[0].status",
    ]


@pytest.mark.parametrize("name", REPORTS)
def test_valid_and_the_same_every_time(name: str) -> None:
    first = rendered(write, REPORTS[name]())
    assert _problems(json.loads(first)["assessment-results"]) == []
    assert rendered(write, REPORTS[name]()) == first


def test_the_clinic_is_valid(tmp_path: Path) -> None:
    out = tmp_path / "clinic.json"
    hipaacheck("scan", "plan", str(ROOT / "examples/clinic/plan.json"), "-f", f"oscal={out}", "--no-progress")
    document = json.loads(out.read_bytes())["assessment-results"]
    assert _problems(document) == []
    assert len(document["results"][0]["findings"]) == 71
    assert document["results"][0]["risks"]


@given(st.lists(st.text(max_size=12), min_size=1, max_size=3))
@settings(max_examples=15, deadline=None)
def test_valid_whatever_the_names_are(texts: list[str]) -> None:
    assert _problems(_document(odd(texts))) == []


@pytest.mark.parametrize("name", REPORTS)
def test_every_reference_leads_somewhere(name: str) -> None:
    document = _document(REPORTS[name]())
    everywhere = [item for item in _every(document) if isinstance(item, dict)]
    declared = [item["uuid"] for item in everywhere if "uuid" in item]
    assert len(set(declared)) == len(declared)
    kinds = ("observation-uuid", "risk-uuid", "subject-uuid", "component-uuid", "actor-uuid")
    referred = {item[kind] for item in everywhere for kind in kinds if kind in item}
    referred |= {item["href"][1:] for item in everywhere if item.get("href", "").startswith("#")}
    assert referred <= set(declared)
    assert not [item for item in _every(document) if item in ([], {}, "")]


def test_safeguards_are_controls_with_an_objective_of_that_name() -> None:
    document = _document(everything())
    objectives = [
        (item["control-id"], item["parts"][0]["id"]) for item in document["local-definitions"]["objectives-and-methods"]
    ]
    assert objectives == [("hipaa-164.312-a-2-iv", "hipaa-164.312-a-2-iv"), ("hipaa-164.312-b", "hipaa-164.312-b")]
    result = document["results"][0]
    selected = [
        one["control-id"] for part in result["reviewed-controls"]["control-selections"] for one in part["include-controls"]
    ]
    assert sorted(selected) == [name for name, _ in objectives]
    assert [item["target"]["target-id"] for item in result["findings"]] == [name for name, _ in objectives]


@pytest.mark.parametrize("state", get_args(SafeguardState))
def test_satisfied_is_only_what_is_satisfied(state: SafeguardState) -> None:
    [found] = _result(report(safeguards=(status(state, reasons=("Because.",)),)))["findings"]
    said = found["target"]["status"]
    reason = {"satisfied": "pass", "not_satisfied": "fail"}.get(state, "other")
    assert (said["state"], said["reason"]) == ("satisfied" if state == "satisfied" else "not-satisfied", reason)
    assert said["remarks"].endswith("Because.")
    assert _props(found)["status"] == [state]


def test_observations_are_of_a_control_and_a_verdict() -> None:
    result = _result(everything())
    seen = [(_props(item).get("verdict", [""])[0], len(item.get("subjects", []))) for item in result["observations"]]
    assert seen == [
        *[("pass", 1), ("fail", 1), ("fail", 1), ("fail", 1), ("fail", 1), ("unknown", 1), ("not_applicable", 1), ("error", 1)],
        *[("fail", 1), ("unknown", 0), ("unknown", 0)],
    ]
    assert {item["collected"] for item in result["observations"]} == {"2026-10-01T11:59:00Z"}
    failing = result["observations"][1]
    assert failing["methods"] == ["TEST"]
    assert _props(failing["subjects"][0])["evidence"] == ["encrypted is false (eq true)"]
    assert _props(failing["subjects"][0])["message"] == ["encrypted is false, required true."]
    items = {item["uuid"]: item for item in result["local-definitions"]["inventory-items"]}
    item = items[failing["subjects"][0]["subject-uuid"]]
    assert _props(item)["evidence-sha256"] == [DIGEST, "ce" * 32]
    assert _props(item, OSCAL)["asset-id"] == ["v.fail"]


def test_what_is_written_down_is_examined() -> None:
    [seen] = _result(report(run([finding(control(), asset("v"))])))["observations"]
    assert seen["methods"] == ["EXAMINE"]
    assert seen["collected"] == "2026-10-01T12:00:01Z"


def test_only_failures_are_risks_and_waived_ones_stay_open_deviations() -> None:
    result = _result(everything())
    statuses = [(item["status"], item.get("deadline"), _props(item).get("waived-by")) for item in result["risks"]]
    assert statuses == [
        ("open", None, None),
        ("deviation-approved", "2027-06-30T23:59:59Z", ["waiver"]),
        ("deviation-approved", "2027-06-30T23:59:59Z", ["alternative"]),
        ("open", None, None),
        ("open", None, None),
    ]
    assert _props(result["risks"][1])["approved-by"] == ["Security Officer"]
    assert result["risks"][1]["statement"] == (
        "1 asset fails `aws-ebs-volume-encrypted`. The risk is accepted until 2027-06-30: scratch data, no ePHI"
    )


def test_what_was_not_read_bears_on_the_safeguards_that_need_it() -> None:
    result = _result(everything())
    gaps = {item["description"]: item["uuid"] for item in result["observations"] if item["title"] == "Not read"}
    assert list(gaps) == [
        "unreadable: not a plan",
        "denied: access denied (aws.ebs.volume, ec2:DescribeVolumes, AccessDenied)",
    ]
    encryption, audit = ({one["observation-uuid"] for one in item["related-observations"]} for item in result["findings"])
    assert set(gaps.values()) <= encryption & audit


def test_identifiers_of_assets_and_risks_outlive_the_run() -> None:
    one = report(run([finding(control(), asset("v"))]))
    first, later = _result(one), _result(report(run([finding(control(), asset("v"))]), ended="2026-10-02T12:00:00Z"))
    for name in ("risks", "findings"):
        assert [item["uuid"] for item in first[name]] == [item["uuid"] for item in later[name]]
    assert first["local-definitions"] == later["local-definitions"]
    assert first["observations"][0]["uuid"] != later["observations"][0]["uuid"]


def test_a_snapshot_and_a_file_are_resources_with_their_digests() -> None:
    sealed = _document(everything())["back-matter"]["resources"]
    assert [item["title"] for item in sealed] == ["No assessment plan", "Snapshot"]
    assert _props(sealed[1])["statement-sha256"] == ["ef" * 32]
    assert "hashes" not in sealed[1]["rlinks"][0], "the digest is that of the statement, not that of the file"
    plan = _document(report(run([finding(control(), asset("v"))])))["back-matter"]["resources"][1]
    assert plan["rlinks"] == [{"href": "infra/plan.json", "hashes": [{"algorithm": "SHA-256", "value": "ab" * 32}]}]


def test_records_are_statements_of_the_organisation() -> None:
    parts = [item["parts"][0] for item in _result(everything())["attestations"]]
    assert [(part["name"], _props(part)["state"]) for part in parts] == [
        ("waiver", ["in_force"]),
        ("decision", ["expiring"]),
        ("attestation", ["expired"]),
    ]
    assert _props(parts[2])["safeguard"] == ["hipaa-164.312-b"]


def test_markup_of_others_is_text() -> None:
    document = _document(
        report(run([finding(control(), asset("[x](http://evil.example)<b>"), waiver=waiver("v", reason="*a* [b](c)"))]))
    )
    [seen] = document["results"][0]["observations"]
    assert seen["subjects"][0]["title"] == "`[x](http://evil.example)<b>`"
    assert document["results"][0]["risks"][0]["statement"].endswith(": `*a*` `[b](c)`")


def test_many_findings_stay_small() -> None:
    document = rendered(write, large(4000))
    result = json.loads(document)["assessment-results"]["results"][0]
    assert len(result["observations"]) == 40 * 3
    assert sum(len(item["subjects"]) for item in result["observations"]) == 4000
    assert len(document) < 4000 * 500


def test_values() -> None:
    assert control_id("164.312(a)(2)(iv)") == "hipaa-164.312-a-2-iv"
    assert [token("1 a"), token("("), token("a/b c")] == ["_1-a", "_", "a-b-c"]
    assert [string(""), string("  a b "), string("a\nb"), string("   ")] == [
        "(empty)",
        r"\x20\x20a b\x20",
        r"a\nb",
        r"\x20\x20\x20",
    ]
    assert uid("a", "b") != uid("a\0b")
    assert uid("\ud800")
    assert [moment("2026-01-01"), moment("2026-01-01T01:00:00+02:00"), moment("soon")] == [
        "2026-01-01T00:00:00Z",
        "2025-12-31T23:00:00Z",
        None,
    ]
    assert [end_of_day("2024-02-29"), end_of_day("2025-02-29"), end_of_day("2026-01-01T00")] == [
        "2024-02-29T23:59:59Z",
        None,
        None,
    ]
