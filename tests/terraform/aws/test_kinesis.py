"""Kinesis data streams and Firehose delivery streams."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from tests.support.plans import asset, assets, resource


@pytest.mark.parametrize(("kind", "encrypted"), [("KMS", True), ("NONE", False), (None, False)])
def test_stream_encryption(kind: str | None, encrypted: bool) -> None:
    found = asset(resource("aws_kinesis_stream.a", {"name": "a", "encryption_type": kind}))
    assert found.encrypted is encrypted
    assert found.retention_hours == 24


def test_stream_encryption_known_only_after_apply() -> None:
    assert isinstance(asset(resource("aws_kinesis_stream.a", {}, unknown=("encryption_type",))).encrypted, Unknown)


@pytest.mark.parametrize(
    ("values", "source", "encrypted"),
    [
        ({}, "direct", False),
        ({"server_side_encryption": [{"enabled": None}]}, "direct", False),
        ({"server_side_encryption": [{"enabled": True, "key_arn": None}]}, "direct", True),
        ({"kinesis_source_configuration": [{"role_arn": "arn:r"}]}, "kinesis", False),
        ({"msk_source_configuration": [{"topic_name": "t"}]}, "msk", False),
    ],
)
def test_delivery_streams(values: dict[str, Any], source: str, encrypted: bool) -> None:
    found = asset(resource("aws_kinesis_firehose_delivery_stream.a", {"name": "a", "destination": "extended_s3", **values}))
    assert (found.source, found.encrypted, found.kms_key) == (source, encrypted, None)


def test_a_key_of_the_plan_in_a_nested_block() -> None:
    declared = resource(
        "aws_kinesis_firehose_delivery_stream.a",
        {"server_side_encryption": [{"enabled": True}]},
        unknown={"server_side_encryption": [{"key_arn": True}]},
    )
    declared["config"]["expressions"]["server_side_encryption"][0]["key_arn"] = {
        "references": ["aws_kms_key.k.arn", "aws_kms_key.k"]
    }
    found: Any = assets(declared, resource("aws_kms_key.k", {}))["aws_kinesis_firehose_delivery_stream.a"]
    assert found.encrypted is True
    assert found.kms_key.refers == "aws_kms_key.k"


def test_a_block_known_only_after_apply() -> None:
    found = asset(resource("aws_kinesis_firehose_delivery_stream.a", {}, unknown=("server_side_encryption",)))
    assert isinstance(found.encrypted, Unknown)
