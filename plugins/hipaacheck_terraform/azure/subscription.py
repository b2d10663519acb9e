"""What a plan declares for a whole subscription: Microsoft Defender for Cloud, and what becomes of the activity log.

Arguments: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/security_center_subscription_pricing,
security_center_contact, security_center_setting and monitor_diagnostic_setting;
https://registry.terraform.io/providers/hashicorp/azurerm/3.117.1/docs/resources/monitor_log_profile.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from hipaacheck import Tags, Unknown
from hipaacheck_assets.azure.common import DiagnosticSetting, Texts
from hipaacheck_assets.azure.subscription import DefenderPlan, DefenderSetting, LogProfile, SecurityContact, Subscription
from hipaacheck_terraform.arguments import default, flag, required
from hipaacheck_terraform.azure.common import diagnostic_setting, link
from hipaacheck_terraform.azure.scopes import of_subscription
from hipaacheck_terraform.blocks import Block, Resource
from hipaacheck_terraform.estate import Estate

_PRICING = "azurerm_security_center_subscription_pricing"
_CONTACT = "azurerm_security_center_contact"
_SETTING = "azurerm_security_center_setting"
_PROFILE = "azurerm_monitor_log_profile"
_DIAGNOSTIC = "azurerm_monitor_diagnostic_setting"
_OTHERS = (
    "azurerm_management_group_policy_assignment",
    "azurerm_monitor_activity_log_alert",
    "azurerm_policy_assignment",
    "azurerm_role_definition",
    "azurerm_subscription_policy_assignment",
)
"""Assets of their own, which the subscription relates to."""
_ID = "azure.subscription"


def subscriptions(estate: Estate) -> Iterator[Subscription]:
    """The one subscription asset of the plan."""
    settings = list(_activity_log_settings(estate))
    own = [item for item, belongs in settings if belongs is True]
    declared = [*estate.each(_PRICING, _CONTACT, _SETTING, _PROFILE, *_OTHERS), *own]
    if not declared:
        return
    only_live = Unknown("only known at run time", _ID)
    more = [] if estate.incomplete is None else [estate.incomplete]
    log = [*(diagnostic_setting(estate, item) if belongs is True else belongs for item, belongs in settings), *more]
    yield Subscription(
        **{**estate.common(declared[0], None), "id": _ID, "region": "global", "tags": Tags(items={})},
        origins=_origins(estate, own),
        resource_id=only_live,
        whole=False,
        defender_plans=[*_plans(estate), *more],
        defender_settings=[*map(_setting, estate.each(_SETTING)), *more],
        security_contacts=[*map(_contact, estate.each(_CONTACT)), *more],
        attack_path_risk=only_live,
        activity_log_settings=log,
        activity_log_storage_ids=_storage_ids(log),
        log_profiles=[*(LogProfile(categories=item.texts("categories")) for item in estate.each(_PROFILE)), *more],
        owners=only_live,
        organizational_units=None,
    )


def _origins(estate: Estate, log: list[Resource]) -> dict[str, str]:
    fields = {
        "defender_plans": list(estate.each(_PRICING)),
        "defender_settings": list(estate.each(_SETTING)),
        "security_contacts": list(estate.each(_CONTACT)),
        "log_profiles": list(estate.each(_PROFILE)),
        "activity_log_settings": log,
    }
    return {field: ", ".join(item.address for item in found) for field, found in fields.items() if found}


def _activity_log_settings(estate: Estate) -> Iterator[tuple[Resource, Literal[True] | Unknown]]:
    """Diagnostic settings of a subscription, and those of which that cannot be told."""
    for item in estate.each(_DIAGNOSTIC):
        target = link(estate, item, "target_resource_id", tuple(estate.by_type))
        belongs = of_subscription(estate, item, "target_resource_id", target)
        if isinstance(belongs, Unknown):
            yield item, Unknown(f"{item.address} may belong here: what it names is not known", item.address)
        elif belongs:
            yield item, True


def _storage_ids(settings: Iterable[DiagnosticSetting | Unknown]) -> Texts:
    found = [item if isinstance(item, Unknown) else item.storage_account_id for item in settings]
    return [item for item in found if item is not None]


def _plans(estate: Estate) -> Iterator[DefenderPlan | Unknown]:
    """Of several declarations for the same kind of resource (for several subscriptions, say) the weakest."""
    found: dict[str, list[DefenderPlan]] = {}
    for item in estate.each(_PRICING):
        plan = DefenderPlan(
            name=default(item.text("resource_type"), "VirtualMachines"),
            tier=required(item, "tier"),
            subplan=item.text("subplan"),
            extensions=_extensions(item),
        )
        found.setdefault(plan.name if isinstance(plan.name, str) else item.address, []).append(plan)
    for plans in found.values():
        yield min(plans, key=_strength)


def _strength(plan: DefenderPlan) -> tuple[int, int]:
    known = 0 if plan.tier == "Free" else 1 if isinstance(plan.tier, Unknown) else 2
    return known, 0 if isinstance(plan.extensions, Unknown) else len(plan.extensions)


def _extensions(item: Resource) -> Texts:
    """An extension that is not declared is off, in versions of the provider that know extensions."""
    blocks = item.blocks("extension")
    if isinstance(blocks, Unknown):
        return blocks
    if "extension" not in item.values:
        return Unknown("this version of the provider leaves it to Azure", f"{item.address}.extension")
    return [required(block, "name") if isinstance(block, Block) else block for block in blocks]


def _setting(item: Resource) -> DefenderSetting:
    return DefenderSetting(name=required(item, "setting_name"), enabled=flag(item, "enabled", False))


def _contact(item: Resource) -> SecurityContact:
    email = item.text("email")
    owners = flag(item, "alerts_to_admins", False)
    return SecurityContact(
        addresses=email if isinstance(email, Unknown) else email is not None,
        roles=[owners] if isinstance(owners, Unknown) else ["Owner"] if owners else [],
        alerts=flag(item, "alert_notifications", False),
    )
