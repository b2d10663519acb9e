"""Azure App Service. https://learn.microsoft.com/rest/api/appservice/web-apps"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from hipaacheck import Unknown
from hipaacheck_assets.azure.appservice import (
    AccessRule,
    App,
    client_certificate_mode,
    matches_everyone,
    open_to_all,
    principals_known,
    public,
    requires_sign_in,
)
from hipaacheck_assets.azure.common import Texts, arm_id
from hipaacheck_assets.truth import Truth, any_of
from hipaacheck_azure.collect import (
    DIAGNOSTICS,
    Collector,
    Detail,
    Got,
    diagnostic_settings,
    id_of,
    listing,
    private_endpoints,
    properties,
)
from hipaacheck_azure.reader import Place, Reader
from hipaacheck_live.answers import Answer

_SITES, _SLOTS = "Microsoft.Web/sites", "Microsoft.Web/sites/slots"
_GROUPS = "graph:app_identity_groups"
_T = TypeVar("_T")


def _with_slots(reader: Reader, app: Answer) -> Iterator[Answer | Unknown]:
    """The app itself, and its slots."""
    yield Answer(app.values, app.where, old=app.old)
    yield from reader.pages(_SLOTS, id=app.known("id"))


def _is_slot(item: Answer) -> bool:
    return "/slots/" in item.known("id").lower()


def _settings(path: str, *fields: str) -> Detail:
    """One request about an app or a slot, each with a permission of its own."""
    app, slot = f"{_SITES}/{path}", f"{_SLOTS}/{path}"

    def read(reader: Reader, item: Answer, _: Got) -> Any:
        return reader.get(slot if _is_slot(item) else app, id=item.known("id"))

    return Detail(name=path, operations=(app, slot), fields=fields, read=read)


_CONFIG = _settings(
    "config", "minimum_tls_version", "http2", "ftps_state", "remote_debugging", "cors_origins", "public", "subnet_id"
)
_SIGN_IN = _settings("config/authsettingsV2", "requires_sign_in")


def build(place: Place, item: Answer, got: Got) -> App:
    """One asset per app and per slot."""
    inner = properties(item)
    common = place.resource(item)
    slot = _is_slot(item)
    environment = id_of(inner, "hostingEnvironmentProfile")
    principals = _with_groups(_principals(item), got)

    def site(read: Callable[[Answer], _T | Unknown]) -> _T | Unknown:
        found: _T | Unknown = got.read(_CONFIG.name, lambda answer: read(properties(answer)))
        return found

    return App(
        **common | ({"name": common["id"].rpartition("/")[2]} if slot else {}),
        kind=_kind(item),
        slot=slot,
        https_only=inner.sure("httpsOnly", inner.flag("httpsOnly")),
        minimum_tls_version=site(lambda config: config.required("minTlsVersion")),
        http2=site(lambda config: config.sure("http20Enabled", config.flag("http20Enabled"))),
        ftps_state=site(lambda config: config.required("ftpsState")),
        remote_debugging=site(lambda config: config.sure("remoteDebuggingEnabled", config.flag("remoteDebuggingEnabled"))),
        cors_origins=site(_cors),
        client_certificate_mode=_client_certificates(inner),
        requires_sign_in=got.read(_SIGN_IN.name, _sign_in),
        public=public(_network_access(inner), site(_open), private_endpoints(inner), environment),
        subnet_id=_subnet(inner, site(lambda config: config.or_default("vnetName", config.text("vnetName"), ""))),
        environment_id=environment,
        managed_identity=_has_identity(item),
        principal_ids=principals,
        principals_known=principals_known(principals),
        diagnostic_settings=diagnostic_settings(got),
    )


def _kind(item: Answer) -> str | Unknown:
    """`app,linux`, `functionapp,linux,container`, `functionapp,workflowapp`, `api` …"""
    kind = item.required("kind")
    if isinstance(kind, Unknown):
        return kind
    return "workflow" if "workflowapp" in kind.lower() else "function" if "functionapp" in kind.lower() else "web"


def _client_certificates(inner: Answer) -> str | Unknown | None:
    asked = inner.sure("clientCertEnabled", inner.flag("clientCertEnabled"))
    if isinstance(asked, Unknown):
        return asked
    mode = inner.or_default("clientCertMode", inner.text("clientCertMode"), "Required")
    return client_certificate_mode(mode, inner.text("clientCertExclusionPaths")) if asked else None


def _network_access(inner: Answer) -> bool | Unknown | None:
    """Null where it was never set."""
    found = inner.text("publicNetworkAccess")
    return found.lower() != "disabled" if isinstance(found, str) else found


def _cors(config: Answer) -> Texts:
    cors = config.block("cors")
    return cors.texts("allowedOrigins") if isinstance(cors, Answer) else config.or_default("cors", cors, [])


def _open(config: Answer) -> Truth:
    return open_to_all(config.each("ipSecurityRestrictions", _rule), config.text("ipSecurityRestrictionsDefaultAction"))


def _rule(rule: Answer) -> AccessRule:
    action = rule.required("action")
    address, mask = rule.text("ipAddress"), rule.text("subnetMask")
    source = f"{address}/{mask}" if isinstance(address, str) and isinstance(mask, str) else address
    return AccessRule(
        priority=rule.sure("priority", rule.integer("priority")),
        action=action,
        everyone=matches_everyone(source, action, _conditional(rule)),
    )


def _conditional(rule: Answer) -> Truth:
    headers = rule.block("headers")
    if not isinstance(headers, Answer):
        return False if headers is None else headers
    return any_of(value if isinstance(value, Unknown) else bool(value) for value in map(headers.get, headers.values))


def _sign_in(answer: Answer) -> Truth:
    """https://learn.microsoft.com/rest/api/appservice/web-apps/get-auth-settings-v2-without-secrets"""
    inner = properties(answer)
    platform, validation = inner.block("platform"), inner.block("globalValidation")
    if not isinstance(platform, Answer):
        return inner.sure("platform", platform)
    enabled = platform.sure("enabled", platform.flag("enabled"))
    if not isinstance(validation, Answer):
        return requires_sign_in(enabled, validation, validation, [])
    action, excluded = validation.text("unauthenticatedClientAction"), validation.texts("excludedPaths")
    return requires_sign_in(enabled, validation.flag("requireAuthentication"), action, excluded)


