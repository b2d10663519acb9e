"""What odd answers, other failures and two things at once make of a scan: never a listing that only looks complete."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from botocore.awsrequest import AWSResponse
from botocore.credentials import Credentials
from botocore.exceptions import ClientError, UnauthorizedSSOTokenError

from hipaacheck import CHOSEN, Gap, InputError, Inventory, Phi, Relation, Request, Tags, Unknown
from hipaacheck.classification import classify, may_hold_ephi
from hipaacheck.language.relations import Joins
from hipaacheck_aws import failures, source
from hipaacheck_aws.accounts import Options, target
from hipaacheck_aws.clients import Clients
from hipaacheck_aws.failures import Failure, Unreadable
from hipaacheck_aws.permissions import operations, policy
from hipaacheck_aws.reader import Account, Reader, Scan
from hipaacheck_aws.redaction import Redactor
from hipaacheck_live.answers import Answer, name_tag
from hipaacheck_live.gaps import Gaps
from hipaacheck_live.pool import Pool
from tests.support import toys
from tests.support.cli import hipaacheck
from tests.support.plans import NOW
from tests.support.replay import Recorded, _Raw

OWN: Any = Credentials("testing", "testing")
ME = {"Account": "123456789012", "Arn": "arn:aws:iam::123456789012:user/me"}
REGIONS = {"Regions": [{"RegionName": "us-east-1", "OptInStatus": "opt-in-not-required"}]}


class Wire(Clients):
    """The real SDK, to which one answer comes over the wire."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(Redactor(b"test"), threads=2)
        answer = Recorded(status, {}, body)
        self._session.register(
            "before-send.*.*", lambda request, **_: AWSResponse(request.url, answer.status, answer.headers, _Raw(answer.body))
        )


class Told(Clients):
    """Clients that give the pages they were told to give; what is an exception is raised."""

    def __init__(self, **pages: list[Any]) -> None:
        super().__init__(Redactor(b"test"), threads=2)
        self.told = pages

    def call(self, credentials: Any, region: str, operation: str, arguments: dict[str, Any]) -> dict[str, Any]:
        return next(self.pages(credentials, region, operation, arguments))

    def pages(self, credentials: Any, region: str, operation: str, arguments: dict[str, Any]) -> Iterator[dict[str, Any]]:
        for page in self.told[operation.partition(":")[2]]:
            if isinstance(page, Exception):
                raise page
            yield page


