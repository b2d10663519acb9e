"""The example clinic: its plan is what its .tf files say, and every finding of it is one that was meant."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from examples.clinic import make_plan
from tests.support.cli import scan_all

CLINIC = Path(make_plan.__file__).parent
ROOT, MODULE = "", "phi_bucket"
FILES = {ROOT: sorted(CLINIC.glob("*.tf")), MODULE: sorted(CLINIC.glob("modules/phi-bucket/*.tf"))}
PLAN = json.loads(make_plan.PLAN.read_text("utf-8"))

PHI = ('module.phi_bucket["documents"].aws_s3_bucket.this', 'module.phi_bucket["imaging"].aws_s3_bucket.this')

MISTAKES: dict[str, dict[str, set[str]]] = {
    "the forgotten export bucket": {
        "aws_s3_bucket.export": {
            "aws-s3-bucket-access-logged",
            "aws-s3-bucket-acls-disabled",
            "aws-s3-bucket-in-backup-plan",
            "aws-s3-bucket-kms-encrypted",
            "aws-s3-bucket-no-public-read",
            "aws-s3-bucket-object-lock-enabled",
            "aws-s3-bucket-public-access-blocked",
            "aws-s3-bucket-replicated",
            "aws-s3-bucket-tls-only",
            "aws-s3-bucket-versioned",
        }
    },
    "the consultant's way to the database": {"aws_db_instance.records": {"aws-rds-instance-not-public"}},
    "protection that is off during the move": {"aws_db_instance.records": {"aws-rds-instance-deletion-protection"}},
    "SSH for remote support": {
        "aws_security_group.imaging": {
            "aws-ec2-security-group-no-public-admin-ports",
            "aws-ec2-security-group-only-authorized-public-ports",
        }
    },
    "the vendor's policy": {
        "aws_iam_policy.imaging": {
            "aws-iam-policy-no-full-admin",
        },
        'aws_iam_role.service["imaging"]': {"aws-iam-role-no-full-admin"},
    },
    "the vendor's old agent": {"aws_instance.imaging": {"aws-ec2-instance-imdsv2-required"}},
    "the scratch volume": {"aws_ebs_volume.scratch": {"aws-ebs-volume-encrypted", "aws-ebs-volume-in-backup-plan"}},
    "the kiosk without redirects": {"aws_lb_listener.http": {"aws-elbv2-listener-http-redirected"}},
    "the web ACL that is not bought": {"aws_lb.portal": {"aws-elbv2-load-balancer-web-acl"}},
    "subnets from before the move": {
        "aws_subnet.public[0]": {"aws-vpc-subnet-no-auto-public-ip"},
        "aws_subnet.public[1]": {"aws-vpc-subnet-no-auto-public-ip"},
    },
    "the key made by hand": {"aws_kms_key.backup": {"aws-kms-key-rotation-enabled"}},
    "the secret on paper": {"aws_secretsmanager_secret.laboratory": {"aws-secretsmanager-secret-rotation-enabled"}},
    "the on-call topic": {"aws_sns_topic.alerts": {"aws-sns-topic-delivery-logged", "aws-sns-topic-encrypted"}},
    "reminders without a limit": {"aws_lambda_function.reminders": {"aws-lambda-function-concurrency-limited"}},
    "the noisy log": {"aws_cloudwatch_log_group.reminders": {"aws-logs-log-group-retention"}},
    "sticky notes": {"aws.account": {"aws-account-password-policy-strong"}},
    "no backup outlives a year": {"aws_backup_plan.nightly": {"aws-backup-plan-kept-six-years"}},
    "the lock that cannot be undone": {"aws_backup_vault.clinic": {"aws-backup-vault-deletion-denied"}},
}
"""What the clinic does wrong: asset → controls that fail for it."""

CHOICES: dict[str, dict[str, set[str]]] = {
    "the portal is on the internet": {"aws_route_table.public": {"aws-vpc-route-table-no-public-internet-route"}},
    "one region until next year": {bucket: {"aws-s3-bucket-replicated"} for bucket in PHI},
    "Terraform cannot type the code of an MFA device": {
        bucket: {"aws-s3-bucket-mfa-delete-enabled"} for bucket in (*PHI, "aws_s3_bucket.logs")
    },
    "the log bucket is the end of the chain": {
        "aws_cloudtrail.clinic": {"aws-cloudtrail-trail-bucket-access-logged"},
        "aws_s3_bucket.logs": {
            "aws-s3-bucket-access-logged",
            "aws-s3-bucket-in-backup-plan",
            "aws-s3-bucket-kms-encrypted",
            "aws-s3-bucket-replicated",
        },
    },
}
"""What it does on purpose, and controls rightly report: to be decided on the record, not fixed."""

UNDECIDED: dict[str, dict[str, set[str]]] = {
    "the container definitions hold the ARN of a secret that is not made yet": {
        "aws_ecs_task_definition.portal": {
            "aws-ecs-task-definition-containers-logged",
            "aws-ecs-task-definition-no-plain-text-secrets",
            "aws-ecs-task-definition-no-privileged-containers",
            "aws-ecs-task-definition-readonly-root",
        }
    },
    "policy documents name resources that are not made yet": {
        "aws_iam_policy.portal": {"aws-iam-policy-no-decrypt-any-key"},
        "aws_s3_bucket.logs": {"aws-s3-bucket-tls-only"},
    },
    "the VPC that the gateway is for is not made yet": {
        "aws_internet_gateway.clinic": {"aws-vpc-internet-gateway-authorized-vpc"}
    },
    "a sensitive variable is not read": {"aws_lambda_function.reminders": {"aws-lambda-function-no-plain-text-secrets"}},
    "arguments left out, which AWS or the image decides": {
        "aws_acm_certificate.portal": {"aws-acm-certificate-strong-key"},
        "aws_instance.imaging": {"aws-ec2-instance-attached-volumes-encrypted"},
        "aws_sqs_queue.reminders": {"aws-sqs-queue-encrypted"},
    },
}
"""What only apply can tell, and why."""


def blocks(module: str) -> dict[str, str]:
    """The resource and data blocks of the .tf files: address → what is between their braces."""
    found = {}
    for file in FILES[module]:
        for kind, type_, name, body in re.findall(
            r'^(resource|data) "(\w+)" "(\w+)" \{\n(.*?)^\}', file.read_text("utf-8"), re.MULTILINE | re.DOTALL
        ):
            found[f"{'data.' if kind == 'data' else ''}{type_}.{name}"] = body
    return found


def configured(module: str) -> dict[str, dict[str, Any]]:
    """The blocks of the plan's configuration."""
    root = PLAN["configuration"]["root_module"]
    found = root if module == ROOT else root["module_calls"][module]["module"]
    return {item["address"]: item for item in found["resources"]}


