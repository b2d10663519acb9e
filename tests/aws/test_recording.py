"""What is recorded of a scan, and what each asset's evidence is: all that was answered about it, and no secret."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

import boto3
import pytest
from botocore.session import Session
from moto import mock_aws

from hipaacheck import ApiCall, InputError, Inventory, Phi, Request
from hipaacheck_aws.clients import LINKS, Clients
from hipaacheck_aws.permissions import operations
from hipaacheck_aws.reader import Account, Reader, Scan
from hipaacheck_aws.services.table import COLLECTORS
from hipaacheck_aws.source import read
from hipaacheck_live.answers import Answer
from hipaacheck_live.gaps import Gaps
from hipaacheck_live.pool import Pool
from hipaacheck_live.recording import Recording, plain
from tests.aws.test_denial import tape
from tests.aws.test_redaction import SECRETS
from tests.support import aws, replay
from tests.support.plans import NOW
from tests.support.recording import DATE, Memory, Script, Wired, error, faults
from tests.support.replay import Recorded

QUEUES = {"aws.sqs.queue": frozenset({"*"})}
KEYS = {"aws.kms.key": frozenset({"*"})}
URL = f"https://sqs.{aws.REGION}.amazonaws.com/{aws.ACCOUNT}/"


def recorded(clients: Clients, reads: dict[str, frozenset[str]], memory: Memory | None) -> Inventory:
    """What a scan through these clients reads and records."""
    clients.stopped.clear()
    with replay.playing(clients):  # type: ignore[arg-type]
        return read("", Request(reads=reads, now=NOW, stdin=lambda: b"", options={"region": (aws.REGION,)}, recorder=memory))


def queues(*pages: list[str]) -> Script:
    """Queues with these names on these pages."""

    def script(operation: str, asked: dict[str, Any]) -> Any:
        if operation == "ListQueues":
            number = int(asked.get("NextToken", "token-0")[-1])
            more = {"NextToken": f"token-{number + 1}"} if number + 1 < len(pages) else {}
            return {"QueueUrls": [URL + name for name in pages[number]], **more}
        name = asked["QueueUrl"].rpartition("/")[2]
        attributes = {"QueueArn": f"arn:aws:sqs:us-east-1:123456789012:{name}", "SqsManagedSseEnabled": "true"}
        return {"Attributes": attributes} if operation == "GetQueueAttributes" else {"Tags": {"of": name}}

    return script


def shape(call: ApiCall) -> tuple[Any, ...]:
    return call.operation, call.parameters, call.page, call.status, call.code, call.request_id, call.date


# -- all cases ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in sorted(aws.cases())])
def test_every_asset_is_shown_by_its_evidence(name: str) -> None:
    memory = Memory()
    inventory = recorded(tape(name), aws.reads(aws.cases()[name].types), memory)
    assert dict(faults(inventory, memory)) == {}
    assert {call.operation for call in memory.calls} == tape(name).called
    assert all(call.status is not None and call.account for call in memory.calls[1:])


@pytest.mark.xdist_group("s3")
def test_absences_and_failures_are_recorded_with_their_codes() -> None:
    memory = Memory()
    tape("s3").failing = ("s3:GetBucketVersioning", "denied")
    try:
        recorded(tape("s3"), aws.reads(aws.cases()["s3"].types), memory)
    finally:
        tape("s3").failing = None
    absent = [call for call in memory.of("s3:GetBucketPolicy") if call.digest is None]
    assert {(call.status, call.code) for call in absent} == {(404, "NoSuchBucketPolicy")}
    assert {"Bucket": "bare"} in [call.parameters for call in absent]
    assert {(call.status, call.code, call.digest) for call in memory.of("s3:GetBucketVersioning")} == {
        (403, "AccessDenied", None)
    }


@pytest.mark.xdist_group("s3")
def test_without_a_recorder_nothing_differs() -> None:
    reads = aws.reads(aws.cases()["s3"].types)
    plainly, kept = recorded(tape("s3"), reads, None), recorded(tape("s3"), reads, Memory())
    assert (plainly.evidence, plainly.collector) == ({}, {})
    assert (plainly.assets, plainly.gaps, plainly.cells) == (kept.assets, kept.gaps, kept.cells)


# -- calls -------------------------------------------------------------------------------------------------------


def test_a_call_is_recorded_as_it_ended() -> None:
    memory = Memory()
    inventory = recorded(Wired(queues(["a"])), QUEUES, memory)
    assert sorted(shape(call) for call in memory.calls) == [
        ("ec2:DescribeRegions", {"AllRegions": True}, 1, 200, None, "ec2-1", DATE),
        (
            "sqs:GetQueueAttributes",
            {"AttributeNames": WANTED, "QueueUrl": URL + "a"},
            1,
            200,
            None,
            "id-GetQueueAttributes",
            DATE,
        ),
        ("sqs:ListQueueTags", {"QueueUrl": URL + "a"}, 1, 200, None, "id-ListQueueTags", DATE),
        ("sqs:ListQueues", {"MaxResults": 1000}, 1, 200, None, "id-ListQueues", DATE),
        ("sts:GetCallerIdentity", {}, 1, 200, None, "sts-1", DATE),
    ]
    assert {(call.service, call.account, call.region) for call in memory.calls} == {
        ("sts", None, "us-east-1"), ("ec2", "123456789012", "us-east-1"), ("sqs", "123456789012", "us-east-1"),
    }  # fmt: skip
    assert inventory.collector == {"arn": "arn:aws:iam::123456789012:user/auditor", "account": "123456789012", "user_id": "AIDA1"}


WANTED = ["KmsMasterKeyId", "Policy", "QueueArn", "SqsManagedSseEnabled"]


def test_pages_are_numbered_and_their_tokens_are_not_kept() -> None:
    memory = Memory()
    recorded(Wired(queues(["a"], ["b"], ["c"])), QUEUES, memory)
    listed = memory.of("sqs:ListQueues")
    assert [(call.page, call.parameters) for call in listed] == [(number, {"MaxResults": 1000}) for number in (1, 2, 3)]
    assert [memory.bodies[str(call.digest)] for call in listed] == [{"QueueUrls": [URL + name]} for name in "abc"]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (error(400, "com.amazonaws.sqs#AccessDenied"), (1, 400, "AccessDenied", "id-error", DATE)),
        (Recorded(200, {"Date": DATE, "x-amzn-RequestId": "id-page"}, replay.HTML), (1, 200, "Unreadable", "id-page", DATE)),
        (ConnectionError("reset"), (1, None, "ConnectionError", None, None)),
    ],
    ids=["refused", "unreadable", "no answer"],
)
def test_a_failed_call_tells_what_is_known_of_it(answer: Any, expected: tuple[Any, ...]) -> None:
    def script(operation: str, asked: dict[str, Any]) -> Any:
        if operation == "GetQueueAttributes":
            if isinstance(answer, Exception):
                raise answer
            return answer
        return queues(["a"])(operation, asked)

    memory = Memory()
    with patch.dict("os.environ", {"AWS_MAX_ATTEMPTS": "1"}):
        inventory = recorded(Wired(script), QUEUES, memory)
    (call,) = memory.of("sqs:GetQueueAttributes")
    assert shape(call)[2:] == expected
    assert call.digest is None
    assert dict(faults(inventory, memory)) == {}


def test_a_page_that_fails_is_the_next_one() -> None:
    def script(operation: str, asked: dict[str, Any]) -> Any:
        return error(500, "InternalError") if "NextToken" in asked else queues(["a"], ["b"])(operation, asked)

    memory = Memory()
    with patch.dict("os.environ", {"AWS_MAX_ATTEMPTS": "1"}):
        recorded(Wired(script), QUEUES, memory)
    assert [(call.page, call.status, call.code) for call in memory.of("sqs:ListQueues")] == [
        (1, 200, None), (2, 500, "InternalError"),
    ]  # fmt: skip


def test_the_run_ends_when_evidence_cannot_be_kept() -> None:
    class Full(Memory):
        def answered(self, call: ApiCall, body: Any) -> str:
            if call.operation == "sqs:ListQueueTags":
                raise OSError(28, "No space left on device")
            return super().answered(call, body)

    with pytest.raises(InputError, match=r"the evidence cannot be kept: .*No space left on device"):
        recorded(Wired(queues(["a"])), QUEUES, Full())


def test_what_leads_to_the_next_page_is_known_of_every_operation() -> None:
    session = Session()
    tokens: set[str] = set()
    for operation in operations(dict.fromkeys(COLLECTORS, frozenset({"*"})), org=True):
        service, _, name = operation.partition(":")
        try:
            found = session.get_paginator_model(service).get_paginator(name)["output_token"]
        except ValueError:
            continue
        tokens.update([found] if isinstance(found, str) else found)
    assert tokens - set(LINKS) == {"LastEvaluatedTableName"}, "a name, not a token"


# -- evidence ----------------------------------------------------------------------------------------------------


def operations_of(memory: Memory, digests: tuple[str, ...]) -> list[tuple[str, int, str | None]]:
    """Operation, page and queue of the answers with these digests."""
    calls = {call.digest: call for call in memory.calls}
    asked = [calls[digest] for digest in digests]
    return sorted((call.operation, call.page, call.parameters.get("QueueUrl", "/").rpartition("/")[2]) for call in asked)


def test_each_of_many_has_its_own_page_and_its_own_details() -> None:
    pages = [[f"q{page}{number:02}" for number in range(7)] for page in range(3)]
    memory = Memory()
    inventory = recorded(Wired(queues(*pages)), QUEUES, memory)
    assert len(inventory.evidence) == 21
    for number, page in enumerate(pages, start=1):
        for name in page:
            digests = inventory.evidence["aws.sqs.queue", f"arn:aws:sqs:us-east-1:123456789012:{name}"]
            assert operations_of(memory, digests) == [
                ("ec2:DescribeRegions", 1, ""),
                ("sqs:GetQueueAttributes", 1, name),
                ("sqs:ListQueueTags", 1, name),
                ("sqs:ListQueues", number, ""),
                ("sts:GetCallerIdentity", 1, ""),
            ]


def test_what_is_in_an_answer_comes_from_it() -> None:
    answer = Answer({"a": {"b": [{"c": 1}]}}, "ec2:DescribeInstances")
    answer.recorded = ("1",)
    outer = answer.block("a")
    assert isinstance(outer, Answer)
    found = outer.blocks("b")
    assert isinstance(found, list)
    (inner,) = found
    assert isinstance(inner, Answer)
    assert outer.recorded == inner.recorded == ("1",)


def cell(script: Script, memory: Memory) -> Reader:
    clients = Wired(script)
    recording = Recording(memory, clients.redactor, LINKS)
    scan = Scan(clients=clients, gaps=Gaps(), phi=Phi(), now=NOW, recording=recording)
    own = boto3.Session("testing", "testing").get_credentials()
    account = Account(id=aws.ACCOUNT, partition="aws", home=aws.REGION, regions=(aws.REGION,), credentials=own, recorded=("0",))
    return Reader(scan, account, aws.REGION, "aws.toy", frozenset({"sqs:ListQueues", "sqs:ListQueueTags"}))


def test_an_item_that_a_collector_made_comes_from_its_names_or_from_all_before_it() -> None:
    whole = cell(queues(["a"], ["b"]), Memory())
    whole.names("sqs:ListQueues", "QueueUrls", MaxResults=1000)
    first, second = whole.recorded
    for values, expected in (
        ({"QueueUrl": URL + "a"}, (first,)),
        ({"QueueUrl": URL + "b"}, (second,)),
        ({"QueueUrl": URL + "b", "Scope": "else"}, (first, second)),
        ({}, (first, second)),
    ):
        assert whole.sources(Answer(values, "sqs:ListQueues")) == expected


def test_what_is_read_once_is_evidence_for_all_who_share_it() -> None:
    memory = Memory()
    whole = cell(queues([]), memory)

    def one(number: int) -> list[str]:
        own = whole.apart([f"listed {number}"])
        own.about(("tags",)).once("shared", lambda: own.at("eu-west-1").call("sqs:ListQueueTags", QueueUrl=URL + "shared"))
        own.call("sqs:ListQueueTags", QueueUrl=f"{URL}{number}")
        return own.recorded

    found = list(Pool(8, "test").map(one, range(40), 40))
    digests = {call.parameters["QueueUrl"].rpartition("/")[2]: call.digest for call in memory.calls}
    assert len(memory.calls) == 41
    assert found == [[f"listed {number}", digests["shared"], digests[str(number)]] for number in range(40)]
    assert whole.recorded == []


def test_what_a_failed_call_was_shared_by_is_no_evidence() -> None:
    whole = cell(lambda *_: error(400, "AccessDenied"), Memory())
    for _ in range(2):
        own = whole.apart(())
        own.once("shared", lambda own=own: own.call("sqs:ListQueueTags", QueueUrl=URL))
        assert own.recorded == []


# -- secrets -----------------------------------------------------------------------------------------------------


def test_no_secret_is_recorded() -> None:
    """A server that puts secrets everywhere: into names, values, codes, messages and headers."""

    def script(operation: str, asked: dict[str, Any]) -> Any:
        name = asked.get("QueueUrl", "/q-").rpartition("q-")[2]
        secret = SECRETS[int(name or 0)]
        headers = {"Date": secret, "x-amzn-RequestId": secret}
        if operation == "ListQueueTags":
            return error(400, secret, secret, **headers)
        found = queues([f"q-{number}" for number in range(len(SECRETS))])(operation, asked)
        if operation == "ListQueues":
            found["QueueUrls"] += [URL + text for text in SECRETS]
        else:
            found["Attributes"] |= {"Policy": secret, "KmsMasterKeyId": secret, secret: secret}
        return Recorded(200, headers, json.dumps({**found, secret: secret}).encode())

    memory = Memory()
    recorded(Wired(script), QUEUES, memory)
    assert len(memory.of("sqs:GetQueueAttributes")) == len(memory.of("sqs:ListQueueTags")) == len(SECRETS)
    assert not [secret for secret in SECRETS if any(secret in text for text in memory.texts())]


def test_no_secret_is_recorded_of_what_is_asked() -> None:
    memory = Memory()
    whole = cell(lambda *_: error(400, "AccessDenied") if len(memory.calls) % 2 else {"Tags": {}}, memory)
    for secret in SECRETS:
        whole.call("sqs:ListQueueTags", QueueUrl=secret)
        whole.call("sqs:ListQueueTags", QueueUrl=secret)
        assert [call.code for call in memory.calls[-2:]] == [None, "AccessDenied"]
        assert all("$redacted" in call.parameters["QueueUrl"] for call in memory.calls[-2:])
        assert not [text for text in memory.texts() if secret in text]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"a": [1, None, True, "x"]}, {"a": [1, None, True, "x"]}),
        ([2**53 - 1, -(2**53), 1.5, float("nan"), float("-inf")], [2**53 - 1, "-9007199254740992", 1.5, "nan", "-inf"]),
        ("lone \ud800", "lone ???"),
        (("a", b"b\xff", datetime(2026, 11, 1, tzinfo=UTC)), ["a", "b\ufffd", "2026-11-01T00:00:00+00:00"]),
        ({7: {"a"}}, {"7": "{'a'}"}),
    ],
)
def test_whatever_is_kept_is_json(value: Any, expected: Any) -> None:
    assert json.dumps(plain(value)).replace("\\ufffd\\ufffd\\ufffd", "???") == json.dumps(expected)


# -- accounts ----------------------------------------------------------------------------------------------------


@contextmanager
def organization() -> Iterator[list[str]]:
    """An organization with two members, each of which has a bucket."""
    with mock_aws():
        org = aws.boto("organizations")
        org.create_organization(FeatureSet="ALL")
        found = [
            org.create_account(AccountName=name, Email=f"{name}@example.org")["CreateAccountStatus"]["AccountId"]
            for name in ("clinic", "lab")
        ]
        for account in found:
            role = f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
            got = aws.boto("sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
            names = {"aws_access_key_id": "AccessKeyId", "aws_secret_access_key": "SecretAccessKey"}
            secrets = {name: got[key] for name, key in names.items()}
            boto3.client("s3", "us-east-1", aws_session_token=got["SessionToken"], **secrets).create_bucket(
                Bucket=f"of-{account}"
            )
        yield found


def test_evidence_holds_how_an_account_was_entered_and_what_is_above_it() -> None:
    memory = Memory()
    with organization() as members:
        options = {"region": ("us-east-1",), "org": True, "external_id": "between-us"}
        reads = {"aws.s3.bucket": frozenset({"name", "classification"})}
        inventory = read("", Request(reads=reads, now=NOW, stdin=lambda: b"", options=options, recorder=memory))
    calls = {call.digest: call for call in memory.calls}
    entered = memory.of("sts:AssumeRole")
    assert sorted(str(call.account) for call in entered) == sorted(members)
    assert not [text for text in memory.texts() if "between-us" in text]
    for call in entered:
        given = memory.bodies[str(call.digest)]["Credentials"]
        assert [given[name].keys() for name in ("AccessKeyId", "SecretAccessKey", "SessionToken")] == [{"$redacted"}] * 3
    for account in members:
        digests = inventory.evidence["aws.s3.bucket", f"arn:aws:s3:::of-{account}"]
        told = {calls[digest].operation: calls[digest] for digest in digests}
        assert told.keys() >= {
            "sts:GetCallerIdentity", "sts:AssumeRole", "ec2:DescribeRegions", "organizations:ListAccounts",
            "organizations:ListParents", "organizations:ListTagsForResource", "s3:ListBuckets",
        }  # fmt: skip
        assert told["sts:AssumeRole"].parameters["RoleArn"] == f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
