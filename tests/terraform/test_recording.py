"""Resources of plans and source are recorded, and assets name the records that they were built from."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from hipaacheck import Inventory
from tests.support.plan_records import Recorded, read_plan, read_source
from tests.support.plans import plan, resource
from tests.support.shared import needs_shared, shared_files
from tests.support.source_trees import lay

CLINIC = Path(__file__).parents[2] / "examples/clinic"
SECRET = "hunter2correcthorse"  # noqa: S105 - looks like nothing: only its place tells


def behind(inventory: Inventory, recorder: Recorded, id_: str) -> list[str]:
    """The addresses of the records that the assets with an id were built from."""
    digests = {digest for (_, name), found in inventory.evidence.items() if name == id_ for digest in found}
    return sorted(recorder.bodies[digest]["address"] for digest in digests)


def check(inventory: Inventory, recorder: Recorded) -> None:
    """Every asset names records, all of them kept, its own resource among them where it has one."""
    assert inventory.evidence.keys() == {(asset.type, asset.id) for asset in inventory.assets}
    recorded_at = {body["address"]: digest for digest, body in recorder.bodies.items()}
    for asset in inventory.assets:
        found = inventory.evidence[asset.type, asset.id]
        assert found, asset.id
        assert list(found) == sorted(set(found))
        assert set(found) <= recorder.bodies.keys()
        origins = [address for text in asset.origins.values() for address in text.split(", ")]
        for address in (asset.id, *origins):
            assert recorded_at.get(address, found[0]) in found, (asset.id, address)


# -- every asset has evidence --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "file", [CLINIC / "plan.json", *shared_files("acceptance/plans/*.json")], ids=lambda path: path.stem[-40:]
)
def test_every_asset_of_a_plan_names_its_records(file: Path) -> None:
    recorder = Recorded()
    found = read_plan(file, recorder)
    check(found, recorder)
    plain = read_plan(file)
    assert plain.assets == found.assets
    assert plain.evidence == {}


@needs_shared
def test_every_asset_of_real_plans_names_its_records() -> None:
    files = shared_files("corpus/terraform-plans/*.json")
    assert files
    for file in files:
        recorder = Recorded()
        check(read_plan(file, recorder), recorder)


def test_every_resource_is_recorded_that_will_be_there() -> None:
    recorder = Recorded()
    document = plan(
        resource("aws_s3_bucket.a", {"bucket": "a"}),
        resource("aws_foo.unmapped", {"size": 3}),
        resource("data.aws_caller_identity.me", {}, actions=["read"]),
        resource("aws_s3_bucket.gone", {"bucket": "gone"}, actions=["delete"]),
        prior_state={"values": {"outputs": {"x": {"value": SECRET}}}},
        variables={"v": {"value": SECRET}},
        output_changes={"o": {"after": SECRET}},
        providers={"aws": {"name": "aws", "expressions": {"secret_key": {"constant_value": SECRET}}}},
    )
    read_plan(document, recorder)
    assert [call.parameters for call in recorder.calls] == [
        {"address": address, "target": "standard input"}
        for address in ("aws_s3_bucket.a", "aws_foo.unmapped", "data.aws_caller_identity.me")
    ]
    assert {(call.service, call.operation, call.account, call.region) for call in recorder.calls} == {
        ("terraform", "plan:resource", None, None)
    }
    assert recorder.body("aws_s3_bucket.a") == {
        "address": "aws_s3_bucket.a",
        "type": "aws_s3_bucket",
        "provider": "aws",
        "values": {"bucket": "a"},
        "unknown": {"id": True, "arn": True},
    }
    assert SECRET not in recorder.everything()


BUCKET = resource("aws_s3_bucket.a", {"bucket": "records"})
OTHER = resource("aws_s3_bucket.b", {"bucket": "others"})
BLOCK: Mapping[str, Any] = {"block_public_acls": True}
STATEMENT = {"effect": "Deny", "actions": ["s3:*"], "resources": ["*"], "principals": [{"type": "*", "identifiers": ["*"]}]}


@pytest.mark.parametrize(
    ("resources", "id_", "addresses"),
    [
        pytest.param(
            [BUCKET, OTHER, resource("aws_s3_bucket_public_access_block.p", BLOCK, refs={"bucket": "aws_s3_bucket.a.id"})],
            "aws_s3_bucket.a",
            ["aws_s3_bucket.a", "aws_s3_bucket_public_access_block.p"],
            id="a companion by reference",
        ),
        pytest.param(
            [BUCKET, OTHER, resource("aws_s3_bucket_public_access_block.p", {**BLOCK, "bucket": "records"})],
            "aws_s3_bucket.a",
            ["aws_s3_bucket.a", "aws_s3_bucket_public_access_block.p"],
            id="a companion by name",
        ),
        pytest.param(
            [BUCKET, OTHER, resource("aws_s3_bucket_public_access_block.p", {**BLOCK, "bucket": "records"})],
            "aws_s3_bucket.b",
            ["aws_s3_bucket.b"],
            id="nothing of another's",
        ),
        pytest.param(
            [resource("aws_s3_bucket_public_access_block.p", {**BLOCK, "bucket": "elsewhere"})],
            "elsewhere",
            ["aws_s3_bucket_public_access_block.p"],
            id="an asset that only a companion tells of",
        ),
        pytest.param(
            [
                BUCKET,
                resource("data.aws_iam_policy_document.d", {"statement": [STATEMENT]}, unknown=("json",), actions=["read"]),
                resource("aws_s3_bucket_policy.p", {"bucket": "records"}, refs={"policy": "data.aws_iam_policy_document.d.json"}),
            ],
            "aws_s3_bucket.a",
            ["aws_s3_bucket.a", "aws_s3_bucket_policy.p", "data.aws_iam_policy_document.d"],
            id="the document of a companion's policy",
        ),
        pytest.param(
            [
                resource("aws_rds_cluster.c", {"cluster_identifier": "c", "storage_encrypted": True}),
                resource("aws_rds_cluster_instance.i", {"cluster_identifier": "c", "identifier": "i"}),
            ],
            "aws_rds_cluster_instance.i",
            ["aws_rds_cluster.c", "aws_rds_cluster_instance.i"],
            id="where a field comes from",
        ),
        pytest.param(
            [
                resource("aws_ebs_encryption_by_default.e", {"enabled": True}),
                resource("aws_accessanalyzer_analyzer.a", {"type": "ACCOUNT"}),
                BUCKET,
            ],
            "aws.account",
            ["aws_ebs_encryption_by_default.e"],
            id="an account, by what its fields name",
        ),
        pytest.param(
            [resource("aws_accessanalyzer_analyzer.a", {"type": "ACCOUNT"}), BUCKET],
            "aws.account",
            ["aws_accessanalyzer_analyzer.a"],
            id="an account, by all that proves it",
        ),
        pytest.param(
            [resource("azurerm_virtual_network.n", {"name": "n", "subnet": [{"name": "s.1", "security_group": None}]})],
            'azurerm_virtual_network.n.subnet["s.1"]',
            ["azurerm_virtual_network.n"],
            id="a block of a resource",
        ),
        pytest.param(
            [
                resource("azurerm_storage_account.a", {"name": "a"}),
                resource(
                    "azurerm_monitor_diagnostic_setting.d",
                    {"name": "d"},
                    refs={"target_resource_id": ["azurerm_storage_account.a.id", "azurerm_storage_account.a"]},
                ),
            ],
            "azurerm_storage_account.a",
            ["azurerm_monitor_diagnostic_setting.d", "azurerm_storage_account.a"],
            id="a companion of any type",
        ),
        pytest.param(
            [
                resource("aws_dynamodb_table.a", {"name": "visits"}),
                resource("aws_dynamodb_table.b", {"name": "table"}),
                resource("aws_appautoscaling_target.t", {"resource_id": "table/visits", "service_namespace": "dynamodb"}),
            ],
            "aws_dynamodb_table.a",
            ["aws_appautoscaling_target.t", "aws_dynamodb_table.a"],
            id="a companion by a part of a name",
        ),
    ],
)
def test_what_an_asset_was_built_from(resources: list[Mapping[str, Any]], id_: str, addresses: list[str]) -> None:
    recorder = Recorded()
    inventory = read_plan(plan(*resources), recorder)
    check(inventory, recorder)
    assert behind(inventory, recorder, id_) == addresses


def test_many_companions_of_one_hub_do_not_add_up() -> None:
    n = 700
    table = resource("aws_route_table.t", {"id": "rtb-1", "route": []})
    routes = [
        resource(f"aws_route.r{number}", {"route_table_id": "rtb-1", "destination_cidr_block": f"10.{number}.0.0/16"})
        for number in range(n)
    ]
    recorder = Recorded()
    inventory = read_plan(plan(table, *routes), recorder)
    assert len(behind(inventory, recorder, "aws_route_table.t")) == n + 1  # its own companions: all of them
    assert sum(map(len, inventory.evidence.values())) <= 3 * n


# -- source --------------------------------------------------------------------------------------------------------

MAIN = """
variable "password" {
  default   = "hunter2correcthorse"
  sensitive = true
}
variable "unset" {}
resource "aws_db_instance" "d" {
  identifier = "d"
  password   = "hunter2correcthorse"
  username   = var.unset
}
resource "aws_ssm_parameter" "p" {
  name  = "p"
  value = "${aws_db_instance.d.address}-hunter2correcthorse"
}
resource "aws_s3_bucket" "b" {
  bucket = "records"
  tags   = { note = var.password, where = var.unset }
}
resource "aws_s3_bucket_public_access_block" "b" {
  bucket            = aws_s3_bucket.b.id
  block_public_acls = true
}
resource "aws_s3_bucket_policy" "b" {
  bucket = aws_s3_bucket.b.id
  policy = jsonencode({
    Statement = [{ Effect = "Deny", Principal = "*", Action = "s3:*", Resource = aws_s3_bucket.b.arn }]
  })
}
resource "aws_ecs_task_definition" "t" {
  family = "t"
  container_definitions = jsonencode([{
    name        = "web"
    image       = aws_s3_bucket.b.arn
    environment = [{ name = "A", value = "hunter2correcthorse" }]
    secrets     = [{ name = "B", valueFrom = aws_ssm_parameter.p.arn }]
  }])
}
resource "aws_sqs_queue" "maybe" {
  count = var.unset
  name  = "hunter2-is-no-secret"
}
data "aws_caller_identity" "me" {}
"""


@pytest.fixture(scope="module")
def from_source(tmp_path_factory: pytest.TempPathFactory) -> tuple[Inventory, Recorded]:
    """The inventory of a root module, and what was recorded."""
    recorder = Recorded()
    return read_source(lay(tmp_path_factory.mktemp("root"), {"main.tf": MAIN}), recorder), recorder


def test_every_asset_of_source_names_its_records(from_source: tuple[Inventory, Recorded]) -> None:
    inventory, recorder = from_source
    check(inventory, recorder)
    assert {call.operation for call in recorder.calls} == {"source:resource"}
    assert "data.aws_caller_identity.me" in {body["address"] for body in recorder.bodies.values()}
    assert behind(inventory, recorder, "aws_s3_bucket.b") == [
        "aws_s3_bucket.b",
        "aws_s3_bucket_policy.b",
        "aws_s3_bucket_public_access_block.b",
    ]
    assert any(id_.startswith("aws_sqs_queue.maybe") for _, id_ in inventory.evidence)


def test_secrets_of_source_are_not_recorded(from_source: tuple[Inventory, Recorded]) -> None:
    _, recorder = from_source
    assert SECRET not in recorder.everything()
    assert SECRET.removeprefix("hunter2") not in recorder.everything()


def test_what_is_unknown_in_source_tells_why(from_source: tuple[Inventory, Recorded]) -> None:
    _, recorder = from_source
    bucket = recorder.body("aws_s3_bucket.b")
    assert re.search("unset", bucket["unknown"]["tags"]["where"]["$unknown"])
    assert bucket["unknown"]["arn"] is True
    assert recorder.body("aws_s3_bucket_public_access_block.b")["references"] == {"bucket": ["aws_s3_bucket.b.id"]}


def test_documents_that_are_partly_known_are_recorded(from_source: tuple[Inventory, Recorded]) -> None:
    _, recorder = from_source
    (statement,) = recorder.body("aws_s3_bucket_policy.b")["documents"]["policy"]["Statement"]
    assert statement["Effect"] == "Deny"
    assert statement["Resource"] == {"$unknown": "known only after apply", "refers": "aws_s3_bucket.b"}
    (container,) = recorder.body("aws_ecs_task_definition.t")["documents"]["container_definitions"]
    assert container["name"] == "web"
    assert container["secrets"][0]["valueFrom"] == {"$unknown": "known only after apply", "refers": "aws_ssm_parameter.p"}


def test_the_clinic_from_source() -> None:
    recorder = Recorded()
    found = read_source(CLINIC, recorder)
    check(found, recorder)
    assert found.assets == read_source(CLINIC).assets


def test_without_a_recorder_nothing_of_it_is_even_imported() -> None:
    code = (
        "import sys; from datetime import datetime, UTC; from hipaacheck import Request; from hipaacheck_terraform.plan import read; "
        f"found = read({str(CLINIC / 'plan.json')!r}, Request(reads={{}}, now=datetime.now(UTC), stdin=bytes)); "
        "assert found.assets and not found.evidence; "
        "assert not {'hipaacheck_terraform.recording', 'hipaacheck_live'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