def refused(code: str, operation: str, status: int = 400) -> ClientError:
    return ClientError({"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}, operation)


def scan(clients: Clients) -> Scan:
    return Scan(clients=clients, gaps=Gaps(), phi=Phi(), now=NOW)


def reader(clients: Clients, *called: str) -> Reader:
    account = Account(id="123456789012", partition="aws", home="us-east-1", regions=("us-east-1",), credentials=OWN)
    return Reader(scan(clients), account, "us-east-1", "aws.toy", frozenset(called))


# -- answers -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("operation", "body"),
    [
        ("s3:ListBuckets", b"<Error><Code>InternalError</Code></Error>"),
        ("cloudfront:ListDistributions", b"<ErrorResponse><Error><Code>Throttling</Code></Error></ErrorResponse>"),
        ("kms:ListKeys", b'{"Output": {"__type": "UnknownOperationException"}, "Version": "1.0"}'),
        ("kms:ListKeys", b'{"__type": "InternalFailure"}'),
        ("kms:ListKeys", b""),
        ("iam:ListUsers", b"<ListRolesResponse/>"),
        ("iam:ListUsers", b"<!-- a -->" * 5000),
    ],
)
def test_what_is_no_answer_of_the_operation_is_never_empty(operation: str, body: bytes) -> None:
    with pytest.raises((Unreadable, ClientError)):
        Wire(200, body).call(OWN, "us-east-1", operation, {})


def test_a_name_that_is_redacted_leaves_a_gap() -> None:
    """Else a queue whose name looks like a key would not be seen at all."""
    name = "https://sqs.us-east-1.amazonaws.com/123456789012/AKIA" + "IOSFODNN7EXAMPLE"
    answer = json.dumps({"QueueUrls": [name, "https://sqs.us-east-1.amazonaws.com/123456789012/other"]}).encode()
    here = reader(Wire(200, answer), "sqs:ListQueues")
    assert [isinstance(item, Unknown) for item in here.names("sqs:ListQueues", "QueueUrls")] == [True, False]
    assert here.state == "unreadable"
    assert [gap.fields for gap in here.scan.gaps.all()] == [()]


def test_an_item_that_is_no_structure_leaves_a_gap() -> None:
    here = reader(Told(ListKeys=[{"Keys": ["a"]}]), "kms:ListKeys")
    assert isinstance(here.pages("kms:ListKeys", "Keys")[0], Unknown)
    assert here.state == "unreadable"


def test_a_list_within_a_structure_that_is_missing_is_not_empty() -> None:
    operation = "cloudfront:ListDistributions"
    assert (
        reader(Told(ListDistributions=[{"DistributionList": {"Quantity": 0}}]), operation).pages(
            operation, "DistributionList.Items"
        )
        == []
    )
    here = reader(Told(ListDistributions=[{}]), operation)
    assert isinstance(here.pages(operation, "DistributionList.Items")[0], Unknown)
    assert here.state == "unreadable"


def test_a_name_tag_may_be_unknown() -> None:
    doubt = Unknown("redacted")
    some: list[dict[str, str | Unknown | None]] = [{"Name": doubt}, {"Name": ""}, {}, {"Name": "a"}]
    assert [name_tag(Tags(items=items)) for items in some] == [doubt, None, None, "a"]
    assert isinstance(Answer({"At": ["2026"]}, "x").moment("At"), Unknown)


# -- failures ----------------------------------------------------------------------------------------------------


def test_a_code_of_another_operation_does_not_mean_absent() -> None:
    """Credentials are renewed in the middle of a call: what fails there says nothing about what was asked."""
    absent = ("ResourceNotFoundException",)
    for made_by, expected in (("GetPolicy", "complete"), ("GetRoleCredentials", "failed")):
        here = reader(Told(GetPolicy=[refused(absent[0], made_by)]), "lambda:GetPolicy")
        assert (here.call("lambda:GetPolicy", absent) is None) == (expected == "complete")
        assert here.state == expected


def test_what_vanishes_between_pages_leaves_a_gap() -> None:
    here = reader(
        Told(ListUserPolicies=[{"PolicyNames": ["a"]}, refused("NoSuchEntity", "ListUserPolicies")]), "iam:ListUserPolicies"
    )
    first, last = here.names("iam:ListUserPolicies", "PolicyNames", ("NoSuchEntity",))
    assert first == "a"
    assert isinstance(last, Unknown)


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (refused("AccessDenied", "AssumeRole", 403), "denied"),
        (refused("InvalidAccessKeyId", "ListBuckets", 403), "denied"),
        (refused("SomethingNew", "ListBuckets", 403), "denied"),
        (refused("OptInRequired", "ListBuckets", 403), "unsupported"),
        (refused("Client.UnauthorizedOperation", "DescribeVpcs", 403), "denied"),
        (UnauthorizedSSOTokenError(), "denied"),
        (RecursionError(), "failed"),
    ],
)
def test_failures_are_told_apart(error: Exception, state: str) -> None:
    assert failures.classify(error, offered=False).state == state


def test_a_listing_is_as_bad_as_its_worst_call() -> None:
    here = reader(Told())
    for state in ("unsupported", "unreadable", "denied"):
        here.failed("x:Y", Failure(state=state, reason="no", code="No"))
    assert here.state == "denied"


def test_gaps_have_one_order() -> None:
    one, two = Gap(state="failed", reason="a", code="A"), Gap(state="failed", reason="b", code="A")
    found = []
    for order in ((one, two), (two, one)):
        gaps = Gaps()
        for gap in order:
            gaps.add(gap)
        found.append(gaps.all())
    assert found[0] == found[1] == [one, two]


