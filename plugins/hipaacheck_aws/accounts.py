"""Which accounts and regions are read, and with which credentials."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from typing import Any

import msgspec

from hipaacheck import CHOSEN, Gap, HipaacheckError, InputError, Unknown, UsageError, nearest
from hipaacheck_aws.clients import Credentials, of_metadata
from hipaacheck_aws.failures import Failure, classify
from hipaacheck_aws.reader import Account, Reader, Scan, api_call
from hipaacheck_live.answers import Answer, Malformed, tags
from hipaacheck_live.gaps import Gaps
from hipaacheck_live.recording import Ended

DEFAULT_ROLE = "OrganizationAccountAccessRole"
HOMES = {"aws": "us-east-1", "aws-us-gov": "us-gov-west-1", "aws-cn": "cn-north-1", "aws-eusc": "eusc-de-east-1"}
"""Partition → region in which its global services are asked."""
BASE_OPERATIONS = frozenset({"sts:GetCallerIdentity", "ec2:DescribeRegions"})
"""What every scan calls, whatever the controls."""
ORG_OPERATIONS = frozenset({"organizations:ListAccounts", "sts:AssumeRole"})
"""What a scan of further accounts calls."""
CLASSIFYING_OPERATIONS = frozenset({"organizations:ListTagsForResource", "organizations:ListParents"})
"""What a scan of an organization calls besides, when selected controls ask for the classification of data."""


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What to read, from the command line."""

    aws_profile: str | None = None
    region: tuple[str, ...] = ()
    account: tuple[str, ...] = ()
    org: bool = False
    role_name: str = DEFAULT_ROLE
    external_id: str | None = None


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """The accounts that are read, what to call the whole, and who reads: `arn`, `account` and `user_id`."""

    name: str
    accounts: tuple[Account, ...]
    collector: dict[str, str]


def target(options: Options, own: tuple[Credentials, str | None], scan: Scan, *, classified: bool) -> Target:
    """The accounts to read, from one's own credentials; `classified` asks the organization what they inherit. One that cannot be
    entered becomes a gap. Raises InputError when none can, UsageError."""
    credentials, region = own
    gaps = scan.gaps
    caller = _Caller(scan, credentials, region or (options.region[0] if options.region else None), options.aws_profile)
    if options.org:
        try:
            found = list(_organization(caller, gaps))
        except Malformed as error:
            raise InputError(f"the accounts of the organization cannot be listed: {error}") from None
        if not found:
            raise InputError("the organization has no active account: name accounts with --account")
        name = f"the organization of account {caller.account} ({len(found)} accounts)"
    else:
        found = list(dict.fromkeys(options.account)) or [caller.account]
        name = f"account {found[0]}" if len(found) == 1 else f"{len(found)} accounts"
    accounts = []
    for account in found:
        entered = credentials if account == caller.account else _enter(account, caller, options, gaps)
        if entered is not None:
            whole = _with_regions(account, entered, caller, options, gaps)
            whole = _with_inheritance(whole, caller, gaps) if options.org and classified else whole
            accounts.append(msgspec.structs.replace(whole, recorded=caller.told(account)))
    if not accounts:
        reasons = "\n".join(f"account {gap.account}: {gap.reason} ({gap.operation}, {gap.code})" for gap in gaps.all())
        raise InputError(f"none of the accounts can be read.\n{reasons}")
    return Target(name=name, accounts=tuple(accounts), collector=caller.identity)


def _check(options: Options) -> None:
    if options.org and options.account:
        raise UsageError("--org reads every account of the organization: drop --account, or drop --org")
    for account in options.account:
        if not re.fullmatch("[0-9]{12}", account):
            raise UsageError(f"--account {account}: an AWS account id has 12 digits")
    if not re.fullmatch(r"[\w+=,.@/-]{1,512}", options.role_name):
        raise UsageError(f"--role-name {options.role_name}: not a name of an IAM role")