def references(value: Any) -> Iterator[str]:
    """Every reference in a part of the configuration."""
    if isinstance(value, dict):
        yield from value.get("references", ())
        for item in value.values():
            yield from references(item)
    elif isinstance(value, list):
        for item in value:
            yield from references(item)


def merged(*tables: dict[str, dict[str, set[str]]]) -> dict[str, set[str]]:
    """Asset → controls, over all groups of the tables."""
    out: dict[str, set[str]] = {}
    for asset, controls in (item for table in tables for group in table.values() for item in group.items()):
        out.setdefault(asset, set()).update(controls)
    return out


@cache
def findings(verdict: str) -> dict[str, set[str]]:
    """Asset → controls with that verdict."""
    out: dict[str, set[str]] = {}
    for finding in scan_all(str(make_plan.PLAN)).json()["findings"]:
        if finding["verdict"] == verdict:
            out.setdefault(finding["asset"]["id"], set()).add(finding["control"])
    return out


def test_the_plan_is_what_the_script_writes() -> None:
    assert make_plan.PLAN.read_text("utf-8") == make_plan.text(), "run: python -m examples.clinic.make_plan"


@pytest.mark.parametrize("module", [ROOT, MODULE])
def test_every_block_is_in_the_plan_and_conversely(module: str) -> None:
    assert set(configured(module)) == set(blocks(module))


def test_every_module_call_is_in_the_plan_and_conversely() -> None:
    calls = [name for file in FILES[ROOT] for name in re.findall(r'^module "(\w+)"', file.read_text("utf-8"), re.MULTILINE)]
    assert calls == [*PLAN["configuration"]["root_module"]["module_calls"]] == [MODULE]


@pytest.mark.parametrize("module", [ROOT, MODULE])
def test_every_block_sets_the_same_arguments_and_refers_to_the_same_resources(module: str) -> None:
    for address, body in blocks(module).items():
        item = configured(module)[address]
        written = set(re.findall(r"^  (\w+)(?: +=| \{)", body, re.MULTILINE)) - {"count", "for_each", "depends_on"}
        if address.startswith("aws_security_group."):
            written -= {"ingress", "egress"}
        assert set(item["expressions"]) == written, address
        named = set(re.findall(r"\b(?:data\.)?aws_\w+\.\w+", body))
        if address.startswith("aws_security_group."):
            named = {"aws_vpc.clinic"}
        short = {".".join(name.split("[")[0].split(".")[: 3 if name.startswith("data.") else 2]) for name in references(item)}
        assert {name for name in short if "aws_" in name} | set(item.get("depends_on", ())) == named, address


def test_every_block_has_an_instance() -> None:
    changes = {re.sub(r"\[[^]]*\]", "", item["address"]) for item in PLAN["resource_changes"]}
    assert changes == {*configured(ROOT), *(f"module.{MODULE}.{address}" for address in configured(MODULE))}


def test_the_clinic_fails_what_it_is_meant_to_fail_and_nothing_else() -> None:
    assert findings("fail") == merged(MISTAKES, CHOICES)


def test_only_what_apply_decides_is_undecided() -> None:
    assert findings("unknown") == merged(UNDECIDED)


def test_nothing_of_the_clinic_is_an_error() -> None:
    assert findings("error") == {}