# -- accounts and regions ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "regions",
    [[{"Regions": []}], [refused("OptInRequired", "DescribeRegions", 403)], [{"Regions": [{"OptInStatus": "opted-in"}]}]],
    ids=["none", "not subscribed", "no name"],
)
def test_an_account_without_regions_is_never_complete(regions: list[Any]) -> None:
    run = scan(Told(GetCallerIdentity=[ME], DescribeRegions=regions))
    (account,) = target(Options(), (OWN, "eu-west-1"), run, classified=False).accounts
    assert account.regions == ("eu-west-1",)
    assert isinstance(account.unread, Unknown)
    (gap,) = run.gaps.all()
    assert gap.state not in CHOSEN
    assert (gap.account, gap.asset_type, gap.fields) == ("123456789012", None, ())


def test_regions_are_asked_for_where_the_organization_allows_calls() -> None:
    class Fenced(Told):
        def pages(self, credentials: Any, region: str, operation: str, arguments: dict[str, Any]) -> Iterator[dict[str, Any]]:
            if operation == "ec2:DescribeRegions" and region == "us-east-1":
                raise refused("UnauthorizedOperation", "DescribeRegions", 403)
            return super().pages(credentials, region, operation, arguments)

    run = scan(Fenced(GetCallerIdentity=[ME], DescribeRegions=[REGIONS]))
    (account,) = target(Options(), (OWN, "eu-west-1"), run, classified=False).accounts
    assert account.regions == ("us-east-1",)
    assert run.gaps.all() == []


