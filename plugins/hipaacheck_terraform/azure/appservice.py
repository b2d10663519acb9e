"""Azure App Service: web, function and logic apps with their slots, of this and older versions of the provider.

Arguments: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/linux_web_app and the others named
below. Values of `app_settings` are never read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

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
from hipaacheck_terraform.arguments import declared_block, default, flag
from hipaacheck_terraform.azure.common import common, diagnostic_settings, link, private_endpoints, renamed, undeclared
from hipaacheck_terraform.blocks import AFTER_APPLY, Block, Resource
from hipaacheck_terraform.estate import Estate, Family
from hipaacheck_terraform.lookup import Found, finder

Finder = Callable[[str | Unknown | None], Found]

_KINDS = {
    "azurerm_linux_web_app": "web",
    "azurerm_linux_web_app_slot": "web",
    "azurerm_windows_web_app": "web",
    "azurerm_windows_web_app_slot": "web",
    "azurerm_linux_function_app": "function",
    "azurerm_linux_function_app_slot": "function",
    "azurerm_windows_function_app": "function",
    "azurerm_windows_function_app_slot": "function",
    "azurerm_function_app_flex_consumption": "function",
    "azurerm_logic_app_standard": "workflow",
    "azurerm_app_service": "web",
    "azurerm_app_service_slot": "web",
    "azurerm_function_app": "function",
    "azurerm_function_app_slot": "function",
}
_SWIFT = "azurerm_app_service_virtual_network_swift_connection"
_SLOT_SWIFT = "azurerm_app_service_slot_virtual_network_swift_connection"
_PLANS = ("azurerm_service_plan", "azurerm_app_service_plan")
_ENVIRONMENTS = ("azurerm_app_service_environment", "azurerm_app_service_environment_v3")
_IDENTITIES = ("azurerm_user_assigned_identity",)
_HEADERS = ("x_azure_fdid", "x_fd_health_probe", "x_forwarded_for", "x_forwarded_host")


def apps(estate: Estate) -> Iterator[App]:
    """One asset per app and per slot, and one per app that only a connection to a network names."""
    for family in estate.families(tuple(_KINDS), ("id",), {_SWIFT: "app_service_id"}):
        item = family.resource
        site = declared_block(item, "site_config")
        environment, principals = _environment(estate, item), _principals(estate, item)
        yield App(
            **common(estate, item),
            kind=Unknown(item.reason, item.address) if item.stub else _KINDS[item.type],
            slot=Unknown(item.reason, item.address) if item.stub else item.type.endswith("_slot"),
            https_only=flag(item, "https_only", False),
            minimum_tls_version=_text(site, item, "minimum_tls_version", "min_tls_version"),
            http2=_flag(site, item, "http2_enabled"),
            ftps_state=_text(site, item, "ftps_state"),
            remote_debugging=_flag(site, item, "remote_debugging_enabled"),
            cors_origins=_cors(site),
            client_certificate_mode=_client_certificates(item),
            requires_sign_in=_sign_in(item),
            public=public(_network_access(item, site), _open(site), private_endpoints(estate, item), environment),
            subnet_id=_subnet(estate, family),
            environment_id=environment,
            managed_identity=_has_identity(item),
            principal_ids=principals,
            principals_known=principals_known(principals),
            diagnostic_settings=diagnostic_settings(estate, item),
        )


def _has(block: Block, name: str) -> bool:
    """Whether this version of the provider has the argument."""
    marks = block.unknown if isinstance(block.unknown, dict) else {}
    return block.unknown is True or name in block.values or name in marks


def _text(site: Block | Unknown | None, item: Resource, *names: str) -> str | Unknown:
    """A text of the site's configuration. What is left out keeps a value that Azure has changed over the years."""
    found = site.text(renamed(site, *names)) if isinstance(site, Block) else site
    return Unknown("not declared", f"{item.address}.site_config.{names[0]}") if found is None else found


def _flag(site: Block | Unknown | None, item: Resource, name: str) -> bool | Unknown:
    """A flag of the site's configuration, off by default. Versions without the argument leave it to others."""
    if site is None or (isinstance(site, Block) and not _has(site, name)):
        return Unknown("not declared", f"{item.address}.site_config.{name}")
    return flag(site, name, False)