def own_credentials(options: Options) -> tuple[Credentials, str | None]:
    """Those of boto3's chain, and the region that goes with them. Raises InputError, UsageError."""
    _check(options)
    import boto3
    from botocore import exceptions

    try:
        session = boto3.Session(profile_name=options.aws_profile)
        credentials = session.get_credentials()
    except exceptions.ProfileNotFound as error:
        raise UsageError(f"--aws-profile: {error}. Profiles are in ~/.aws/config and ~/.aws/credentials.") from None
    except exceptions.BotoCoreError as error:
        raise InputError(f"AWS credentials cannot be read: {error}") from None
    if credentials is None:
        raise InputError(
            "no AWS credentials were found. Set AWS_PROFILE or --aws-profile, sign in with 'aws sso login', or run where a role "
            "is attached."
        )
    return credentials, session.region_name


_IDENTITY, _ENTER = "sts:GetCallerIdentity", "sts:AssumeRole"


class _Caller:
    """The identity that the scan starts as."""

    def __init__(self, scan: Scan, credentials: Credentials, region: str | None, profile: str | None) -> None:
        self.scan = scan
        self.units: dict[str, tuple[list[str | Unknown], list[str]]] = {}
        """What is above an account or organizational unit, by its id, and the recorded answers that tell so."""
        self.recorded: dict[str, list[str]] = {}
        """Account → digests of the recorded answers that tell of it; under no account, those that tell of the caller."""
        self.credentials = credentials
        self.region = region or "us-east-1"
        self.sts = _sts(self.region, profile)
        try:
            answer = scan.clients.call(credentials, self.region, _IDENTITY, {})
        except Exception as error:  # noqa: BLE001 - whatever botocore raises
            failure = classify(error, offered=True)
            self.record("", _IDENTITY, {}, scan.clients.ended(_IDENTITY, error) or Ended(), failure.code)
            raise InputError(
                f"AWS does not tell whose credentials these are: {failure.reason} (sts:GetCallerIdentity in {self.region}, "
                f"{failure.code}). Check that they are valid, and AWS_REGION."
            ) from None
        self.record("", _IDENTITY, {}, scan.clients.ended(_IDENTITY) or Ended(), answer)
        names = {"Arn": "arn", "Account": "account", "UserId": "user_id"}
        self.identity = {name: answer[key] for key, name in names.items() if isinstance(answer.get(key), str)}
        parts = str(answer.get("Arn", "")).split(":")
        self.account = str(answer.get("Account", ""))
        self.partition = parts[1] if len(parts) > 1 else ""
        if not re.fullmatch("[0-9]{12}", self.account) or not self.partition:
            raise InputError("AWS does not tell whose credentials these are: sts:GetCallerIdentity gave no account or no ARN")
        self.home = HOMES.get(self.partition, self.region)

    def record(self, account: str, operation: str, arguments: dict[str, Any], ended: Ended, how: dict[str, Any] | str) -> None:
        """Record a call that tells of an account: its answer, or the code that it failed with."""
        if self.scan.recording is None:
            return
        if isinstance(how, str):
            self.scan.recording.failed(api_call(account, self.region, operation, arguments, ended, code=how))
        else:
            call = api_call(account, self.region, operation, arguments, ended)
            self.recorded.setdefault(account, []).append(self.scan.recording.answered(call, how))

    def sts_for(self, account: str, arguments: dict[str, Any]) -> Any:
        """What makes the clients that assume a role in an account; what they are answered is recorded."""
        recording, redactor = self.scan.recording, self.scan.clients.redactor
        if recording is None:
            return self.sts
        known = {name: redactor.walk(value, "own" if name == "ExternalId" else None) for name, value in arguments.items()}

        def answered(parsed: dict[str, Any], model: Any, **_: Any) -> None:
            ended = of_metadata(parsed["ResponseMetadata"])
            body = {name: value for name, value in parsed.items() if name != "ResponseMetadata"}
            failed = str(body["Error"].get("Code")) if "Error" in body else None
            self.record(account, _ENTER, known, ended, failed or redactor.redact(_ENTER, model.output_shape, body))

        def create(service: str, **more: Any) -> Any:
            client = self.sts(service, **more)
            client.meta.events.register("after-call.sts.AssumeRole", answered)
            return client

        return create

    def told(self, account: str) -> tuple[str, ...]:
        """Digests of the recorded answers that tell of an account."""
        return (*self.recorded.get("", ()), *self.recorded.get(account, ()))

    def account_like(self, account: str, credentials: Credentials, regions: tuple[str, ...] = ()) -> Account:
        """An account of the same partition."""
        return Account(id=account, partition=self.partition, home=self.home, regions=regions, credentials=credentials)

    def reader(self, account: Account, operations: frozenset[str], gaps: Gaps) -> Reader:
        """A reader for what is asked before anything is collected."""
        return Reader(msgspec.structs.replace(self.scan, gaps=gaps), account, "global", "aws.account", operations)


