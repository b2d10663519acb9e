"""Plans that invite a wrong answer: references that prove nothing, values that are missing, secrets in odd places."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

import pytest

from hipaacheck import Asset, Unknown
from hipaacheck_terraform.plan import _decode, _resources
from hipaacheck_terraform.references import References, longest
from tests.support.cli import scan
from tests.support.plans import assets, inventory, plan, resource

ON = {"block_public_acls": True, "block_public_policy": True, "ignore_public_acls": True, "restrict_public_buckets": True}
PAB = "aws_s3_bucket_public_access_block"


def bucket(address: str) -> dict[str, Any]:
    """A bucket whose name is known only after apply."""
    return resource(address, {}, unknown=("id", "arn", "bucket"))


def block(address: str, *references: str) -> dict[str, Any]:
    """A public access block, everything on, for a bucket that only references tell."""
    return resource(address, ON, refs={"bucket": references})


def verdicts(document: dict[str, Any]) -> dict[str, str]:
    """Verdict of the public access block control by asset."""
    return {item["asset"]["id"]: item["verdict"] for item in scan("-", stdin=json.dumps(document).encode()).json()["findings"]}


# -- references that prove nothing ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("other", "references"),
    [
        # the key is looked up in a variable, {a = "b", b = "a"}, by each.key
        ("b", ["aws_s3_bucket.b", "var.partner", "each.key"]),
        # the key is "${each.key}-logs"
        ("a-logs", ["aws_s3_bucket.b", "each.key"]),
    ],
)
def test_a_computed_key_is_not_the_own_key(other: str, references: list[str]) -> None:
    found = verdicts(
        plan(bucket('aws_s3_bucket.b["a"]'), bucket(f'aws_s3_bucket.b["{other}"]'), block(f'{PAB}.p["a"]', *references))
    )
    assert found['aws_s3_bucket.b["a"]'] != "pass"  # the block belongs to the other bucket; this one is open
    assert found[f'aws_s3_bucket.b["{other}"]'] != "fail"


REAL = """
variable "partner" { default = { a = "b", b = "a" } }
resource "terraform_data" "b" { for_each = toset(["a", "b"]) }
resource "terraform_data" "logs" { for_each = toset(["a", "a-logs"]) }
resource "terraform_data" "swap" {
  for_each = toset(["a", "b"])
  input    = terraform_data.b[var.partner[each.key]].id
}
resource "terraform_data" "suffix" {
  for_each = toset(["a"])
  input    = terraform_data.logs["${each.key}-logs"].id
}
"""


@pytest.mark.skipif(shutil.which("terraform") is None, reason="needs terraform")
@pytest.mark.parametrize(
    ("address", "meant"),
    [
        ('terraform_data.swap["a"]', 'terraform_data.b["b"]'),
        ('terraform_data.suffix["a"]', 'terraform_data.logs["a-logs"]'),
    ],
)
def test_what_terraform_itself_writes_for_a_computed_key(
    address: str, meant: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    raw = _real_plan(tmp_path_factory)
    document = _decode(raw, "plan")
    resources, data = _resources(document)
    references = References((document.configuration or {})["root_module"], resources, data)
    (of,) = [item for item in resources if item.address == address]
    targets = references.targets(of, references.block(of)["expressions"]["input"], ("terraform_data",))
    assert meant in targets.found or targets.opaque


_RAW: list[bytes] = []


def _real_plan(factory: pytest.TempPathFactory) -> bytes:
    if not _RAW:
        folder = factory.mktemp("real")
        (folder / "main.tf").write_text(REAL)
        for arguments in (["init", "-input=false"], ["plan", "-input=false", "-out=p"]):
            subprocess.run(["terraform", *arguments], cwd=folder, check=True, capture_output=True)
        _RAW.append(subprocess.run(["terraform", "show", "-json", "p"], cwd=folder, check=True, capture_output=True).stdout)
    return _RAW[0]


def test_one_candidate_beside_something_from_outside_is_not_proved() -> None:
    # bucket = terraform_data.old.output == "" ? aws_s3_bucket.a.id : terraform_data.old.output
    old = resource("terraform_data.old", {}, unknown=("id", "output"))
    found = verdicts(plan(bucket("aws_s3_bucket.a"), old, block(f"{PAB}.p", "terraform_data.old.output", "aws_s3_bucket.a.id")))
    assert found["aws_s3_bucket.a"] == "unknown"  # was a pass, though the block may be of the old bucket


def test_a_link_beside_something_from_outside_is_not_proved() -> None:
    old = resource("aws_foo.old", {}, unknown=("id", "subnet"))
    found = assets(
        resource("aws_subnet.a", {"vpc_id": "vpc-1", "map_public_ip_on_launch": False}),
        old,
        resource("aws_instance.i", {}, refs={"subnet_id": ["aws_foo.old.subnet", "aws_subnet.a.id"]}),
    )
    subnet: Any = getattr(found["aws_instance.i"], "subnet_id")  # noqa: B009
    assert isinstance(subnet, Unknown)
    assert subnet.refers is None


def test_terraform_data_gives_back_its_input() -> None:
    # resource "terraform_data" "t" { input = aws_s3_bucket.a.id }    bucket = terraform_data.t.output
    relay = resource("terraform_data.t", {}, unknown=("id", "output"), refs={"input": "aws_s3_bucket.a.id"})
    found = verdicts(plan(bucket("aws_s3_bucket.a"), relay, block(f"{PAB}.p", "terraform_data.t.output", "terraform_data.t")))
    assert found["aws_s3_bucket.a"] in ("pass", "unknown")  # was a fail; with an open bucket policy it would be a pass


def test_a_policy_through_terraform_data_does_not_vanish() -> None:
    policy = json.dumps({"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}]})
    relay = resource("terraform_data.t", {}, unknown=("id", "output"), refs={"input": "aws_s3_bucket.a.id"})
    attached = resource(
        "aws_s3_bucket_policy.p", {"policy": policy}, refs={"bucket": ["terraform_data.t.output", "terraform_data.t"]}
    )
    found: Any = assets(bucket("aws_s3_bucket.a"), relay, attached)["aws_s3_bucket.a"]
    assert found.policy is not None  # was null, "has no policy": the control passes although everyone can read the bucket


def test_another_instance_of_a_module_is_not_meant() -> None:
    # module b: count on the bucket; output "id" = var.create ? aws_s3_bucket.this[0].id : data.aws_s3_bucket.old[0].id
    expression = {"references": ["aws_s3_bucket.this[0].id", "aws_s3_bucket.this[0]", "data.aws_s3_bucket.old[0].id"]}
    calls = {"b": {"outputs": {"id": {"expression": expression}}}}
    found = verdicts(
        plan(
            bucket('module.b["x"].aws_s3_bucket.this[0]'),
            resource('module.b["y"].data.aws_s3_bucket.old[0]', {}, actions=["read"]),
            block(f"{PAB}.p", 'module.b["y"].id', 'module.b["y"]'),
            calls=calls,
        )
    )
    assert found['module.b["x"].aws_s3_bucket.this[0]'] != "pass"


def test_an_attribute_inside_a_block_is_not_the_whole_block() -> None:
    # security_group_id = aws_eks_cluster.c.vpc_config[0].cluster_security_group_id: AWS creates that group
    cluster = resource("aws_eks_cluster.c", {"name": "c"}, unknown={"id": True, "arn": True})
    cluster["config"]["expressions"]["vpc_config"] = [
        {"security_group_ids": {"references": ["aws_security_group.own.id", "aws_security_group.own"]}}
    ]
    where = "aws_eks_cluster.c.vpc_config[0].cluster_security_group_id"
    rule = resource(
        "aws_security_group_rule.open",
        {"type": "ingress", "protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_blocks": ["0.0.0.0/0"]},
        refs={
            "security_group_id": [where, "aws_eks_cluster.c.vpc_config[0]", "aws_eks_cluster.c.vpc_config", "aws_eks_cluster.c"]
        },
    )
    group: Any = assets(cluster, resource("aws_security_group.own", {"name": "own", "ingress": []}), rule)[
        "aws_security_group.own"
    ]
    known = [item for item in group.ingress if not isinstance(item, Unknown)]
    assert known == []  # the rule was put on a group that it does not belong to


def test_a_list_of_one_does_not_hold_two() -> None:
    # vpc_zone_identifier = [try(aws_subnet.a.id, aws_subnet.b.id)]
    group = resource(
        "aws_autoscaling_group.g", {"name": "g", "vpc_zone_identifier": [None]}, unknown={"vpc_zone_identifier": [True]}
    )
    references = ["aws_subnet.a.id", "aws_subnet.a", "aws_subnet.b.id", "aws_subnet.b"]
    group["config"]["expressions"]["vpc_zone_identifier"] = {"references": references}
    found: Any = assets(group, resource("aws_subnet.a", {}), resource("aws_subnet.b", {}))["aws_autoscaling_group.g"]
    named = [] if isinstance(found.subnets, Unknown) else [item for item in found.subnets if getattr(item, "refers", None)]
    assert len(named) < 2


def test_a_name_in_one_region_is_not_the_same_name_in_another() -> None:
    providers = {
        f"aws.{alias}": {"name": "aws", "alias": alias, "expressions": {"region": {"constant_value": region}}}
        for alias, region in (("east", "us-east-1"), ("west", "us-west-2"))
    }
    policy = json.dumps({"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "ecr:*"}]})
    found: Any = assets(
        resource("aws_ecr_repository.a", {"name": "app"}, provider="aws.east"),
        resource("aws_ecr_repository_policy.p", {"repository": "app", "policy": policy}, provider="aws.west"),
        providers=providers,
    )["aws_ecr_repository.a"]
    assert getattr(found.policy, "allows_public", None) is not True


# -- what a plan holds ---------------------------------------------------------------------------------------------


def test_a_module_address_is_read_from_the_address_when_it_is_missing() -> None:
    document = plan(
        bucket("aws_s3_bucket.this"),
        bucket("module.m.aws_s3_bucket.this"),
        block(f"{PAB}.p", "aws_s3_bucket.this.id", "aws_s3_bucket.this"),
        format_version="0.1",
    )
    for item in document["resource_changes"]:
        item.pop("module_address", None)
    found = verdicts(document)
    assert found["aws_s3_bucket.this"] == "pass"
    assert found["module.m.aws_s3_bucket.this"] != "pass"  # the module's bucket got the root's block


@pytest.mark.parametrize("actions", [["create"], ["update"], ["delete", "create"]])
def test_a_change_whose_outcome_is_missing_is_not_passed_over(actions: list[str]) -> None:
    # Only a no-op with nothing before and nothing after is an entry for nothing; a plan that lost its `after` is unreadable.
    stripped = bucket("aws_s3_bucket.a")
    stripped["change"]["change"] = {"actions": actions}
    ran = scan("-", stdin=json.dumps(plan(stripped)).encode())
    assert ran.code == 3 or [item["verdict"] for item in ran.json()["findings"]] == ["unknown"]  # was exit 0 with no asset


def test_a_plan_without_resource_changes_but_with_resources_is_not_clean() -> None:
    document = plan()
    del document["resource_changes"]
    values = {"address": "aws_s3_bucket.a", "mode": "managed", "type": "aws_s3_bucket", "name": "a", "values": {"bucket": "a"}}
    document["planned_values"] = {"root_module": {"resources": [values]}}
    assert scan("-", stdin=json.dumps(document).encode()).code == 3


def test_a_sensitive_region_is_not_shown() -> None:
    (found,) = inventory(plan(resource("aws_s3_bucket.a", {"bucket": "a", "region": "SECRET"}, sensitive=("region",)))).assets
    assert "SECRET" not in str(found)


def test_a_region_from_a_sensitive_variable_is_not_shown() -> None:
    providers = {"aws": {"name": "aws", "expressions": {"region": {"references": ["var.region"]}}}}
    document = plan(resource("aws_s3_bucket.a", {"bucket": "a"}), providers=providers, variables={"region": {"value": "SECRET"}})
    document["configuration"]["root_module"]["variables"] = {"region": {"sensitive": True}}
    (found,) = inventory(document).assets
    assert "SECRET" not in str(found)


def retention(text: str) -> Any:
    """The retention of a log group that gives it as text."""
    found: dict[str, Asset] = assets(resource("aws_cloudwatch_log_group.a", {"name": "a", "retention_in_days": text}))
    return getattr(found["aws_cloudwatch_log_group.a"], "retention_days")  # noqa: B009


def test_a_whole_number_is_not_cut_short() -> None:
    assert retention("9" * 19) == int("9" * 19) or isinstance(retention("9" * 19), Unknown)


def test_a_text_that_is_no_number_does_not_end_the_scan() -> None:
    assert isinstance(retention("--5"), Unknown)  # ValueError: exit 2 for the whole plan


# -- size --------------------------------------------------------------------------------------------------------


def test_each_reference_is_followed_once() -> None:
    """Every resource refers to the next one twice: as a tree that is two to the power of their number."""
    chain = [
        resource(f"toy_r.r{n}", {}, refs={name: [f"toy_r.r{n + 1}.x", f"toy_r.r{n + 1}.y"] for name in "xy"}) for n in range(18)
    ]
    document = _decode(json.dumps(plan(*chain)).encode(), "plan")
    resources, data = _resources(document)
    references = References((document.configuration or {})["root_module"], resources, data)
    expression = {"references": ["toy_r.r1.x"]}
    assert len(references.targets(resources[0], expression, ("aws_s3_bucket",)).seen) < 3 * len(chain)


def test_ten_thousand_references_in_one_expression() -> None:
    texts = [text for n in range(5000) for text in (f"aws_subnet.s[{n}].id", f"aws_subnet.s[{n}]")]
    assert longest(texts) == texts[::2]
