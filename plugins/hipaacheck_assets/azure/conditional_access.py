"""Conditional access of Microsoft Entra ID. https://learn.microsoft.com/graph/api/resources/conditionalaccesspolicy"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hipaacheck import Asset, AssetType, Record, Unknown
from hipaacheck_assets.azure.common import Texts
from hipaacheck_assets.truth import Truth, all_of, any_of, opposite

ALL = "All"
GUESTS = "GuestsOrExternalUsers"
PORTALS = "MicrosoftAdminPortals"
AZURE_MANAGEMENT = "797f4846-ba00-4fd7-ba43-dac1f8f63013"
"""Application id of the Windows Azure Service Management API: the portal, the CLI, PowerShell and Azure Resource Manager."""
EMERGENCY_ACCOUNTS = 2
"""So many users may be left out of a policy for all users. Microsoft advises two accounts for emergencies.
https://learn.microsoft.com/entra/identity/role-based-access-control/security-emergency-access"""
_SYNCHRONIZATION = "d29b2b05-8046-44ba-8758-1e26182fcf32"
"""Role of the accounts that synchronize directories: nobody signs in with one."""
_NOBODY = ("None", GUESTS, ALL)

MFA_STRENGTHS = frozenset(f"00000000-0000-0000-0000-00000000000{number}" for number in (2, 3, 4))
"""Ids of the built-in authentication strengths, which all ask for MFA: any, passwordless, phishing-resistant."""
_CLIENTS = frozenset({"browser", "mobileappsanddesktopclients", "exchangeactivesync", "other"})
"""All kinds of clients, which `all` stands for. https://learn.microsoft.com/entra/identity/conditional-access/concept-conditional-access-conditions#client-apps"""
_RISKS = frozenset({"none", "low", "medium", "high"})
_WEAKER = frozenset(
    {"block", "compliantDevice", "domainJoinedDevice", "approvedApplication", "compliantApplication", "passwordChange"}
)
"""Controls that are no MFA. https://learn.microsoft.com/graph/api/resources/conditionalaccessgrantcontrols"""
_ALONE = {
    **dict.fromkeys(
        (
            "windowsHelloForBusiness",
            "fido2",
            "x509CertificateMultiFactor",
            "deviceBasedPush",
            "federatedMultiFactor",
            "temporaryAccessPassOneTime",
            "temporaryAccessPassMultiUse",
        ),
        True,
    ),
    **dict.fromkeys(("password", "sms", "federatedSingleFactor", "x509CertificateSingleFactor"), False),
}
"""Ways to sign in by one method → whether that alone is MFA.
https://learn.microsoft.com/graph/api/resources/enums#authenticationmethodmodes-values"""


class PolicyUsers(Record, frozen=True, kw_only=True):
    """Whom a policy applies to: everybody who is included and not excluded."""

    included_users: Texts
    """Object ids, in lower case; `All`, `None` or `GuestsOrExternalUsers`."""
    excluded_users: Texts
    """Object ids, in lower case; `GuestsOrExternalUsers`."""
    included_groups: Texts
    """Object ids of groups, in lower case."""
    excluded_groups: Texts
    """Object ids of groups, in lower case."""
    included_roles: Texts
    """Ids of the templates of directory roles, in lower case."""
    excluded_roles: Texts
    """Ids of the templates of directory roles, in lower case."""
    included_guests: bool | Unknown
    """Whether kinds of guests and external users are included by name."""
    excluded_guests: bool | Unknown
    """Whether kinds of guests and external users are excluded by name."""


class ConditionalAccessPolicy(Asset, frozen=True, kw_only=True, tag="azure.entra.conditional_access_policy"):
    """A conditional access policy."""

    object_id: str | Unknown | None
    """Id in the directory, in lower case."""
    tenant_id: str | Unknown | None
    """Id of the tenant, in lower case; null where the source cannot tell (a plan)."""
    state: str | Unknown
    """`enabled`, `disabled` or `enabledForReportingButNotEnforced`."""
    users: PolicyUsers | Unknown
    """Whom it applies to."""
    included_applications: Texts
    """Application ids, in lower case; `All`, `None`, `Office365` or `MicrosoftAdminPortals`. Empty for a policy about something
    that users do, such as registering a device."""
    excluded_applications: Texts
    """Application ids, in lower case, and those names."""
    narrowed_by: Texts
    """Conditions by which it does not apply to every sign-in: `platforms`, `locations`, `client_app_types`, `devices`,
    `sign_in_risk`, `user_risk`, `insider_risk`, `service_principals`, `application_filter`, `authentication_flows`."""
    requires_mfa: bool | Unknown
    """Whether nobody to whom it applies gets in without MFA: it is asked for by name or by an authentication strength, and
    nothing else will do instead. Unknown where a custom factor decides, which may be MFA by others."""
    covers_all_users: bool | Unknown
    """Whether it applies to all users, guests included, but for at most two that it names, for emergencies, and the accounts that
    synchronize directories. Unknown where groups or other roles decide, whose members are not read."""
    covers_all_applications: bool | Unknown
    """Whether it applies to all applications, none left out."""
    covers_azure_management: bool | Unknown
    """Whether it applies to the Azure portal, CLI and Azure Resource Manager (Windows Azure Service Management API)."""