@pytest.mark.parametrize(
    ("row", "entered"),
    [
        ({"State": "ACTIVE"}, True),
        ({"State": "SUSPENDED", "Status": "SUSPENDED"}, True),
        ({"State": "CLOSED", "Status": "SUSPENDED"}, False),
        ({"Status": "SUSPENDED"}, False),
        ({"Status": "PENDING_CLOSURE"}, False),
        ({}, True),
        ({"State": ["odd"]}, True),
    ],
)
def test_only_an_account_that_is_closed_is_left_out(row: dict[str, Any], entered: bool) -> None:
    accounts = {"Accounts": [{"Id": ME["Account"], "State": "ACTIVE"}, {"Id": "111122223333", **row}]}
    run = scan(Told(GetCallerIdentity=[ME], DescribeRegions=[REGIONS], ListAccounts=[accounts], AssumeRole=[]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hipaacheck_aws.accounts._enter", lambda *_: OWN)
        found = target(Options(org=True), (OWN, None), run, classified=False)
    assert ("111122223333" in {account.id for account in found.accounts}) == entered
    assert [gap.state for gap in run.gaps.all()] == ([] if entered else ["out_of_scope"])


@pytest.mark.parametrize("answer", [{"Accounts": [{"State": "ACTIVE"}]}, {"Accounts": ["odd"]}])
def test_an_organization_that_cannot_be_read_is_explained(answer: Any) -> None:
    run = scan(Told(GetCallerIdentity=[ME], ListAccounts=[answer]))
    with pytest.raises(InputError, match="the accounts of the organization cannot be listed"):
        target(Options(org=True), (OWN, None), run, classified=False)


def test_an_identity_that_cannot_be_read_is_explained() -> None:
    with pytest.raises(InputError, match="whose credentials these are: the answer could not be read"):
        target(Options(), (OWN, None), scan(Wire(200, b"<html></html>")), classified=False)


@pytest.mark.parametrize(("name", "value", "code"), [("AWS_PROFILE", "none", 2), ("AWS_MAX_ATTEMPTS", "often", 3)])
def test_a_setting_that_is_wrong_is_explained(name: str, value: str, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for key, text in (("AWS_ACCESS_KEY_ID", "a"), ("AWS_SECRET_ACCESS_KEY", "b"), (name, value)):
        monkeypatch.setenv(key, text)
    ran = hipaacheck("scan", "aws", "--select", "aws.s3")
    assert ran.code == code
    assert value in ran.err
    assert "failed" not in ran.err


# -- running -----------------------------------------------------------------------------------------------------


def test_no_task_is_under_way_after_one_failed() -> None:
    done = []

    def work(number: int) -> int:
        if number == 0:
            raise ValueError
        time.sleep(0.05)
        done.append(number)
        return number

    pool = Pool(4, "test")
    with pytest.raises(ValueError):  # noqa: PT011
        list(pool.map(work, range(4), 8))
    assert sorted(done) == [1, 2, 3]


def test_what_was_found_before_a_listing_fails_is_kept_once(monkeypatch: pytest.MonkeyPatch) -> None:
    told = Told(
        GetCallerIdentity=[ME],
        DescribeRegions=[REGIONS],
        ListKeys=[
            {"Keys": [{"KeyId": "a", "KeyArn": "arn:aws:kms:us-east-1:123456789012:key/a"}] * 2},
            refused("Internal", "ListKeys", 500),
        ],
        DescribeKey=[
            {
                "KeyMetadata": {
                    "KeyId": "a",
                    "Arn": "arn:aws:kms:us-east-1:123456789012:key/a",
                    "KeyManager": "CUSTOMER",
                    "KeyState": "Enabled",
                    "Origin": "AWS_KMS",
                    "KeySpec": "SYMMETRIC_DEFAULT",
                }
            }
        ],
        ListAliases=[{"Aliases": []}],
    )
    monkeypatch.setattr(source, "Clients", lambda *_, **__: told)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "b")
    inventory = source.read("", Request(reads={"aws.kms.key": frozenset({"id"})}, now=NOW, stdin=lambda: b""))
    assert [asset.id for asset in inventory.assets] == ["arn:aws:kms:us-east-1:123456789012:key/a"]
    (cell,) = inventory.cells
    assert (cell.state, cell.assets) == ("failed", 1)


# -- classification, joins, privileges ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tags", "judged"),
    [
        ({"Data": "internal", "Scope": "hipaa"}, True),
        ({"Data": "internal", "Scope": Unknown("redacted")}, True),
        ({"Data": "PHI "}, True),
        ({"Data": "internal", "Scope": ""}, False),
        ({"Data": "hipaa"}, True),
        ({}, False),
    ],
)
def test_any_tag_that_marks_ephi_counts(tags: dict[str, Any], judged: bool) -> None:
    phi = Phi(tags={"Data": ("PHI",), "Scope": ("HIPAA",)})
    asset = msgspec.structs.replace(toys.thing(), tags=Tags(items=tags))
    (found,) = classify(Inventory(source="toy", target="", assets=(asset,)), phi).assets
    assert may_hold_ephi(found, phi) == judged


def test_an_identity_that_is_not_known_joins_nothing_for_sure() -> None:
    """In a plan it belongs to something that does not exist yet; in an account, to something that does."""
    back = Relation(to="toy.owner", mine="word", theirs="name", missing="null", many=True)
    for account, expected in (("123456789012", 1), (None, 0)):
        asset = msgspec.structs.replace(toys.thing(word=Unknown("denied")), account=account)
        assert len(Joins(toys.VOCABULARY, [asset], []).follow(back)(asset)) == expected


def test_a_global_listing_that_is_incomplete_may_lack_something_in_each_region() -> None:
    asset = msgspec.structs.replace(toys.thing(), account="123456789012", region="eu-west-1")
    for region, doubted in (("global", True), ("eu-west-1", True), (None, True), ("us-east-1", False)):
        gap = Gap(state="denied", reason="no", asset_type="toy.owner", account="123456789012", region=region)
        assert (Joins(toys.VOCABULARY, [asset], [gap]).incomplete("toy.owner", "region", asset) is not None) == doubted


def test_the_role_in_an_account_of_an_organization_may_read_what_classification_needs() -> None:
    reads = {"aws.s3.bucket": frozenset({"classification", "tags"})}
    assert "iam:ListAccountAliases" in operations(reads)
    assert "iam:ListAccountAliases" not in operations({"aws.s3.bucket": frozenset({"tags"})})


def test_the_path_of_a_role_is_written_once() -> None:
    found = policy({}, {"org": True, "role_name": "/audit/Hipaacheck"})
    assert found["Statement"][-1]["Resource"] == "arn:*:iam::*:role/audit/Hipaacheck"