def _nested(site: Block, name: str) -> list[Block | Unknown] | Unknown:
    """Blocks of the site's configuration. In older versions, which have no default for access rules, they are computed when left
    out, which leaves none. In newer ones, what is not known is dynamic."""
    computed = not _has(site, "ip_restriction_default_action")
    return [] if computed and undeclared(site, name) else site.blocks(name)


def _cors(site: Block | Unknown | None) -> Texts:
    if not isinstance(site, Block):
        return [] if site is None else site
    found = _nested(site, "cors")
    if isinstance(found, Unknown) or not found:
        return found if isinstance(found, Unknown) else []
    return found[0] if isinstance(found[0], Unknown) else found[0].texts("allowed_origins")


def _client_certificates(item: Resource) -> str | Unknown | None:
    """Function apps before version 3, and logic apps, ask for certificates when they have a mode."""
    mode = item.text(renamed(item, "client_certificate_mode", "client_cert_mode"))
    name = renamed(item, "client_certificate_enabled", "client_cert_enabled")
    if _has(item, name):
        asked = flag(item, name, False)
        if isinstance(asked, Unknown) or not asked:
            return asked if isinstance(asked, Unknown) else None
        return client_certificate_mode(mode, item.text("client_certificate_exclusion_paths"))
    if mode is None and item.type == "azurerm_app_service_slot":
        return Unknown("not declared", f"{item.address}.client_cert_enabled")
    return mode


def _sign_in(item: Resource) -> Truth:
    if item.type == "azurerm_logic_app_standard":
        return Unknown("not declared", f"{item.address}.auth_settings_v2")
    newer = declared_block(item, "auth_settings_v2")
    if newer is not None:
        if isinstance(newer, Unknown):
            return newer
        action = default(newer.text("unauthenticated_action"), "RedirectToLoginPage")
        excluded = newer.texts("excluded_paths")
        return requires_sign_in(flag(newer, "auth_enabled", False), newer.flag("require_authentication"), action, excluded)
    older = declared_block(item, "auth_settings")
    if not isinstance(older, Block):
        return False if older is None else older
    return requires_sign_in(flag(older, "enabled", False), True, older.text("unauthenticated_client_action"), [])


def _network_access(item: Resource, site: Block | Unknown | None) -> bool | Unknown | None:
    """Whether the public endpoint is on; null where this version of the provider leaves that to others."""
    if item.type == "azurerm_logic_app_standard":
        return _logic_app_access(item, site)
    return flag(item, "public_network_access_enabled", True) if _has(item, "public_network_access_enabled") else None


def _logic_app_access(item: Resource, site: Block | Unknown | None) -> bool | Unknown | None:
    """Version 4 has the argument by two names, and computes the one that is not declared, which an update leaves as it was."""
    new, old = "public_network_access", "public_network_access_enabled"
    found, older = item.text(new), site.flag(old) if isinstance(site, Block) else site
    declared = isinstance(site, Block) and isinstance(site.expressions, dict) and old in site.expressions
    if found is None or (declared and not item.declares(new)):
        return older
    if isinstance(found, Unknown):
        return True if undeclared(item, new) else found
    return found == "Enabled"


def _open(site: Block | Unknown | None) -> Truth:
    if not isinstance(site, Block):
        return site if isinstance(site, Unknown) else True
    blocks = _nested(site, "ip_restriction")
    rules = blocks if isinstance(blocks, Unknown) else [item if isinstance(item, Unknown) else _rule(item) for item in blocks]
    return open_to_all(rules, site.text("ip_restriction_default_action"))


def _rule(block: Block) -> AccessRule:
    action = default(block.text("action"), "Allow")
    address = block.text("ip_address")
    source = block.text("service_tag") if address is None else address
    return AccessRule(
        priority=default(block.integer("priority"), 65000),
        action=action,
        everyone=matches_everyone(source, action, _conditional(block)),
    )


def _conditional(rule: Block) -> Truth:
    headers = _nested(rule, "headers")
    if isinstance(headers, Unknown):
        return headers
    values = (item if isinstance(item, Unknown) else item.get(name) for item in headers for name in _HEADERS)
    return any_of(value if isinstance(value, Unknown) else bool(value) for value in values)


