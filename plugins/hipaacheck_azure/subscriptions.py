"""Which subscriptions and which tenant are read."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator

import msgspec

from hipaacheck import Gap, InputError, Unknown, UsageError
from hipaacheck_azure.reader import Account, Reader, Scan
from hipaacheck_live.answers import Answer, Malformed
from hipaacheck_live.gaps import Gaps

LIST = "Microsoft.Resources/subscriptions"
ONE = "Microsoft.Resources/subscriptions/one"
DESCENDANTS = "Microsoft.Management/managementGroups/descendants"
ORGANIZATION = "graph:organization"
BASE_OPERATIONS = frozenset({LIST, ONE, ORGANIZATION})
"""What every scan may ask, whatever the controls."""
GROUP_OPERATIONS = frozenset({DESCENDANTS})
"""What a scan of a management group asks besides."""
_ID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_NOBODY = Account(id="", tenant="")


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What to read, from the command line."""

    subscription: tuple[str, ...] = ()
    management_group: str | None = None
    cloud: str = "public"
    authority_host: str | None = None
    resource_manager: str | None = None
    graph: str | None = None


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """The subscriptions that are read, the tenant, and what to call the whole."""

    name: str
    subscriptions: tuple[Account, ...]
    tenant: Account


def check(options: Options) -> None:
    """Raise UsageError for options that make no sense."""
    if options.subscription and options.management_group is not None:
        raise UsageError("--management-group reads every subscription below it: drop --subscription, or drop --management-group")
    for subscription in options.subscription:
        if not _ID.fullmatch(subscription):
            raise UsageError(f"--subscription {subscription}: an id of a subscription looks like 8 digits, 3 times 4, and 12")
    if options.management_group is not None and not re.fullmatch(r"[\w().-]{1,90}", options.management_group):
        raise UsageError(f"--management-group {options.management_group}: not a name of a management group")


def target(options: Options, scan: Scan) -> Target:
    """The subscriptions to read. One that cannot be read becomes a gap. Raises InputError when none can."""
    try:
        if options.management_group is not None:
            found = list(_below(options.management_group, scan))
            name = f"management group {options.management_group} ({len(found)} subscriptions)"
        elif options.subscription:
            found = list(_chosen(options.subscription, scan))
            name = _called(found)
        else:
            found = list(_listed(scan))
            name = _called(found)
    except Malformed as error:
        raise InputError(f"the subscriptions cannot be listed: {error}") from None
    if not found:
        reasons = "".join(f"\nsubscription {gap.account}: {gap.reason} ({gap.code})" for gap in scan.gaps.all() if gap.account)
        raise InputError(f"no subscription can be read: give the identity a role in one, and see --subscription.{reasons}")
    return Target(name=name, subscriptions=tuple(found), tenant=_tenant(found, scan))


def _called(found: list[Account]) -> str:
    return f"subscription {found[0].id}" if len(found) == 1 else f"{len(found)} subscriptions"


def _reader(scan: Scan, gaps: Gaps, account: Account = _NOBODY) -> Reader:
    return Reader(msgspec.structs.replace(scan, gaps=gaps), account, "azure.subscription", BASE_OPERATIONS | GROUP_OPERATIONS)


def _listed(scan: Scan) -> Iterator[Account]:
    """Every subscription that the identity may read."""
    for item in _reader(scan, Gaps()).pages(LIST):
        if isinstance(item, Unknown):
            raise InputError(f"the subscriptions cannot be listed: {item}. Sign in with 'az login', or check the credentials.")
        found = _account(item, scan.gaps)
        if found is not None:
            yield found


def _account(item: Answer, gaps: Gaps) -> Account | None:
    """A subscription that exists. https://learn.microsoft.com/azure/cost-management-billing/manage/subscription-states"""
    own, state = item.known("subscriptionId").lower(), item.text("state")
    if state == "Deleted":
        gaps.add(Gap(state="out_of_scope", reason="the subscription is deleted", account=own, operation=LIST))
        return None
    return Account(id=own, tenant=item.known("tenantId").lower(), body=item, recorded=item.recorded)