def _subnet(inner: Answer, network: str | Unknown) -> str | Unknown | None:
    """Null only where no gateway leads to a network either, which has no subnet of its own."""
    own = arm_id(inner.text("virtualNetworkSubnetId"))
    if own is not None or isinstance(network, Unknown):
        return network if own is None else own
    return Unknown(f"it is connected to {network} by a gateway", inner.where) if network else None


def _has_identity(item: Answer) -> Truth:
    identity = item.block("identity")
    if not isinstance(identity, Answer):
        return False if identity is None else identity
    kind = identity.required("type")
    return kind if isinstance(kind, Unknown) else kind != "None"


def _principals(item: Answer) -> Texts:
    identity = item.block("identity")
    if not isinstance(identity, Answer):
        return [] if identity is None else identity
    kind = identity.required("type")
    if isinstance(kind, Unknown):
        return kind
    own = [identity.required("principalId")] if "systemassigned" in kind.replace(" ", "").lower() else []
    users = identity.block("userAssignedIdentities")
    if isinstance(users, Answer):
        own += [_principal(users, name) for name in users.values]
    elif users is not None:
        own.append(users)
    return [value.lower() if isinstance(value, str) else value for value in own]


def _with_groups(principals: Texts, got: Got) -> Texts:
    groups: Texts = got.read(_GROUPS, list)
    if isinstance(principals, Unknown) or isinstance(groups, Unknown):
        return principals if isinstance(principals, Unknown) else groups
    return [*principals, *groups]


def _read_groups(reader: Reader, item: Answer, _: Got) -> list[str | Unknown]:
    """Groups that the identities of an app are in. The lists of members that groups have leave out identities of apps.
    https://learn.microsoft.com/graph/api/serviceprincipal-list-transitivememberof"""
    principals = _principals(item)
    known = [] if isinstance(principals, Unknown) else [value for value in principals if isinstance(value, str)]
    found = [group for principal in known for group in _groups(reader, principal)]
    return [group if isinstance(group, Unknown) else group.known("id").lower() for group in found]


def _groups(reader: Reader, principal: str) -> list[Answer | Unknown]:
    found: list[Answer | Unknown] = reader.once((_GROUPS, principal), lambda: reader.pages(_GROUPS, principal=principal))
    return found


def _principal(users: Answer, name: str) -> str | Unknown:
    return users.sure(name, users.part(name, lambda user: user.required("principalId")))


APPS = Collector(
    asset_type="azure.appservice.app",
    scope="global",
    operations=(_SITES, _SLOTS),
    find=listing(_SITES),
    expand=_with_slots,
    details=(
        _CONFIG,
        _SIGN_IN,
        DIAGNOSTICS,
        Detail(name=_GROUPS, operations=(_GROUPS,), fields=("principal_ids", "principals_known"), read=_read_groups),
    ),
    build=build,
)
