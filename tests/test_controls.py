"""The built-in controls: their own tests, their citations, and the compiled form."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import msgspec
import pytest

from hipaacheck import app
from hipaacheck.language.pack import Pack, control_files, encode
from hipaacheck.language.parse import Document
from hipaacheck.language.selftest import check
from hipaacheck.pluginhost import PluginHost
from tests.support.cli import builtin_pack
from tests.support.shared import SHARED, needs_shared

RULES = Path(__file__).parent.parent / "rules"
IDS = ["-".join(path.relative_to(RULES).with_suffix("").parts) for path in control_files(RULES)]
FIXED = [
    "aws-s3-bucket-public-access-blocked",
    "aws-s3-bucket-encrypted",
    "aws-ebs-volume-encrypted",
    "aws-kms-key-rotation-enabled",
    "aws-iam-policy-no-full-admin",
    "aws-ec2-security-group-no-public-admin-ports",
    "aws-rds-instance-encrypted",
    "aws-rds-instance-not-public",
]


@cache
def host() -> PluginHost:
    """Built-in plugins only."""
    return PluginHost(third_party=False)


@cache
def documents() -> dict[str, Document]:
    """Built-in controls by id, with their tests."""
    return {document.control.id: document for document in app.documents(host(), None)}


@pytest.mark.parametrize("control_id", IDS)
def test_a_control_passes_its_own_tests(control_id: str) -> None:
    outcome = check(documents()[control_id], host().vocabulary, {})
    assert outcome.failures == []


@pytest.mark.parametrize("control_id", IDS)
def test_a_control_tells_why_it_matters_and_how_to_fix_it(control_id: str) -> None:
    control = documents()[control_id].control
    assert len(control.rationale) > 80
    written_in = "```yaml" if control.asset.startswith("register.") else "```hcl"
    assert written_in in control.remediation or control.live_only
    assert control.references
    assert control.title[0].isupper()
    assert not control.title.endswith(".")


def test_released_ids_stay() -> None:
    assert set(FIXED) <= set(IDS)


def test_the_compiled_pack_equals_the_yaml_files() -> None:
    pack = builtin_pack()
    raw = encode(pack)
    assert msgspec.json.decode(raw, type=Pack) == pack
    assert encode(msgspec.json.decode(raw, type=Pack)) == raw


def test_all_71_lines_of_the_rule_are_there() -> None:
    lines = builtin_pack().safeguards
    assert len(lines) == len({line.citation for line in lines}) == 71
    assert sum(not line.required for line in lines) == 22
    assert all(line.kind == "implementation specification" for line in lines if not line.required)


@needs_shared
def test_mappings_name_rows_and_sources_of_the_catalogue() -> None:
    with (SHARED / "catalogue/catalogue.csv").open(encoding="utf-8") as file:
        rows = {row["check_slug"]: row for row in csv.DictReader(file)}
    for control in builtin_pack().controls:
        slugs = control.mappings.get("catalogue", ())
        assert set(slugs) <= set(rows), control.id
        sources = {tuple(source.split(":", 1)) for slug in slugs for source in rows[slug]["sources"].split(";") if source}
        claimed = {(family, name) for family, names in control.mappings.items() if family != "catalogue" for name in names}
        assert claimed <= sources, control.id


@needs_shared
def test_the_safeguards_are_those_of_the_rule() -> None:
    with (SHARED / "hipaa/safeguards.csv").open(encoding="utf-8") as file:
        rows = [(row["section"], row["required_or_addressable"] == "R", row["kind"]) for row in csv.DictReader(file)]
    assert rows == [(line.citation, line.required, line.kind) for line in builtin_pack().safeguards]