def _subnet(estate: Estate, family: Family) -> str | Unknown | None:
    """The subnet is named by the app, or by a connection between both."""
    item = family.resource
    own = link(estate, item, "virtual_network_subnet_id", ("azurerm_subnet",))
    if own is not None and not item.stub:
        return own
    connection = _slot_connection(estate, item) if item.type.endswith("_slot") else family.one(_SWIFT)
    return link(estate, connection, "subnet_id", ("azurerm_subnet",)) if isinstance(connection, Resource) else connection


def _slot_connection(estate: Estate, slot: Resource) -> Resource | Unknown | None:
    """The connection that has the slot's name; unknown when other slots have it too."""
    name = slot.get("name")
    found = [item for item in estate.each(_SLOT_SWIFT) if _may_equal(item.get("slot_name"), name)]
    if not found:
        return estate.incomplete
    slots = estate.each(*(kind for kind in _KINDS if kind.endswith("_slot")))
    same = [item for item in slots if _may_equal(item.get("name"), name)]
    sure = len(found) == 1 and len(same) == 1 and found[0].get("slot_name") == name
    return found[0] if sure else Unknown(f"{found[0].address} may belong here", slot.address)


def _may_equal(one: object, other: object) -> bool:
    return isinstance(one, Unknown) or isinstance(other, Unknown) or str(one).lower() == str(other).lower()


def _environment(estate: Estate, item: Resource) -> str | Unknown | None:
    """An App Service Environment belongs to the plan that an app runs on; a slot runs on its app's, unless it says otherwise."""
    own = item.text("hosting_environment_id") if _has(item, "hosting_environment_id") else Unknown(AFTER_APPLY, item.address)
    if not isinstance(own, Unknown) or item.stub:
        return arm_id(own)
    plan = estate.once(_plans)(_plan(estate, item))
    if not isinstance(plan, Resource):
        return Unknown("the plan that it runs on is not known", item.address) if plan is None else plan
    return link(estate, plan, "app_service_environment_id", _ENVIRONMENTS)


def _plans(estate: Estate) -> Finder:
    return finder(estate, _PLANS, ("id",))


def _apps(estate: Estate) -> Finder:
    return finder(estate, tuple(_KINDS), ("id",))


def _identities(estate: Estate) -> Finder:
    return finder(estate, _IDENTITIES, ("id",))


def _plan(estate: Estate, item: Resource) -> str | Unknown | None:
    name = "app_service_plan_id" if _has(item, "app_service_plan_id") else "service_plan_id"
    found = estate.link(item, name, _PLANS)
    app = next((argument for argument in ("app_service_id", "function_app_id") if _has(item, argument)), None)
    if found is not None or app is None:
        return found
    parent = estate.once(_apps)(estate.link(item, app, tuple(_KINDS)))
    return estate.link(parent, name, _PLANS) if isinstance(parent, Resource) else parent


def _has_identity(item: Resource) -> Truth:
    block = declared_block(item, "identity")
    kind = block.text("type") if isinstance(block, Block) else block
    return kind if isinstance(kind, Unknown) else kind not in (None, "None")


def _principals(estate: Estate, item: Resource) -> Texts:
    """The identity that Azure makes for the app is known by the app itself: that is what others refer to."""
    block = declared_block(item, "identity")
    if not isinstance(block, Block):
        return [] if block is None else block
    kind = block.text("type")
    if isinstance(kind, Unknown):
        return kind
    out: list[str | Unknown] = []
    if kind is not None and "SystemAssigned" in kind:
        own = block.text("principal_id")
        out.append(own.lower() if isinstance(own, str) else Unknown(AFTER_APPLY, f"{block.path}.principal_id", item.address))
    given = estate.links(block, "identity_ids", _IDENTITIES, item)
    find = estate.once(_identities)
    return out + [_principal(find(value), item) for value in ([given] if isinstance(given, Unknown) else given)]


def _principal(identity: Resource | Unknown | None, item: Resource) -> str | Unknown:
    """Roles are assigned to an identity of the customer's own by other names than the app's: those cannot be told from here."""
    found = identity.text("principal_id") if isinstance(identity, Resource) else None
    return (
        found.lower()
        if isinstance(found, str)
        else Unknown("the roles of its user-assigned identity cannot be told", item.address)
    )
