"""Which bucket a public access block belongs to: every step of the reference order, and every way not to know."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_terraform.references import longest, module_steps, tokens
from tests.support.plans import assets, resource

ON = {"block_public_acls": True, "block_public_policy": True, "ignore_public_acls": True, "restrict_public_buckets": True}
COMPUTED = ("id", "arn", "bucket")


def bucket(address: str, **values: Any) -> dict[str, Any]:
    return resource(address, values, unknown=COMPUTED)


def block(address: str, *refs: str, **more: Any) -> dict[str, Any]:
    return resource(address, ON, refs={"bucket": list(refs)}, **more)


def blocked(*resources: Any, **more: Any) -> dict[str, Any]:
    """Bucket id → True (blocked), False (not), None (not known)."""
    found = assets(*resources, **more)
    return {
        name: None if isinstance(asset.public_access_block, Unknown) else asset.public_access_block is not None  # type: ignore[attr-defined]
        for name, asset in found.items()
    }


A, B = bucket("aws_s3_bucket.a"), bucket("aws_s3_bucket.b")
A0, A1 = bucket("aws_s3_bucket.a[0]"), bucket("aws_s3_bucket.a[1]")
AX, AY = bucket('aws_s3_bucket.a["x.y"]'), bucket('aws_s3_bucket.a["z"]')
MA = bucket("module.m.aws_s3_bucket.a")
OUT = {"m": {"outputs": {"id": {"expression": {"references": ["aws_s3_bucket.a.id", "aws_s3_bucket.a"]}}}}}
DATA = resource("data.aws_s3_bucket.d", {}, actions=["read"])

CASES: dict[str, tuple[list[Any], dict[str, Any], dict[str, Any]]] = {
    "equal known literals": (
        [bucket("aws_s3_bucket.a", bucket="phi"), B, resource("aws_s3_bucket_public_access_block.p", {"bucket": "phi", **ON})],
        {},
        {"aws_s3_bucket.a": True, "aws_s3_bucket.b": False},
    ),
    "same module": (
        [A, B, block("aws_s3_bucket_public_access_block.p", "aws_s3_bucket.a.id")],
        {},
        {"aws_s3_bucket.a": True, "aws_s3_bucket.b": False},
    ),
    "literal instance key": (
        [A0, A1, block("aws_s3_bucket_public_access_block.p", "aws_s3_bucket.a[1].id")],
        {},
        {"aws_s3_bucket.a[0]": False, "aws_s3_bucket.a[1]": True},
    ),
    "key with a dot": (
        [AX, AY, block("aws_s3_bucket_public_access_block.p", 'aws_s3_bucket.a["x.y"].id')],
        {},
        {'aws_s3_bucket.a["x.y"]': True, 'aws_s3_bucket.a["z"]': False},
    ),
    "each.key over the same keys": (
        [
            AX,
            AY,
            *(
                block(f'aws_s3_bucket_public_access_block.p["{key}"]', "aws_s3_bucket.a", "each.key", for_each=["local.names"])
                for key in ("x.y", "z")
            ),
        ],
        {},
        {'aws_s3_bucket.a["x.y"]': True, 'aws_s3_bucket.a["z"]': True},
    ),
    "each.key over other keys may be computed": (
        [AX, AY, block('aws_s3_bucket_public_access_block.p["z"]', "aws_s3_bucket.a", "each.key", for_each=["local.names"])],
        {},
        {'aws_s3_bucket.a["x.y"]': None, 'aws_s3_bucket.a["z"]': None, 'aws_s3_bucket_public_access_block.p["z"]': True},
    ),
    "each.value of some": (
        [AX, AY, block('aws_s3_bucket_public_access_block.p["z"]', "each.value.id", for_each=["aws_s3_bucket.a", "var.some"])],
        {},
        {'aws_s3_bucket.a["x.y"]': None, 'aws_s3_bucket.a["z"]': None, 'aws_s3_bucket_public_access_block.p["z"]': True},
    ),
    "each.value": (
        [AX, AY, block('aws_s3_bucket_public_access_block.p["z"]', "each.value.id", for_each=["aws_s3_bucket.a"])],
        {},
        {'aws_s3_bucket.a["x.y"]': False, 'aws_s3_bucket.a["z"]': True},
    ),
    "count.index over equal counts": (
        [A0, A1, *(block(f"aws_s3_bucket_public_access_block.p[{n}]", "aws_s3_bucket.a", "count.index") for n in (0, 1))],
        {},
        {"aws_s3_bucket.a[0]": True, "aws_s3_bucket.a[1]": True},
    ),
    "count.index over unequal counts may be arithmetic": (
        [A0, A1, block("aws_s3_bucket_public_access_block.p[0]", "aws_s3_bucket.a", "count.index")],
        {},
        {"aws_s3_bucket.a[0]": None, "aws_s3_bucket.a[1]": None, "aws_s3_bucket_public_access_block.p[0]": True},
    ),
    "a variable of the parent module": (
        [A, B, block("module.p.aws_s3_bucket_public_access_block.p", "var.bucket")],
        {"calls": {"p": {"expressions": {"bucket": {"references": ["aws_s3_bucket.a.id", "aws_s3_bucket.a"]}}}}},
        {"aws_s3_bucket.a": True, "aws_s3_bucket.b": False},
    ),
    "each.value of a module call": (
        [AX, AY, block('module.p["z"].aws_s3_bucket_public_access_block.p', "var.bucket")],
        {
            "calls": {
                "p": {
                    "expressions": {"bucket": {"references": ["each.value.id", "each.value"]}},
                    "for_each_expression": {"references": ["aws_s3_bucket.a"]},
                }
            }
        },
        {'aws_s3_bucket.a["x.y"]': False, 'aws_s3_bucket.a["z"]': True},
    ),
    "an output of another module": (
        [MA, B, block("aws_s3_bucket_public_access_block.p", "module.m.id", "module.m")],
        {"calls": OUT},
        {"module.m.aws_s3_bucket.a": True, "aws_s3_bucket.b": False},
    ),
    "an output of a keyed module": (
        [
            bucket('module.m["x"].aws_s3_bucket.a'),
            bucket('module.m["y"].aws_s3_bucket.a'),
            block("aws_s3_bucket_public_access_block.p", 'module.m["x"].id'),
        ],
        {"calls": OUT},
        {'module.m["x"].aws_s3_bucket.a': True, 'module.m["y"].aws_s3_bucket.a': False},
    ),
    "an output handed on to another module": (
        [MA, block("module.p.aws_s3_bucket_public_access_block.p", "var.bucket")],
        {"calls": {**OUT, "p": {"expressions": {"bucket": {"references": ["module.m.id", "module.m"]}}}}},
        {"module.m.aws_s3_bucket.a": True},
    ),
    "through another companion": (
        [
            A,
            B,
            resource("aws_s3_bucket_versioning.v", {}, refs={"bucket": "aws_s3_bucket.a.id"}),
            block("aws_s3_bucket_public_access_block.p", "aws_s3_bucket_versioning.v.bucket"),
        ],
        {},
        {"aws_s3_bucket.a": True, "aws_s3_bucket.b": False},
    ),
    "what another resource computes is not in the plan": (
        [A, resource("aws_made_up.x", {}), block("aws_s3_bucket_public_access_block.p", "aws_made_up.x.log_bucket")],
        {},
        {"aws_s3_bucket.a": False, "aws_s3_bucket_public_access_block.p": True},
    ),
    "the id of another resource may be the bucket's": (
        [
            A,
            resource("aws_s3_bucket_versioning.v", {}, refs={"bucket": "local.x"}),
            block("aws_s3_bucket_public_access_block.p", "aws_s3_bucket_versioning.v.id"),
        ],
        {},
        {"aws_s3_bucket.a": None, "aws_s3_bucket_versioning.v": None, "aws_s3_bucket_public_access_block.p": True},
    ),
    "two candidates": (
        [
            A,
            B,
            bucket("aws_s3_bucket.c"),
            block("aws_s3_bucket_public_access_block.p", "aws_s3_bucket.a.id", "aws_s3_bucket.b.id"),
        ],
        {},
        {"aws_s3_bucket.a": None, "aws_s3_bucket.b": None, "aws_s3_bucket.c": False, "aws_s3_bucket_public_access_block.p": True},
    ),
    "a local": (
        [A, block("aws_s3_bucket_public_access_block.p", "local.bucket")],
        {},
        {"aws_s3_bucket.a": None, "aws_s3_bucket_public_access_block.p": True},
    ),
    "a candidate and a local": (
        [A, B, block("aws_s3_bucket_public_access_block.p", "aws_s3_bucket.a.id", "local.other")],
        {},
        {"aws_s3_bucket.a": None, "aws_s3_bucket.b": None, "aws_s3_bucket_public_access_block.p": True},
    ),
    "data read during apply": (
        [A, DATA, block("aws_s3_bucket_public_access_block.p", "data.aws_s3_bucket.d.id")],
        {},
        {"aws_s3_bucket.a": None, "aws_s3_bucket_public_access_block.p": True},
    ),
    "a bucket of its own leaves doubt behind": (
        [
            A,
            block("aws_s3_bucket_public_access_block.a", "aws_s3_bucket.a.id"),
            block("aws_s3_bucket_public_access_block.p", "local.bucket"),
        ],
        {},
        {"aws_s3_bucket.a": True, "aws_s3_bucket_public_access_block.p": True},
    ),
    "two blocks for one bucket": (
        [
            A,
            block("aws_s3_bucket_public_access_block.p", "aws_s3_bucket.a.id"),
            block("aws_s3_bucket_public_access_block.q", "aws_s3_bucket.a.id"),
        ],
        {},
        {"aws_s3_bucket.a": None},
    ),
    "an incomplete plan": ([A], {"complete": False}, {"aws_s3_bucket.a": None}),
    "an errored plan": ([A], {"errored": True}, {"aws_s3_bucket.a": None}),
    "a deleted companion": (
        [A, resource("aws_s3_bucket_public_access_block.p", None, refs={"bucket": "aws_s3_bucket.a.id"}, actions=["delete"])],
        {},
        {"aws_s3_bucket.a": False},
    ),
    "a replaced companion": (
        [A, block("aws_s3_bucket_public_access_block.p", "aws_s3_bucket.a.id", actions=["delete", "create"])],
        {},
        {"aws_s3_bucket.a": True},
    ),
    "modules that call each other in a circle": (
        [A, block("module.p.aws_s3_bucket_public_access_block.p", "var.x")],
        {
            "calls": {
                "p": {
                    "expressions": {"x": {"references": ["module.p.o"]}},
                    "outputs": {"o": {"expression": {"references": ["var.x"]}}},
                }
            }
        },
        {"aws_s3_bucket.a": None, "module.p.aws_s3_bucket_public_access_block.p": True},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_step(name: str) -> None:
    resources, more, expected = CASES[name]
    assert blocked(*resources, **more) == expected


def test_addresses_are_not_cut_at_dots_or_brackets_in_keys() -> None:
    assert module_steps('module.a["x.y"].module.b["c[0]"].module.d[3]') == (("a", "x.y"), ("b", "c[0]"), ("d", 3))
    assert tokens('module.b["al.pha"].aws_s3_bucket.x[2].id') == (
        ("module", None),
        ("b", "al.pha"),
        ("aws_s3_bucket", None),
        ("x", 2),
        ("id", None),
    )


def test_only_the_longest_references_count() -> None:
    assert longest(["aws_s3_bucket.a.id", "aws_s3_bucket.a", "aws_s3_bucket.ab"]) == ["aws_s3_bucket.a.id", "aws_s3_bucket.ab"]