class NamedLocation(Asset, frozen=True, kw_only=True, tag="azure.entra.named_location"):
    """A named location of conditional access."""

    object_id: str | Unknown | None
    """Id in the directory, in lower case."""
    tenant_id: str | Unknown | None
    """Id of the tenant, in lower case; null where the source cannot tell (a plan)."""
    kind: str | Unknown
    """`ip` or `country`."""
    trusted: bool | Unknown
    """Whether it is marked as trusted. Only ranges of addresses can be."""
    ip_ranges: Texts
    """Ranges of addresses in CIDR form; empty for countries."""


def strength_is_mfa(combinations: Texts) -> Truth:
    """Whether every way to sign in that an authentication strength allows is MFA."""
    if isinstance(combinations, Unknown):
        return combinations
    if not combinations:
        return Unknown("the authentication strength lists nothing")
    return all_of(item if isinstance(item, Unknown) else _is_mfa(item) for item in combinations)


def _is_mfa(combination: str) -> Truth:
    if "," in combination:
        return True
    return _ALONE.get(combination, Unknown(f"whether {combination} alone is MFA is not known"))


def requires_mfa(operator: str | Unknown | None, built_in: Texts, strength: Truth | None, factors: Texts, terms: Texts) -> Truth:
    """The field of that name. `strength` tells whether the authentication strength is MFA, null where there is none; `factors`
    are the custom ones, `terms` the terms of use."""
    asked: list[Truth] = [item if isinstance(item, Unknown) else _asks_for_it(item) for item in _named(built_in)]
    asked += [] if strength is None else [strength]
    asked += _doubts(_named(factors), "whether a custom factor is MFA is not known")
    asked += [item if isinstance(item, Unknown) else False for item in _named(terms)]
    either = all_of(asked) if asked else False
    together = any_of(asked)
    if isinstance(operator, Unknown):
        return together if together is either else operator
    return together if operator == "AND" else either


def _asks_for_it(control: str) -> Truth:
    if control == "mfa" or control in _WEAKER:
        return control == "mfa"
    return Unknown(f"whether the control {control} is MFA is not known")


def narrowing_clients(kinds: Texts) -> list[str | Unknown]:
    """What `narrowed_by` says of kinds of clients. Every policy names some."""
    if isinstance(kinds, Unknown) or not kinds:
        return [kinds if isinstance(kinds, Unknown) else Unknown("the policy does not tell its kinds of clients")]
    known = {item.lower() for item in kinds if isinstance(item, str)}
    if ALL.lower() in known or known >= _CLIENTS:
        return []
    return [next((item for item in kinds if isinstance(item, Unknown)), "client_app_types")]


def narrowing_risks(levels: Texts, condition: str) -> list[str | Unknown]:
    """What `narrowed_by` says of levels of risk, nothing where a policy names none."""
    found = _named(levels)
    known = {item.lower() for item in found if isinstance(item, str)}
    if known >= _RISKS:
        return [Unknown("whether the policy applies to sign-ins without a level of risk is not known")]
    return [condition] if known else found[:1]


def narrowing_scope(included: Texts, excluded: Texts, condition: str) -> list[str | Unknown]:
    """What `narrowed_by` says of a condition that names what it includes, everything perhaps, and what it excludes."""
    if not isinstance(included, Unknown) and not included and not isinstance(excluded, Unknown) and not excluded:
        return [Unknown(f"the condition on {condition} names nothing")]
    everything = any_of(item if isinstance(item, Unknown) else item.lower() == ALL.lower() for item in _named(included))
    narrowed = any_of([opposite(everything), _some(excluded)])
    return [narrowed] if isinstance(narrowed, Unknown) else [condition] if narrowed else []


def _some(values: Texts, *but: str) -> Truth:
    """Whether a list names something, some names aside."""
    return any_of(item if isinstance(item, Unknown) else True for item in _named(values, *but))


def _has(values: Texts, *wanted: str) -> Truth:
    """Whether one of these is in a list."""
    if isinstance(values, Unknown):
        return values
    return any_of(item if isinstance(item, Unknown) else item in wanted for item in values)


