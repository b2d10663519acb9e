"""Azure App Service: web apps, function apps and logic apps of the standard plan.
https://learn.microsoft.com/rest/api/appservice/web-apps"""

from __future__ import annotations

import re

from hipaacheck import Asset, AssetType, Record, Relation, Unknown
from hipaacheck_assets.azure.common import DiagnosticSetting, Texts
from hipaacheck_assets.azure.traffic import is_public
from hipaacheck_assets.truth import Truth, all_of, any_of, opposite


class App(Asset, frozen=True, kw_only=True, tag="azure.appservice.app"):
    """An app, or one of its deployment slots, which is reachable and configured by itself."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    kind: str | Unknown
    """`web` for web and API apps, `function` for function apps, `workflow` for logic apps of the standard plan."""
    slot: bool | Unknown
    """Whether it is a deployment slot of an app."""
    https_only: bool | Unknown
    """Whether requests over plain HTTP are redirected to HTTPS."""
    minimum_tls_version: str | Unknown
    """Least version of TLS that it answers: `1.0`, `1.1`, `1.2` or `1.3`."""
    http2: bool | Unknown
    """Whether it speaks HTTP/2 with clients that do."""
    ftps_state: str | Unknown
    """Deployment over FTP: `AllAllowed` (plain FTP too), `FtpsOnly` or `Disabled`."""
    remote_debugging: bool | Unknown
    """Whether a debugger may be attached from outside."""
    cors_origins: Texts
    """Origins whose scripts may read its answers; `*` for all."""
    client_certificate_mode: str | Unknown | None
    """`Required`, `Optional` or `OptionalInteractiveUser`; null when no client certificates are asked for."""
    requires_sign_in: bool | Unknown
    """Whether App Service authentication turns away requests that nobody has signed in for."""
    public: bool | Unknown
    """Whether anyone on the internet can reach it: its public endpoint is on, and access restrictions let any address in."""
    subnet_id: str | Unknown | None
    """Id of the subnet that its outgoing traffic goes through; null when it is integrated into no virtual network."""
    environment_id: str | Unknown | None
    """Id of the App Service Environment that it runs in, which is in a virtual network as a whole; null for none."""
    managed_identity: bool | Unknown
    """Whether it has an identity of its own in Microsoft Entra ID."""
    principal_ids: Texts
    """Object ids, in lower case, of its managed identities and, as no plan tells, of all groups that those are in."""
    principals_known: bool | Unknown
    """Whether the roles of all of these can be found: unknown where one is an identity that is yet to be made, and where groups
    were not read."""
    diagnostic_settings: list[DiagnosticSetting | Unknown] | Unknown
    """Its diagnostic settings; those of a slot are the slot's own."""


class AccessRule(Record, frozen=True, kw_only=True):
    """One access restriction."""

    priority: int | Unknown
    """Rules with smaller numbers come first."""
    action: str | Unknown
    """`Allow` or `Deny`."""
    everyone: bool | Unknown
    """Whether it decides about every address."""


def matches_everyone(source: str | Unknown | None, action: str | Unknown, conditional: Truth) -> Truth:
    """The field of that name. `source` is an address, CIDR ranges or a service tag, null for a subnet; `conditional` tells
    whether only requests with certain headers are meant."""
    if isinstance(source, Unknown) or source is None:
        return False if source is None else source
    sources: list[str | Unknown] = [*source.replace("Any", "*").replace(" ", "").split(",")]
    wide = is_public(sources)
    if action == "Deny" and "*" not in sources and wide is True:
        wide = Unknown("whether IPv6 is denied too")
    return all_of([wide, opposite(conditional)])


def open_to_all(rules: list[AccessRule | Unknown] | Unknown, default_action: str | Unknown | None) -> Truth:
    """Whether access restrictions let any address in. Without a default of its own, a list with rules denies the rest."""
    if isinstance(rules, Unknown):
        return rules
    last = default_action if default_action is not None else "Deny" if rules else "Allow"
    if _lets_in(last) is True and all(isinstance(rule, AccessRule) and _lets_in(rule.action) is True for rule in rules):
        return True
    deciding: list[tuple[int, str]] = []
    for rule in rules:
        if isinstance(rule, Unknown):
            return rule
        if rule.everyone is False:
            continue
        if isinstance(rule.everyone, Unknown):
            return rule.everyone
        if isinstance(rule.priority, Unknown):
            return rule.priority
        if isinstance(rule.action, Unknown):
            return rule.action
        deciding.append((rule.priority, rule.action))
    return _lets_in(min(deciding, key=lambda item: item[0])[1] if deciding else last)


def _lets_in(action: str | Unknown) -> Truth:
    if isinstance(action, Unknown):
        return action
    return {"allow": True, "deny": False}.get(action.lower(), Unknown(f"{action!r} is neither Allow nor Deny"))


def excludes_everything(paths: Texts) -> Truth:
    """Whether paths that are left out of something are all paths."""
    if isinstance(paths, Unknown):
        return paths
    return any_of(path if isinstance(path, Unknown) else path.strip() in ("/", "*", "/*") for path in paths)


def client_certificate_mode(mode: str | Unknown | None, excluded: str | Unknown | None) -> str | Unknown | None:
    """The field of that name, of an app that asks for certificates but on some paths, separated by semicolons or commas. Older
    apps have no mode: there, certificates are required."""
    none = excludes_everything([excluded] if isinstance(excluded, Unknown) else re.split("[;,]", excluded or ""))
    if isinstance(none, Unknown):
        return none
    return None if none else "Required" if mode is None else mode


def public(
    network_access: bool | Unknown | None,
    open_: Truth,
    private_endpoints: Texts,
    environment_id: str | Unknown | None,
) -> Truth:
    """The field of that name. An endpoint that nobody has switched on or off is on until there is a private one; in an App
    Service Environment, the environment's own address decides."""
    if network_access is None:
        unsure = private_endpoints if isinstance(private_endpoints, Unknown) else next(iter(private_endpoints), None)
        network_access = Unknown("private endpoints decide") if unsure is not None else True
    found = all_of([network_access, open_])
    if found is not True or environment_id is None:
        return found
    return environment_id if isinstance(environment_id, Unknown) else Unknown("the App Service Environment decides")


def requires_sign_in(enabled: Truth, required: bool | Unknown | None, action: str | Unknown | None, excluded: Texts) -> Truth:
    """The field of that name. `required` and `action` are what happens to requests without a sign-in, but on the paths that are
    `excluded`: where they say nothing, or contradict each other, nothing is known."""
    if enabled is False or action == "AllowAnonymous":
        return False
    everything = excludes_everything(excluded)
    if everything is not False:
        return Unknown("every path is excluded from it") if everything is True else everything
    doubt = next((value for value in (enabled, required, action) if isinstance(value, Unknown)), None)
    if doubt is not None:
        return doubt
    return True if required is True and action is not None else Unknown("what happens without a sign-in is not declared")


def principals_known(principals: Texts) -> Truth:
    """The field of that name. What refers to the app itself is found by that."""
    if isinstance(principals, Unknown):
        return principals
    return next((item for item in principals if isinstance(item, Unknown) and item.refers is None), True)


APP = AssetType(
    name="azure.appservice.app",
    record=App,
    relations={
        "role_assignments": Relation(
            to="azure.authorization.role_assignment",
            mine="principal_ids",
            theirs="principal_id",
            many=True,
            missing="null",
            doc="The roles that its managed identities, and groups that those are in, hold.",
        ),
    },
)