def _chosen(subscriptions: tuple[str, ...], scan: Scan) -> Iterator[Account]:
    for subscription in dict.fromkeys(name.lower() for name in subscriptions):
        gaps = Gaps()
        item = _reader(scan, gaps, Account(id=subscription, tenant="")).get(ONE)
        if isinstance(item, Answer):
            found = _account(item, scan.gaps)
            if found is not None:
                yield found
        for gap in gaps.all():
            scan.gaps.add(msgspec.structs.replace(gap, asset_type=None, region=None))


def _below(group: str, scan: Scan) -> Iterator[Account]:
    """Every subscription below a management group. A group tells what is right above each, so that what is above those in turn is
    known up to the group that was asked for; what is above that is not."""
    above: dict[str, str] = {}
    subscriptions: list[str] = []
    reader = _reader(scan, Gaps())
    for item in reader.pages(DESCENDANTS, group=group):
        if isinstance(item, Unknown):
            raise InputError(f"management group {group} cannot be listed: {item}. It needs a role in that group.")
        inner = item.block("properties")
        parent = inner.block("parent") if isinstance(inner, Answer) else inner
        if not isinstance(parent, Answer):
            raise Malformed(f"{item.where} has no parent")
        name = item.known("name")
        above[name.lower()] = parent.known("id").rpartition("/")[2]
        if item.known("type").lower().endswith("/subscriptions"):
            subscriptions.append(name)
    for account in _chosen(tuple(subscriptions), scan):
        told = (*account.recorded, *reader.recorded)
        yield msgspec.structs.replace(account, organizational_units=_path(account.id, group, above), recorded=told)


def _path(start: str, group: str, above: dict[str, str]) -> list[str | Unknown]:
    out: list[str | Unknown] = []
    step = start
    while step.lower() in above and len(out) < 8:  # six levels is the most there are
        step = above[step.lower()]
        out.append(step)
        if step.lower() == group.lower():
            break
    return [*out, Unknown(f"what is above management group {group} is not read")]


def _tenant(found: list[Account], scan: Scan) -> Account:
    """The tenant whose directory Microsoft Graph answers for: that of the identity."""
    tenants = sorted({account.tenant for account in found})
    own, recorded = tenants[0], tuple(digest for account in found for digest in account.recorded)
    if len(tenants) > 1:
        gaps = Gaps()
        reader = _reader(scan, gaps)
        listed = reader.pages(ORGANIZATION)
        recorded += tuple(reader.recorded)
        ids = [item.known("id").lower() for item in listed if isinstance(item, Answer)]
        own = ids[0] if ids else "unknown"
        for tenant in tenants:
            if tenant != own:
                reason = "subscriptions belong to this tenant, whose directory is another's to read"
                scan.gaps.add(Gap(state="out_of_scope", reason=reason, account=tenant, operation=ORGANIZATION))
    return Account(id=own, tenant=own, recorded=recorded)


def identity(authorization: str) -> dict[str, str]:
    """Who the header of a request says that it is of, by the claims of its token: tenant (`tid`), object (`oid`) and application
    (`appid`). Nothing checks them here, so that they are told and not relied on; an opaque token has none.
    https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference"""
    parts = authorization.split(".")
    try:
        claims = msgspec.json.decode(base64.urlsafe_b64decode(parts[1] + "==")) if len(parts) == 3 else None
    except (ValueError, msgspec.DecodeError):
        claims = None
    if not isinstance(claims, dict):
        return {}
    found = {"tid": claims.get("tid"), "oid": claims.get("oid"), "appid": claims.get("appid") or claims.get("azp")}
    return {name: value for name, value in found.items() if isinstance(value, str) and _ID.fullmatch(value)}
