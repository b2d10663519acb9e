"""No secret stays in an answer, wherever in a response it stands."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from botocore.session import Session
from hypothesis import given, settings
from hypothesis import strategies as st

from hipaacheck_aws.permissions import operations
from hipaacheck_aws.redaction import NO_SECRETS, OWN_LIST, Redactor
from hipaacheck_aws.services.table import COLLECTORS
from hipaacheck_live.redaction import kind_of, redacted_kind

OPERATIONS = sorted(operations(dict.fromkeys(COLLECTORS, frozenset({"*"})), org=True))
SECRETS = (
    "AKIA" + "IOSFODNN7EXAMPLE",
    "key=ASIA" + "IOSFODNN7EXAMPLE;",
    "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIEow",
    "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl",
    "Server=db;User=app;" + "Password=Tr0ub4dor&3",
    "DefaultEndpointsProtocol=https;AccountKey" + "=Zm9vYmFyYmF6",
    "https://x.blob.core.windows.net/c?sv=2020&sig" + "=abcdefghijklmnop%2Bqrst",
    "postgres://app:" + "s3cr3tpass@db.internal:5432/phi",
    "ghp_" + "a" * 36,
    '{"user": "app", "pass' + 'word": "Tr0ub4dor"}',
    '{\\"pass' + 'word\\": \\"Tr0ub4dor\\"}',
    "DB_PASS" + "WORD=Tr0ub4dor",
    "aws_secret_access_key" + ": wJalrXUtnFEMI",
    "github_pat_" + "a" * 36,
)
HARMLESS = (
    "arn:aws:iam::123456789012:role/app",
    "arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf",
    "https://sqs.us-east-1.amazonaws.com/123456789012/queue",
    "DataClassification",
    "password_authentication",
    "cron(0 5 ? * * *)",
    "2026-11-01T00:00:00Z",
    "sg-0123456789abcdef0",
)


@cache
def session() -> Session:
    return Session()


def shape_of(operation: str) -> Any:
    service, _, name = operation.partition(":")
    return session().get_service_model(service).operation_model(name).output_shape


def filled(shape: Any, leaf: Any, above: tuple[str, ...] = ()) -> Any:
    """An answer of this shape with `leaf` wherever text may stand."""
    if shape.type_name == "structure":
        if shape.name in above:
            return {}
        return {name: filled(member, leaf, (*above, shape.name)) for name, member in shape.members.items()}
    if shape.type_name == "list":
        return [filled(shape.member, leaf, above)]
    if shape.type_name == "map":
        return {"key": filled(shape.value, leaf, above)}
    return leaf if shape.type_name in ("string", "blob") else {"boolean": True}.get(shape.type_name, 7)


@pytest.mark.parametrize("operation", [name for name in OPERATIONS if shape_of(name) is not None])
def test_a_secret_is_found_at_every_place_of_an_answer(operation: str) -> None:
    redactor = Redactor(b"test")
    for secret in SECRETS:
        planted = filled(shape_of(operation), secret)
        assert secret not in list(texts(redactor.redact(operation, shape_of(operation), planted)))


@pytest.mark.parametrize("operation", [name for name in OPERATIONS if shape_of(name) is not None])
def test_what_a_model_marks_is_redacted_whatever_it_holds(operation: str) -> None:
    found = Redactor(b"test").redact(operation, shape_of(operation), filled(shape_of(operation), "harmless"))
    assert not list(kept(found, shape_of(operation), NO_SECRETS.get(operation.partition(":")[0], ())))


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_secret_stays(text: str) -> None:
    answer = {"Vpcs": [{"VpcId": text, "Tags": [{"Key": "a", "Value": text}]}]}
    assert Redactor(b"test").redact("ec2:DescribeVpcs", shape_of("ec2:DescribeVpcs"), answer) == answer


def test_equal_secrets_stay_equal_and_no_others() -> None:
    redactor = Redactor(b"test")
    answer = {"Tags": [{"Key": "a", "Value": secret} for secret in (SECRETS[0], SECRETS[0], SECRETS[4])]}
    first, second, third = (
        item["Value"]["$redacted"] for item in redactor.redact("ec2:DescribeTags", shape_of("ec2:DescribeTags"), answer)["Tags"]
    )
    assert first == second != third
    assert first["len"] == len(SECRETS[0])
    assert (
        Redactor(b"other").redact("ec2:DescribeTags", shape_of("ec2:DescribeTags"), answer)["Tags"][0]["Value"]["$redacted"][
            "hmac"
        ]
        != first["hmac"]
    )


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (SECRETS[0], "secret (access key)"),
        (SECRETS[7], "secret (address with user and password)"),
        ("arn:aws:secretsmanager:us-east-1:123456789012:secret:db", "pointer"),
        ("/prod/db/password", "pointer"),
        ("${DB_PASSWORD}", "pointer"),
        ("", "pointer"),
        ("production", "value"),
    ],
)
def test_a_redacted_value_tells_what_kind_it_was(value: str, kind: str) -> None:
    answer = {"Environment": {"Variables": {"A": value}}}
    name = "lambda:GetFunctionConfiguration"
    found = Redactor(b"test").redact(name, shape_of(name), answer)["Environment"]["Variables"]["A"]
    assert kind_of(value) == kind == redacted_kind(found)
    assert value == "" or value not in json.dumps(found)


def test_the_key_of_a_map_holds_no_secret_either() -> None:
    tags = {SECRETS[0]: "", "Owner": "clinic", "aws:cloudformation:stack-name": "records"}
    answer = Redactor(b"test").redact("lambda:ListTags", shape_of("lambda:ListTags"), {"Tags": tags})
    assert sorted(answer["Tags"])[:2] == ["Owner", "aws:cloudformation:stack-name"]
    assert SECRETS[0] not in json.dumps(answer)


@pytest.mark.parametrize(
    "piece", ["eyJaaaaaaaa-", ".eyJaaaaaaaa", "-----BEGIN A", "password ", "password\\", "://a:", "https://aaaa"]
)
def test_a_long_text_takes_no_longer_than_its_length(piece: str) -> None:
    started = time.monotonic()
    kind_of(piece * 20_000)
    assert time.monotonic() - started < 3


def test_every_own_list_is_of_a_service_of_boto3() -> None:
    assert {*OWN_LIST, *NO_SECRETS} <= set(session().get_available_services())


@settings(max_examples=200, deadline=None)
@given(
    st.recursive(
        st.sampled_from((*SECRETS, *HARMLESS)) | st.none() | st.booleans() | st.integers(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abcd"), inner, max_size=3),
        max_leaves=12,
    )
)
def test_no_form_of_answer_hides_a_secret(value: Any) -> None:
    found = Redactor(b"test").redact("ec2:DescribeVpcs", shape_of("ec2:DescribeVpcs"), {"Vpcs": value})
    left = set(texts(found))
    assert not left & set(SECRETS)
    assert set(texts({"Vpcs": value})) - set(SECRETS) <= left


def texts(value: Any) -> Iterator[str]:
    """Every string in a value, but for the marks of what was redacted."""
    if isinstance(value, dict):
        if "$redacted" not in value:
            for item in value.values():
                yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, str | bytes):
        yield value if isinstance(value, str) else value.decode()


def kept(value: Any, shape: Any, names: tuple[str, ...], name: str = "") -> Iterator[str]:
    """Members that the model marks as sensitive and that still hold text."""
    if shape.metadata.get("sensitive") and not any(pattern.rpartition(".")[2] == name for pattern in names):
        yield from texts(value)
    elif isinstance(value, dict) and "$redacted" not in value:
        if shape.type_name == "structure":
            for key, item in value.items():
                yield from kept(item, shape.members[key], names, key)
        elif shape.type_name == "map":
            for item in value.values():
                yield from kept(item, shape.value, names, "*")
    elif isinstance(value, list):
        for item in value:
            yield from kept(item, shape.member, names, "[]")