_CLOSED = ("CLOSED", "PENDING_CLOSURE", "PENDING_ACTIVATION")
"""States of accounts that hold nothing any more or yet. An older name of `CLOSED` is the status `SUSPENDED`.
https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html"""


def _organization(caller: _Caller, gaps: Gaps) -> Iterator[str]:
    """The active accounts. Raises InputError when the organization cannot be listed."""
    own = Gaps()
    reader = caller.reader(caller.account_like(caller.account, caller.credentials), ORG_OPERATIONS, own)
    for item in reader.pages("organizations:ListAccounts", "Accounts"):
        if isinstance(item, Unknown):
            raise InputError(
                f"the accounts of the organization cannot be listed: {item}. Run it from the management account or a delegated "
                "administrator, or name accounts with --account."
            )
        account, state, status = item.known("Id"), item.text("State"), item.text("Status")
        closed = state if isinstance(state, str) else "CLOSED" if status == "SUSPENDED" else status
        caller.recorded.setdefault(account, []).extend(item.recorded)
        if closed not in _CLOSED:
            yield account  # what is neither active nor closed tells itself when it is entered
        else:
            gaps.add(
                Gap(
                    state="out_of_scope",
                    reason=f"the account is {str(closed).lower().replace('_', ' ')}",
                    account=account,
                    operation="organizations:ListAccounts",
                )
            )


def _enter(account: str, caller: _Caller, options: Options, gaps: Gaps) -> Credentials | None:
    """Credentials of the role in another account, which refresh themselves; null after noting a gap."""
    from botocore.credentials import AssumeRoleCredentialFetcher, DeferredRefreshableCredentials
    from botocore.exceptions import ClientError

    arguments: dict[str, Any] = {"RoleSessionName": "hipaacheck"}
    if options.external_id is not None:
        arguments["ExternalId"] = options.external_id
    role = f"arn:{caller.partition}:iam::{account}:role/{options.role_name.removeprefix('/')}"
    fetcher = AssumeRoleCredentialFetcher(
        caller.sts_for(account, {"RoleArn": role, **arguments}), caller.credentials, role, extra_args=arguments
    )
    credentials = DeferredRefreshableCredentials(fetcher.fetch_credentials, "assume-role")
    try:
        credentials.get_frozen_credentials()
    except HipaacheckError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever botocore raises is a gap
        failure = classify(error, offered=True)
        if not isinstance(error, ClientError):  # no answer came, so that nothing is recorded yet
            caller.record(account, _ENTER, {"RoleArn": role}, Ended(), failure.code)
        caller.scan.calls.count(failure.state)
        gaps.add(
            Gap(
                state=failure.state,
                reason=f"the role {options.role_name} cannot be assumed",
                account=account,
                operation="sts:AssumeRole",
                code=failure.code,
            )
        )
        return None
    entered: Credentials = credentials
    return entered


def _sts(region: str, profile: str | None) -> Any:
    """What makes the clients that assume roles, in the regional endpoint. A session costs megabytes: all accounts share one."""
    from botocore.session import Session

    session, lock = Session(profile=profile), threading.Lock()

    def create(service: str, **arguments: Any) -> Any:
        with lock:
            return session.create_client(service, **{**arguments, "region_name": region})

    return create


