"""SARIF: valid in every profile, honest about what is open, within what consumers take."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from hipaacheck import Evidence, Finding, Gap, Location, Report, ReportOptions, Unknown
from hipaacheck.register.reports import read_report
from hipaacheck_reports import sarif
from hipaacheck_reports.sarif_results import uri
from tests.reports.records import (
    ENCRYPTION,
    SNAPSHOT,
    asset,
    control,
    finding,
    recorded,
    recorded_as,
    rendered,
    report,
    run,
    waiver,
)
from tests.reports.schemas import SARIF, problems
from tests.support.cli import ONE_CONTROL, hipaacheck
from tests.support.plans import plan, resource

CONSUMERS = ("github", "gitlab", "ado")
PROFILES = ("full", *CONSUMERS)
ENCRYPTED = control()
EVERY_VERDICT = [
    finding(ENCRYPTED, asset("aws_ebs_volume.a", Location("infra/main.tf", 12))),
    finding(ENCRYPTED, asset("aws_ebs_volume.b"), "pass"),
    finding(ENCRYPTED, asset("aws_ebs_volume.c"), "unknown"),
    finding(ENCRYPTED, asset("aws_ebs_volume.d"), "not_applicable"),
    finding(ENCRYPTED, asset("aws_ebs_volume.e"), "error"),
]
GAPS = (Gap(state="denied", reason="the key policy was not read", operation="kms:GetKeyPolicy", code="AccessDenied"),)
HOSTILE = "v\x1b[2J\r\n\u202e[click](https://evil.example){0}<script>\x00\U0001f4a9\ud800"


def log(what: Report, profile: str = "full") -> Any:
    """The SARIF log, valid by the schema."""
    document = json.loads(rendered(sarif.write, what, sarif_profile=profile))
    assert problems(document, SARIF) == []
    return document


def only_run(findings: Sequence[Finding], profile: str = "full", **more: Any) -> Any:
    """The only run of a log about one target."""
    (found,) = log(report(run(findings), **more), profile)["runs"]
    return found


def texts(what: Any) -> list[str]:
    """Every message text of a log, wherever it is."""
    if isinstance(what, dict):
        own = [what["text"]] if isinstance(what.get("text"), str) else []
        return own + [text for name, value in what.items() if name != "help" for text in texts(value)]
    return [text for item in what for text in texts(item)] if isinstance(what, list) else []


@pytest.mark.parametrize("profile", PROFILES)
def test_texts_are_sentences_within_the_limit(profile: str) -> None:
    wordy = control(rationale="Much is said. " * 200)
    what = report(run([finding(wordy, asset("v" * 3000), message="x" * 3000), *EVERY_VERDICT], gaps=GAPS))
    found = texts(log(what, profile))
    assert len(found) > 6
    assert all(text.endswith(".") and len(text) <= 1024 for text in found)


def test_each_verdict_has_its_kind_and_level() -> None:
    results = only_run(EVERY_VERDICT)["results"]
    assert [(item["properties"]["verdict"], item["kind"], item["level"]) for item in results] == [
        ("fail", "fail", "error"),
        ("pass", "pass", "none"),
        ("unknown", "open", "none"),
        ("not_applicable", "notApplicable", "none"),
        ("error", "open", "none"),
    ]


def test_a_result_says_what_where_and_why() -> None:
    assert only_run(EVERY_VERDICT)["results"][0] == {
        "ruleId": "aws-ebs-volume-encrypted",
        "ruleIndex": 0,
        "level": "error",
        "kind": "fail",
        "message": {"text": "aws_ebs_volume.a: encrypted is false, required true."},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "infra/main.tf", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 12},
                },
                "logicalLocations": [{"fullyQualifiedName": "aws_ebs_volume.a", "kind": "resource"}],
            }
        ],
        "partialFingerprints": {"primaryLocationLineHash": EVERY_VERDICT[0].fingerprint},
        "properties": {
            "verdict": "fail",
            "severity": "high",
            "assetType": "aws.ebs.volume",
            "assetName": "aws_ebs_volume.a",
            "account": None,
            "region": "us-east-1",
            "evidence": [{"path": "encrypted", "op": "eq", "expected": True, "actual": False}],
        },
    }


def test_unknown_values_are_told_from_values() -> None:
    rows = (
        Evidence("key", "eq", "a", Unknown("known after apply", "v.key")),
        Evidence("ports", "in", [22], [80, Unknown("not read")], negated=True, origin="aws_security_group.s"),
    )
    (result,) = only_run([finding(ENCRYPTED, asset("v"), "unknown", evidence=rows)])["results"]
    assert result["properties"]["evidence"] == [
        {"path": "key", "op": "eq", "expected": "a", "actual": {"$unknown": "known after apply (v.key)"}},
        {
            "path": "ports",
            "op": "not in",
            "expected": [22],
            "actual": [80, {"$unknown": "not read"}],
            "origin": "aws_security_group.s",
        },
    ]


def test_a_rule_explains_itself() -> None:
    found = only_run(EVERY_VERDICT)
    (rule,) = found["tool"]["driver"]["rules"]
    assert rule["name"] == "AwsEbsVolumeEncrypted"
    assert rule["shortDescription"]["text"] == "EBS volumes are encrypted."
    assert rule["fullDescription"]["text"] == "Data on a volume that is not encrypted can be read from the disk."
    assert rule["helpUri"] == "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html"
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert rule["properties"] == {
        "tags": ["security", "hipaa", "aws.ebs", "hipaa/164.312(a)(2)(iv)"],
        "precision": "very-high",
        "security-severity": "8.0",
    }
    assert "```hcl\nresource" in rule["help"]["markdown"]
    assert "```" not in rule["help"]["text"]
    assert "encrypted = true" in rule["help"]["text"]


@pytest.mark.parametrize(
    ("severity", "level", "score"),
    [("critical", "error", "9.5"), ("high", "error", "8.0"), ("medium", "warning", "5.5"), ("low", "note", "3.0")],
)
def test_severities(severity: Any, level: str, score: str) -> None:
    found = only_run([finding(control(severity=severity), asset("v"))], "github")
    (rule,) = found["tool"]["driver"]["rules"]
    assert (rule["defaultConfiguration"]["level"], rule["properties"]["security-severity"]) == (level, score)
    assert found["results"][0]["level"] == level


def test_safeguards_are_a_taxonomy_that_rules_point_into() -> None:
    found = only_run(EVERY_VERDICT)
    (taxonomy,) = found["taxonomies"]
    (relationship,) = found["tool"]["driver"]["rules"][0]["relationships"]
    target = relationship["target"]
    taxon = taxonomy["taxa"][target["index"]]
    assert taxon["id"] == target["id"] == ENCRYPTION.citation
    assert taxon["properties"] == {"required": False, "category": "technical", "status": "not_satisfied", "reasons": []}
    assert target["toolComponent"]["guid"] == taxonomy["guid"]
    assert found["properties"]["safeguards"] == {"164.312(a)(2)(iv)": "not_satisfied", "164.312(b)": "attestation_missing"}


def test_the_invocation_tells_of_everything_that_was_not_judged() -> None:
    lost = Gap(state="unreadable", reason="b.json: no such file.")
    what = report(run(EVERY_VERDICT, gaps=GAPS), run([], "c.json"), unreadable=(lost,))
    first, second = (found["invocations"][0] for found in log(what)["runs"])
    assert (first["startTimeUtc"], first["endTimeUtc"]) == ("2026-10-01T12:00:00Z", "2026-10-01T12:00:01Z")
    assert (first["exitCode"], first["executionSuccessful"]) == (1, False)
    assert [(note["level"], note["message"]["text"]) for note in first["toolExecutionNotifications"]] == [
        ("error", "b.json: no such file."),
        ("warning", "the key policy was not read (kms:GetKeyPolicy, AccessDenied)."),
        (
            "error",
            "aws-ebs-volume-encrypted could not be evaluated for 1 asset, first for aws_ebs_volume.e: "
            "predicate 'strong' failed: ValueError: no such key.",
        ),
    ]
    assert second["toolExecutionNotifications"] == []
    assert second["executionSuccessful"] is False
    assert only_run(EVERY_VERDICT[:2])["invocations"][0]["executionSuccessful"] is True


def test_the_scope_is_in_the_run() -> None:
    what = report(run(EVERY_VERDICT, unmapped={"aws_foo": 2}), live_only=(control("aws-iam-key-rotated"),), notes=("weak.",))
    properties = log(what)["runs"][0]["properties"]
    assert (properties["assets"], properties["unmapped"]) == (5, {"aws_foo": 2})
    assert (properties["liveOnlyControls"], properties["notes"]) == (["aws-iam-key-rotated"], ["weak."])


def test_a_baseline_marks_every_result() -> None:
    old = finding(ENCRYPTED, asset("old"), baseline="unchanged")
    new = finding(ENCRYPTED, asset("new"), baseline="new")
    results = only_run([old, new, finding(ENCRYPTED, asset("fine"), "pass")])["results"]
    assert [item["baselineState"] for item in results] == ["unchanged", "new", "unchanged"]
    assert all("baselineState" not in item for item in only_run(EVERY_VERDICT)["results"])


@pytest.mark.parametrize("profile", CONSUMERS)
def test_consumers_get_only_failures_that_count(profile: str) -> None:
    known = finding(ENCRYPTED, asset("old"), baseline="unchanged")
    found = only_run([*EVERY_VERDICT, known], profile)
    (result,) = found["results"]
    assert set(result) == {"ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints"}
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "infra/main.tf"},
        "region": {"startLine": 12},
    }
    assert not {"taxonomies", "originalUriBaseIds", "artifacts"} & set(found)


@pytest.mark.parametrize("profile", CONSUMERS)
def test_consumers_get_a_mark_that_known_failures_are_left_out(profile: str) -> None:
    known = finding(ENCRYPTED, asset("old"), baseline="unchanged")
    assert only_run([*EVERY_VERDICT, known], profile)["properties"] == {"baselined": True}
    assert "properties" not in only_run(EVERY_VERDICT, profile)
    assert "baselined" not in only_run([known])["properties"]


@pytest.mark.parametrize("profile", CONSUMERS)
def test_consumers_get_nothing_that_is_waived(profile: str) -> None:
    found = only_run([*EVERY_VERDICT, finding(ENCRYPTED, asset("scratch"), waiver=waiver("scratch"))], profile)
    assert [item["message"]["text"].partition(":")[0] for item in found["results"]] == ["aws_ebs_volume.a"]
    assert "suppressions" not in found["results"][0]
    assert "properties" not in found


def test_waived_failures_are_suppressed_and_all_others_are_not() -> None:
    until = waiver("scratch", reason="why\u202e")
    results = only_run([*EVERY_VERDICT, finding(ENCRYPTED, asset("scratch"), waiver=until)])["results"]
    assert (results[-1]["kind"], results[-1]["level"]) == ("fail", "error")
    assert [item["suppressions"] for item in results] == [
        *([[]] * 5),
        [
            {
                "kind": "inSource",
                "status": "accepted",
                "justification": "why\\u202e",
                "location": {
                    "physicalLocation": {
                        "artifactLocation": {"uri": "infra/main.tf", "uriBaseId": "%SRCROOT%"},
                        "region": {"startLine": 11},
                    }
                },
                "properties": {"until": "2027-06-30"},
            }
        ],
    ]
    assert all("suppressions" not in item for item in only_run(EVERY_VERDICT)["results"])


def test_records_of_the_register_suppress_from_outside_of_the_source() -> None:
    results = log(recorded())["runs"][0]["results"]
    suppressions = [item["suppressions"] for item in results]
    assert [[item["kind"] for item in found] for found in suppressions] == [[], *([["external"]] * 3), ["inSource"]]
    place = {"artifactLocation": {"uri": "compliance/waivers.yaml", "uriBaseId": "%SRCROOT%"}, "region": {"startLine": 3}}
    assert suppressions[1] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "scratch-volumes, owner Storage team, approved by Security officer, ticket SEC-12, until 2026-12-01: "
            "scratch data, no ePHI",
            "location": {"physicalLocation": place},
            "properties": {
                "until": "2026-12-01",
                "kind": "waiver",
                "id": "scratch-volumes",
                "owner": "Storage team",
                "approvedBy": "Security officer",
                "ticket": "SEC-12",
            },
        }
    ]
    (met,) = suppressions[3]
    assert met["justification"].startswith(
        "Alternative in place (45 CFR 164.306(d)(3)). application-encryption, until 2027-09-30: "
    )
    assert met["properties"] == {"until": "2027-09-30", "kind": "alternative", "id": "application-encryption"}


def test_the_register_is_a_run_of_its_own() -> None:
    first, second = log(recorded())["runs"]
    assert second["automationDetails"]["id"] == "hipaacheck/register/compliance/"
    (result,) = second["results"]
    assert result["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "compliance/x.yaml", "uriBaseId": "%SRCROOT%"},
                "region": {"startLine": 9},
            },
            "logicalLocations": [{"fullyQualifiedName": "old-volumes", "kind": "resource"}],
        }
    ]
    assert [item["id"] for item in first["properties"]["register"]] == [entry.id for entry in recorded().register]
    assert "register" not in second["properties"]


def test_where_the_evidence_is_from() -> None:
    first, second = log(recorded())["runs"]
    properties = first["invocations"][0]["properties"]
    assert properties == second["invocations"][0]["properties"]
    assert properties["collectors"] == [SNAPSHOT.collector]
    assert properties["snapshot"]["digest"] == SNAPSHOT.digest
    assert set(properties["snapshot"]) == {
        *("name", "digest", "created", "signature", "keyId"),
        *("collector", "previous", "retainUntil", "digests"),
    }
    answers = [item["properties"].get("answers") for item in first["results"]]
    assert answers == [["d1" * 32, "e2" * 32], *([None] * 4)]
    assert "properties" not in only_run(EVERY_VERDICT)["invocations"][0]


def test_safeguards_say_why() -> None:
    taxon = log(recorded())["runs"][0]["taxonomies"][0]["taxa"][0]
    assert taxon["properties"]["status"] == "not_satisfied"
    assert taxon["properties"]["reasons"][0] == "1 failure: aws-ebs-volume-encrypted (1)."


@pytest.mark.parametrize("profile", CONSUMERS)
def test_consumers_get_nothing_of_what_the_register_covers(profile: str) -> None:
    runs = log(recorded(), profile)["runs"]
    names = [item["message"]["text"].partition(":")[0] for found in runs for item in found["results"]]
    assert names == ["fresh", "old-volumes"]
    assert not any("properties" in found or "properties" in found["invocations"][0] for found in runs)


def test_what_is_waived_is_read_back_as_waived() -> None:
    findings = [*EVERY_VERDICT, finding(ENCRYPTED, asset("scratch"), waiver=waiver("scratch"))]
    found = read_report(rendered(sarif.write, report(run(findings))), "out.sarif")
    assert [item.asset for item in found.failures] == ["aws_ebs_volume.a"]
    assert findings[-1].fingerprint in found.undecided
    found = read_report(rendered(sarif.write, recorded()), "out.sarif")
    assert [item.asset for item in found.failures] == ["fresh", "old-volumes"]


@pytest.mark.parametrize("profile", PROFILES)
def test_problems_are_about_the_configuration(profile: str) -> None:
    what = report(run(EVERY_VERDICT[:2]), run([], "b"), problems=("main.tf:3: the waiver has no reason",), exit_code=2)
    first, second = (found["invocations"][0] for found in log(what, profile)["runs"])
    (note,) = first["toolConfigurationNotifications"]
    assert (note["level"], note["message"]["text"]) == ("error", "main.tf:3: the waiver has no reason.")
    descriptors = log(what, profile)["runs"][0]["tool"]["driver"]["notifications"]
    assert descriptors[note["descriptor"]["index"]]["id"] == note["descriptor"]["id"] == "hipaacheck/problem"
    assert "toolConfigurationNotifications" not in second
    assert (first["exitCode"], first["executionSuccessful"]) == (2, True)
    assert first["exitCodeDescription"].startswith("Something the organisation wrote down is wrong")


def test_findings_about_an_asset_point_to_their_own_lines() -> None:
    block = Location("main.tf", 3, end=9)
    on = asset("v", block)
    places = [None, Location("main.tf", 5, end=5, start=3), Location("other.tf", 5, end=6, start=2), Location("plan.json")]
    findings = [finding(control(f"aws-{number}"), on, place=place) for number, place in enumerate(places)]
    for profile in PROFILES:
        found = [item["locations"][0]["physicalLocation"] for item in only_run(findings, profile)["results"]]
        assert [(item["artifactLocation"]["uri"], item["region"]) for item in found] == [
            ("main.tf", {"startLine": 3, "endLine": 9}),
            ("main.tf", {"startLine": 5, "endLine": 5}),
            ("other.tf", {"startLine": 5, "endLine": 6}),
            ("plan.json", {"startLine": 1}),
        ]


@pytest.mark.parametrize("profile", PROFILES)
def test_nothing_is_a_command_to_a_pipeline(profile: str) -> None:
    evil = "a##vso[task.setvariable variable=a]b###[error]"
    what = report(run([finding(control(title=evil), asset(evil, Location(evil, 1)))], unmapped={evil: 1}), problems=(evil,))
    for about in (what, recorded_as(evil)):
        assert b"##" not in rendered(sarif.write, about, sarif_profile=profile)
    (result,) = log(what, profile)["runs"][0]["results"]
    assert result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == evil


def test_consumers_get_only_the_rules_they_hear_of() -> None:
    other = control("aws-ebs-snapshot-private")
    what = report(run([*EVERY_VERDICT, finding(other, asset("s"), "pass")]))
    (everything,), (some,) = log(what)["runs"], log(what, "github")["runs"]
    assert len(everything["tool"]["driver"]["rules"]) == 2
    assert [rule["id"] for rule in some["tool"]["driver"]["rules"]] == ["aws-ebs-volume-encrypted"]


def test_consumers_get_the_worst_and_hear_of_the_rest() -> None:
    mild, bad = control("aws-a", "low"), control("aws-b", "critical")
    places = [asset(f"v[{number}]") for number in range(sarif.MAX_RESULTS)]
    findings = [finding(mild, place) for place in places] + [finding(bad, place) for place in places[:3]]
    found = json.loads(rendered(sarif.write, report(run(findings)), sarif_profile="github"))["runs"][0]
    assert len(found["results"]) == 25_000
    assert [item["ruleId"] for item in found["results"][:4]] == ["aws-b", "aws-b", "aws-b", "aws-a"]
    (note,) = found["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"] == "3 failures left out: the consumer takes no more results in one run."
    assert len(json.loads(rendered(sarif.write, report(run(findings))))["runs"][0]["results"]) == 25_003


def test_consumers_get_no_more_than_twenty_runs() -> None:
    what = report(*(run([finding(ENCRYPTED, asset(f"v{number}"))], f"{number}.json") for number in range(23)))
    runs = log(what, "github")["runs"]
    assert [len(found["results"]) for found in runs] == [1] * 19 + [4]
    assert runs[19]["automationDetails"]["id"] == "hipaacheck/terraform/others/"
    assert len(log(what)["runs"]) == 23


def test_a_rule_has_at_most_ten_tags() -> None:
    tagged = control(tags=tuple(f"tag{number}" for number in range(12)), safeguards=("164.312(b)", "164.312(a)(2)(iv)"))
    (rule,) = only_run([finding(tagged, asset("v"))])["tool"]["driver"]["rules"]
    assert rule["properties"]["tags"] == ["security", "hipaa", "aws.ebs", *(f"tag{number}" for number in range(7))]


def test_standard_input_has_no_file_so_the_control_is_the_place() -> None:
    what = report(run([finding(ENCRYPTED, asset("aws_ebs_volume.a", None))], "-"))
    (found,) = log(what)["runs"]
    assert found["automationDetails"]["id"] == "hipaacheck/terraform/stdin/"
    assert found["artifacts"] == []
    assert found["results"][0]["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "aws/ebs/volume-encrypted.yaml", "uriBaseId": "HIPAACHECK_RULES"},
        "region": {"startLine": 3},
    }
    assert set(found["originalUriBaseIds"]) == {"%SRCROOT%", "HIPAACHECK_RULES"}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("infra/plan.json", "infra/plan.json"),
        ("./infra//a b/ü#?%.json", "infra/a%20b/%C3%BC%23%3F%25.json"),
        ("../plan.json", "../plan.json"),
        ("a:b.json", "a%3Ab.json"),
        ("/srv/plans/a b.json", "file:///srv/plans/a%20b.json"),
        ("C:\\plans\\a b.json", "file:///C:/plans/a%20b.json"),
        ("\\\\host\\share\\a.json", "file://host/share/a.json"),
        ("\udcff.json", "%FF.json"),
        ("\ud800.json", "%ED%A0%80.json"),
    ],
)
def test_uris(path: str, expected: str) -> None:
    assert uri(path) == expected


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("plan", "infra/prod/plan.json", "hipaacheck/terraform/infra/prod/plan/"),
        ("plan", "../x/./a b.tfplan.json", "hipaacheck/terraform/x/a-b.tfplan/"),
        ("plan", "/srv/plan.json", "hipaacheck/terraform/srv/plan/"),
        ("plan", "C:\\work\\plan.json", "hipaacheck/terraform/C-/work/plan/"),
        ("plan", "-", "hipaacheck/terraform/stdin/"),
        ("terraform", ".", "hipaacheck/terraform-source/root/"),
        ("terraform", "envs/prod.eu/", "hipaacheck/terraform-source/envs/prod.eu/"),
        ("aws", "123456789012", "hipaacheck/aws/123456789012/"),
        ("register", "./our.compliance", "hipaacheck/register/our.compliance/"),
    ],
)
def test_categories(source: str, target: str, expected: str) -> None:
    assert sarif.automation_id(source, target) == expected


def test_runs_of_one_log_never_share_a_category() -> None:
    what = report(*(run([], target) for target in ("a.json", "./a.json", "a.tfplan")))
    ids = [found["automationDetails"]["id"] for found in log(what)["runs"]]
    assert ids == ["hipaacheck/terraform/a/", "hipaacheck/terraform/a-2/", "hipaacheck/terraform/a-3/"]


@pytest.mark.parametrize("profile", PROFILES)
def test_hostile_names_are_only_names(profile: str) -> None:
    what = report(run([finding(ENCRYPTED, asset(HOSTILE, Location(HOSTILE)))], HOSTILE, unmapped={"x\u202e": 1}))
    (found,) = log(what, profile)["runs"]
    text = found["results"][0]["message"]["text"]
    assert text == (
        "v\\x1b[2J \\u202e[click] (https://evil.example){{0}}<script>\\x00\U0001f4a9\\ud800: encrypted is false, required true."
    )
    place = found["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert place.startswith("v%1B%5B2J%0D%0A%E2%80%AE%5Bclick%5D%28https%3A/evil.example")


class _Sink(io.BytesIO):
    """Remembers how long each write was."""

    def __init__(self) -> None:
        super().__init__()
        self.lengths: list[int] = []

    def write(self, data: Any, /) -> int:
        self.lengths.append(len(data))
        return super().write(data)


@pytest.mark.parametrize("profile", PROFILES)
def test_results_are_written_one_by_one_and_always_alike(profile: str) -> None:
    what = report(run([finding(ENCRYPTED, asset(f"v[{number}]")) for number in range(500)]))
    first, second = _Sink(), _Sink()
    for out in (first, second):
        sarif.write(what, out, ReportOptions(sarif_profile=profile))  # type: ignore[arg-type]
    assert first.getvalue() == second.getvalue()
    assert len(first.lengths) > 500
    assert max(first.lengths[3:]) < 2000


def test_from_the_command_line_and_back_as_a_baseline(tmp_path: Path) -> None:
    file, out = tmp_path / "plan.json", tmp_path / "out.sarif"
    file.write_text(json.dumps(plan(resource("aws_s3_bucket.records", {"bucket": "records"}))))
    rules = ("--no-builtin-rules", "--rules", str(ONE_CONTROL), "--no-progress")
    assert hipaacheck("scan", "plan", str(file), *rules, "-f", f"sarif={out}").code == 1
    document = json.loads(out.read_bytes())
    assert problems(document, SARIF) == []
    (found,) = document["runs"]
    assert [item["ruleId"] for item in found["results"]] == ["aws-s3-bucket-public-access-blocked"]
    assert len(found["taxonomies"][0]["taxa"]) == 71
    assert found["artifacts"][0]["location"]["uri"] == file.as_uri()
    again = hipaacheck("scan", "plan", str(file), *rules, "-f", "sarif", "--sarif-profile", "github", "--baseline", str(out))
    assert again.code == 0
    assert json.loads(again.out)["runs"][0]["results"] == []


def test_from_standard_input() -> None:
    raw = json.dumps(plan(resource("aws_s3_bucket.records", {"bucket": "records"}))).encode()
    rules = ("--no-builtin-rules", "--rules", str(ONE_CONTROL), "--no-progress")
    ran = hipaacheck("scan", "plan", "-", *rules, "-f", "sarif", stdin=raw)
    (result,) = json.loads(ran.out)["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].endswith("bucket-public-access-blocked.yaml")