def _named(values: Texts, *but: str) -> list[str | Unknown]:
    """What a list names, some names aside; an `Unknown` item where there may be more."""
    return [values] if isinstance(values, Unknown) else [item for item in values if item not in but]


def covers_all_users(users: PolicyUsers | Unknown) -> Truth:
    """The field of that name."""
    return users if isinstance(users, Unknown) else all_of([_includes_all(users), opposite(_excludes_some(users))])


def _includes_all(users: PolicyUsers) -> Truth:
    if any(_has(values, ALL) is True for values in (users.included_users, users.included_groups)):
        return True
    named = [*_named(users.included_users, *_NOBODY), *_named(users.included_groups)]
    return next(_doubts(named, "the users and groups that it names may be all there are"), False)


def _excludes_some(users: PolicyUsers) -> Truth:
    people = _named(users.excluded_users, *_NOBODY)
    known = [item for item in people if isinstance(item, str)]
    if len(known) > EMERGENCY_ACCOUNTS:
        return True
    groups = _doubts(_named(users.excluded_groups), "it leaves out groups, whose members are not read")
    roles = _doubts(_named(users.excluded_roles, _SYNCHRONIZATION), "it leaves out roles, whose holders are not read")
    unread = [item for item in people if isinstance(item, Unknown)]
    return any_of([_has(users.excluded_users, GUESTS, ALL), users.excluded_guests, *groups, *roles, *unread])


def _doubts(items: Iterable[str | Unknown], reason: str) -> Iterator[Unknown]:
    """Why what a list names leaves something open; nothing where it names nothing."""
    return (item if isinstance(item, Unknown) else Unknown(reason) for item in items)


def covers_all_applications(included: Texts, excluded: Texts) -> Truth:
    """The field of that name."""
    return all_of([_has(included, ALL), opposite(_some(excluded, "None"))])


def covers_azure_management(included: Texts, excluded: Texts) -> Truth:
    """The field of that name."""
    portals: Truth = Unknown("it leaves out the portals of administrators, Azure's among them")
    left_out = any_of([_has(excluded, ALL, AZURE_MANAGEMENT), all_of([_has(excluded, PORTALS), portals])])
    return all_of([_has(included, ALL, AZURE_MANAGEMENT), opposite(left_out)])


def asks_for_mfa(policies: Iterable[ConditionalAccessPolicy | Unknown], user: str | Unknown | None, roles: Texts) -> Truth:
    """Whether one policy surely asks a user for MFA at every sign-in. `roles` are the ids of the directory roles that the user
    holds for all of the tenant: others do not count for policies."""
    return any_of(item if isinstance(item, Unknown) else _asks(item, user, roles) for item in policies)


def _asks(policy: ConditionalAccessPolicy, user: str | Unknown | None, roles: Texts) -> Truth:
    state = policy.state
    return all_of(
        [
            state if isinstance(state, Unknown) else state == "enabled",
            policy.requires_mfa,
            policy.covers_all_applications,
            opposite(_some(policy.narrowed_by)),
            _applies(policy.users, user, roles),
        ]
    )


def _applies(users: PolicyUsers | Unknown, user: str | Unknown | None, roles: Texts) -> Truth:
    """Whether a policy applies to a user. Who is a guest of which kind is not judged."""
    if isinstance(users, Unknown):
        return users
    if not isinstance(user, str):
        return user if isinstance(user, Unknown) else Unknown("the user has no id")
    included = any_of(
        [
            _has(users.included_users, ALL, user),
            _shared(users.included_roles, roles),
            *_doubts(_named(users.included_groups), "it names groups, whose members are not read"),
            *_guests(users.included_users, users.included_guests),
        ]
    )
    excluded = any_of(
        [
            _has(users.excluded_users, ALL, user),
            _shared(users.excluded_roles, roles),
            *_doubts(_named(users.excluded_groups), "it leaves out groups, whose members are not read"),
            *_guests(users.excluded_users, users.excluded_guests),
        ]
    )
    return all_of([included, opposite(excluded)])


def _guests(named: Texts, kinds: Truth) -> Iterator[Unknown]:
    for guests in (_has(named, GUESTS), kinds):
        if guests is not False:
            yield guests if isinstance(guests, Unknown) else Unknown("guests and external users decide")


def _shared(wanted: Texts, held: Texts) -> Truth:
    """Whether a role that a policy names is among those held."""
    if not isinstance(wanted, Unknown) and not wanted:
        return False
    return any_of(item if isinstance(item, Unknown) else _has(wanted, item) for item in _named(held))


CONDITIONAL_ACCESS_POLICY = AssetType(name="azure.entra.conditional_access_policy", record=ConditionalAccessPolicy)
NAMED_LOCATION = AssetType(name="azure.entra.named_location", record=NamedLocation)