def _with_regions(account: str, credentials: Credentials, caller: _Caller, options: Options, gaps: Gaps) -> Account:
    """The account with the regions to read: those that are enabled, or those that were asked for."""
    found = caller.account_like(account, credentials)
    own = Gaps()
    states: dict[str, str] | Unknown = {}
    for asked in dict.fromkeys((caller.home, caller.region)):  # some organizations deny everything but in their own regions
        own = Gaps()
        reader = caller.reader(found, BASE_OPERATIONS, own).at(asked)
        states = _regions(reader)
        caller.recorded.setdefault(account, []).extend(reader.recorded)
        if not isinstance(states, Unknown):
            break
    if isinstance(states, Unknown):
        for gap in own.all():
            gaps.add(
                msgspec.structs.replace(
                    gap,
                    state="failed" if gap.state in CHOSEN else gap.state,  # every account has regions
                    asset_type=None,
                    region=None,
                    reason=f"regions could not be listed: {gap.reason}",
                )
            )
        return msgspec.structs.replace(found, regions=options.region or (caller.region,), unread=states)
    for region in options.region:
        if region not in states:
            raise UsageError(f"--region {region}: account {account} has no such region{nearest(region, states)}")
    enabled = sorted(name for name, state in states.items() if state != "not-opted-in")
    chosen = tuple(name for name in enabled if not options.region or name in options.region)
    for name in sorted(states):
        if name not in enabled:
            _left_out(gaps, account, name, "region_disabled", "the account has not enabled the region")
        elif name not in chosen:
            _left_out(gaps, account, name, "out_of_scope", "the region was not asked for (--region)")
    left = sorted(set(enabled) - set(chosen))
    unread = Unknown(f"{', '.join(left[:3])}{' and others' if len(left) > 3 else ''} not read (--region)") if left else None
    return msgspec.structs.replace(found, regions=chosen, unread=unread)


def _regions(reader: Reader) -> dict[str, str] | Unknown:
    """The regions there are, and whether the account has enabled them."""
    states: dict[str, str] = {}
    for item in reader.pages("ec2:DescribeRegions", "Regions", AllRegions=True):
        name = item.text("RegionName") if isinstance(item, Answer) else None
        if isinstance(item, Unknown):
            return item
        if not isinstance(name, str):
            return reader.failed(
                "ec2:DescribeRegions", Failure(state="unreadable", reason="a region has no name", code="Malformed")
            )
        states[name] = str(item.text("OptInStatus"))
    return states or reader.failed("ec2:DescribeRegions", Failure(state="unreadable", reason="none is listed", code="NoList"))


def _with_inheritance(account: Account, caller: _Caller, gaps: Gaps) -> Account:
    """The account with its tags and with what is above it, as the organization tells."""
    own = caller.account_like(caller.account, caller.credentials)
    reader = caller.reader(own, CLASSIFYING_OPERATIONS, gaps)
    answer = reader.about(("tags",)).pages("organizations:ListTagsForResource", "Tags", ResourceId=account.id)
    doubt = next((item for item in answer if isinstance(item, Unknown)), None)
    listed = Answer({"Tags": [item.values for item in answer if isinstance(item, Answer)]}, "organizations:ListTagsForResource")
    units = _above(account.id, reader.about(("organizational_units",)), caller.units)
    caller.recorded.setdefault(account.id, []).extend(reader.recorded)
    return msgspec.structs.replace(account, tags=tags(listed, "Tags") if doubt is None else doubt, organizational_units=units)


def _above(child: str, reader: Reader, known: dict[str, tuple[list[str | Unknown], list[str]]]) -> list[str | Unknown]:
    """Ids of the organizational units and the root above an account or unit, nearest first."""
    if child not in known:
        found: list[str | Unknown] = []
        own = reader.apart(())
        known[child] = found, own.recorded
        for parent in own.pages("organizations:ListParents", "Parents", ChildId=child):
            unit = parent if isinstance(parent, Unknown) else parent.required("Id")
            if isinstance(parent, Unknown) or isinstance(unit, Unknown):
                found.append(unit)
            else:
                found += [unit, *(_above(unit, own, known) if parent.text("Type") != "ROOT" else [])]
    reader.recorded += known[child][1]
    return known[child][0]


def _left_out(gaps: Gaps, account: str, region: str, state: Any, reason: str) -> None:
    gaps.add(Gap(state=state, reason=reason, account=account, region=region, operation="ec2:DescribeRegions"))
