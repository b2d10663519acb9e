"""Waiver comments in Terraform source, from the command line to reports: which failures they cover, and how the run ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hipaacheck_terraform.source import SCHEMA
from tests.support.cli import Ran, hipaacheck
from tests.support.declared import written

EBS, ACCESS = "aws-ebs-volume-encrypted", "aws-s3-bucket-public-access-blocked"
RULES = [
    Path(__file__).parents[2] / "rules/aws" / name
    for name in ("ebs/volume-encrypted.yaml", "s3/bucket-public-access-blocked.yaml", "kms/key-rotation-enabled.yaml")
]
VOLUME = 'resource "aws_ebs_volume" "a" {\n  availability_zone = "us-east-1a"\n  encrypted = false\n}\n'
FORMATS = ("text", "json", "sarif", "markdown", "junit", "github")


def waiver(control: str = EBS, until: str = "2027-06-30") -> str:
    """A comment."""
    return f'# hipaacheck:waive {control} until={until} reason="scratch data"\n'


def scan(*targets: Path, more: tuple[str, ...] = (), day: str = "2026-10-01", controls: tuple[str, ...] = (EBS, ACCESS)) -> Ran:
    """Scan source with these controls."""
    selected = [argument for control in controls for argument in ("--select", control)]
    rules = [argument for file in RULES for argument in ("--rules", str(file))]
    command = ["scan", "terraform", *(str(target) for target in targets), "--no-builtin-rules", *rules, *selected]
    return hipaacheck(*command, "-f", "json", "--no-progress", "--as-of", day, *more)


def waived(ran: Ran) -> dict[str, bool]:
    """Address → whether it is waived, of the failures."""
    return {item["asset"]["id"]: item["waived"] for item in ran.json()["findings"] if item["verdict"] == "fail"}


def test_a_waived_failure_is_reported_and_does_not_count(tmp_path: Path) -> None:
    folder = written(tmp_path, {"main.tf": waiver() + VOLUME})
    ran = scan(folder)
    report = ran.json()
    [found] = report["findings"]
    assert (ran.code, ran.err, found["verdict"], found["waived"]) == (0, "", "fail", True)
    assert (found["waiver"]["until"], found["waiver"]["reason"], found["waiver"]["line"]) == ("2027-06-30", "scratch data", 1)
    assert report["summary"]["findings"] | {"fail": 1, "waived": 1} == report["summary"]["findings"]
    assert report["run"]["notes"] == []
    [status] = {item["status"] for item in report["safeguards"] if item["citation"] in found["safeguards"]}
    assert status != "satisfied"


@pytest.mark.parametrize(("day", "code"), [("2027-06-29", 0), ("2027-06-30", 0), ("2027-07-01", 1)])
def test_a_waiver_lasts_to_the_end_of_its_day(day: str, code: int, tmp_path: Path) -> None:
    ran = scan(written(tmp_path, {"main.tf": waiver() + VOLUME}), day=day)
    assert (ran.code, waived(ran)) == (code, {"aws_ebs_volume.a": code == 0})
    assert [note.partition(": ")[2] for note in ran.json()["run"]["notes"]] == (
        []
        if code == 0
        else [
            f"the waiver of {EBS} expired on 2027-06-30, so it no longer counts. Mend what it covers, or decide anew.",
        ]
    )


@pytest.mark.parametrize("more", [(), ("--exit-zero",)])
def test_a_mistake_ends_in_2_with_the_whole_report(more: tuple[str, ...], tmp_path: Path) -> None:
    folder = written(tmp_path, {"main.tf": f'# hipaacheck:waive {EBS} until=2027-02-30 reason="x"\n{VOLUME}'})
    ran = scan(folder, more=more)
    report = ran.json()
    assert (ran.code, report["run"]["exit_code"], waived(ran)) == (2, 2, {"aws_ebs_volume.a": False})
    [problem] = report["run"]["problems"]
    assert problem.endswith(
        f"main.tf:1: the waiver of {EBS} until=2027-02-30 is no day. "
        'Write: # hipaacheck:waive CONTROL until=YYYY-MM-DD reason="why"'
    )
    assert problem in ran.err


def test_a_waiver_in_one_module_does_not_touch_a_namesake_in_another(tmp_path: Path) -> None:
    calls = "".join(f'module "{name}" {{\n  source = "./{name}"\n}}\n' for name in ("phi", "scratch"))
    calls += 'module "keyed" {\n  for_each = toset(["a.b", "c[0]"])\n  source = "./scratch"\n}\n'
    inside = VOLUME.replace("  encrypted", f"  {waiver()}  encrypted")
    ran = scan(written(tmp_path, {"main.tf": calls, "phi/main.tf": VOLUME, "scratch/main.tf": inside}))
    assert waived(ran) == {
        "module.phi.aws_ebs_volume.a": False,
        "module.scratch.aws_ebs_volume.a": True,
        'module.keyed["a.b"].aws_ebs_volume.a': True,
        'module.keyed["c[0]"].aws_ebs_volume.a': True,
    }
    assert ran.code == 1


BUCKET = 'resource "aws_s3_bucket" "a" {\n  bucket = "a"\n}\n'
BLOCK = """resource "aws_s3_bucket_public_access_block" "a" {
  bucket                  = aws_s3_bucket.a.id
  block_public_acls       = false
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}
"""


@pytest.mark.parametrize(
    "text",
    [
        waiver(ACCESS) + BUCKET + BLOCK,
        BUCKET + waiver(ACCESS) + BLOCK,
        BUCKET + BLOCK.replace("false\n", f"false {waiver(ACCESS)}"),
    ],
)
def test_a_waiver_counts_at_the_asset_and_where_its_failure_points_to(text: str, tmp_path: Path) -> None:
    ran = scan(written(tmp_path, {"main.tf": text}))
    [found] = ran.json()["findings"]
    assert "block_public_acls" in text.splitlines()[found["location"]["line"] - 1]
    assert (ran.code, waived(ran), ran.json()["run"]["notes"]) == (0, {"aws_s3_bucket.a": True}, [])


def test_two_roots_that_share_a_module(tmp_path: Path) -> None:
    calls = {f"{name}/main.tf": f'module "m" {{\n  source = "../m"\n  encrypted = {name}\n}}\n' for name in ("true", "false")}
    module = f'variable "encrypted" {{}}\n{waiver()}{VOLUME.replace("false", "var.encrypted")}# hipaacheck:waive\n'
    written(tmp_path, {**calls, "m/main.tf": module})
    ran = scan(tmp_path / "true", tmp_path / "false")
    report = ran.json()
    assert (ran.code, len(report["run"]["problems"]), report["run"]["notes"]) == (2, 1, [])
    assert waived(ran) == {"module.m.aws_ebs_volume.a": True}


def test_what_is_not_selected_is_not_spoken_of(tmp_path: Path) -> None:
    ran = scan(written(tmp_path, {"main.tf": waiver(until="2020-01-01") + VOLUME}), controls=("aws-ebs-volume-*", ACCESS))
    assert len(ran.json()["run"]["notes"]) == 1
    ran = scan(tmp_path, controls=(ACCESS, "aws-kms-key-rotation-enabled"))
    assert (ran.code, ran.json()["run"]["notes"], ran.json()["run"]["problems"]) == (0, [], [])


def test_a_waiver_that_nothing_needs_is_noted(tmp_path: Path) -> None:
    passing, undecided = VOLUME.replace("false", "true"), VOLUME.replace("false", "var.x").replace('"a"', '"b"')
    text = f'{waiver()}{passing}variable "x" {{}}\n{waiver()}{undecided}'
    ran = scan(written(tmp_path, {"main.tf": text}), controls=(EBS,))
    advice = [note.partition("covers no failure")[2] for note in ran.json()["run"]["notes"]]
    assert advice == [". Remove it.", ": what it stands at could not be decided. Keep it only if that will fail."]
    assert ran.code == 0


# -- secrets -----------------------------------------------------------------------------------------------------

HIDDEN = "hunter2"
TYPES = (
    *("aws_db_instance", "aws_rds_cluster", "aws_redshift_cluster", "aws_elasticache_replication_group", "aws_lb_listener"),
    *("aws_cognito_user_pool_client", "aws_opensearch_domain", "azurerm_linux_web_app", "azurerm_mssql_server"),
    *("azurerm_linux_virtual_machine", "azurerm_kubernetes_cluster", "azurerm_postgresql_flexible_server", "azuread_application"),
)
MORE = f"""
resource "aws_instance" "a" {{ # {HIDDEN}
  user_data = "{HIDDEN}"
  metadata_options {{ http_tokens = "optional" }} # {HIDDEN}
}}
resource "aws_lambda_function" "a" {{
  environment {{
    variables = {{ DB_PASSWORD = "{HIDDEN}" }}
  }}
}}
resource "aws_ecs_task_definition" "a" {{
  container_definitions = jsonencode([{{ name = "a", environment = [{{ name = "DB_PASSWORD", value = "{HIDDEN}" }}] }}])
}}
resource "aws_codebuild_project" "a" {{
  environment {{
    environment_variable {{
      name  = "DB_PASSWORD"
      value = "{HIDDEN}"
    }}
  }}
}}
"""


def body(facts: dict[str, Any], depth: int) -> str:
    """Every sensitive argument of a type, and the blocks around them."""
    out = ""
    for name, fact in facts.items():
        inner = body(fact["n"], depth + 1) if "n" in fact else ""
        if inner:
            out += f"{name} {{\n{inner}}}\n"
        elif "s" in fact:
            out += f'{name} = "{HIDDEN}" # {HIDDEN}\n'
    return out


def test_no_secret_reaches_a_report(tmp_path: Path) -> None:
    tables = {type_: facts for path in SCHEMA.glob("*.json") for type_, facts in json.loads(path.read_bytes()).items()}
    text = "".join(f'resource "{name}" "a" {{\n{body(tables[name], 0)}}}\n' for name in TYPES)
    folder = written(tmp_path, {"main.tf": text + MORE})
    files = {name: tmp_path / f"report.{name}" for name in FORMATS}
    outputs = [argument for name, file in files.items() for argument in ("-f", f"{name}={file}")]
    ran = hipaacheck("scan", "terraform", str(folder), *outputs, "-v", "--no-progress", "--as-of", "2026-10-01")
    assert ran.code == 1
    found = json.loads(files["json"].read_bytes())["findings"]
    assert {item["asset"]["id"].partition(".")[0] for item in found if item["verdict"] == "fail"} >= {*TYPES[:2], "aws_instance"}
    for name, file in files.items():
        assert HIDDEN not in file.read_text(), name
    assert HIDDEN not in ran.out + ran.err
