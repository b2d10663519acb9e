"""An Azure subscription: settings that hold for all of it.

https://learn.microsoft.com/rest/api/defenderforcloud/pricings, security-contacts and settings;
https://learn.microsoft.com/rest/api/monitor/subscription-diagnostic-settings and log-profiles.
"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Record, Relation, Unknown
from hipaacheck_assets.azure.common import DiagnosticSetting, Texts


class DefenderPlan(Record, frozen=True, kw_only=True):
    """A plan of Microsoft Defender for Cloud."""

    name: str | Unknown
    """What it protects, e.g. `VirtualMachines`, `StorageAccounts`, `Containers`."""
    tier: str | Unknown
    """`Free` (off) or `Standard` (on)."""
    subplan: str | Unknown | None
    """Subplan, e.g. `P2`; null where there is none."""
    extensions: Texts
    """Extensions that are on, e.g. `ContainerRegistriesVulnerabilityAssessments`."""


class DefenderSetting(Record, frozen=True, kw_only=True):
    """An integration of Microsoft Defender for Cloud."""

    name: str | Unknown
    """`MCAS` (Defender for Cloud Apps), `WDATP` (Defender for Endpoint), `Sentinel`, …"""
    enabled: bool | Unknown
    """Whether it is on."""


class SecurityContact(Record, frozen=True, kw_only=True):
    """Whom Microsoft Defender for Cloud tells by mail. One that is switched off tells nobody anything."""

    addresses: bool | Unknown
    """Whether any address is told."""
    roles: Texts
    """Roles on the subscription whose holders are told, e.g. `Owner`."""
    alerts: bool | Unknown
    """Whether they are told of alerts, of whatever severity."""


class LogProfile(Record, frozen=True, kw_only=True):
    """An export of the activity log in the form that diagnostic settings replace."""

    categories: Texts
    """Categories that are exported: `Write`, `Delete`, `Action`."""


class Subscription(Asset, frozen=True, kw_only=True, tag="azure.subscription"):
    """A subscription, or what one plan declares of it: one asset a plan, and none where the plan declares nothing that holds for
    a whole subscription."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    whole: bool
    """Whether the subscription itself was read, so that what is null or empty does not exist. False for a plan, which declares
    parts of one: there, what is null or empty is not declared in that plan, and says nothing about the subscription."""
    defender_plans: list[DefenderPlan | Unknown] | Unknown
    """Plans of Microsoft Defender for Cloud."""
    defender_settings: list[DefenderSetting | Unknown] | Unknown
    """Integrations of Microsoft Defender for Cloud."""
    security_contacts: list[SecurityContact | Unknown] | Unknown
    """Whom Microsoft Defender for Cloud tells by mail."""
    attack_path_risk: str | Unknown | None
    """The lowest risk of attack paths that a contact is told of: `Low`, `Medium`, `High` or `Critical`; null when none is."""
    activity_log_settings: list[DiagnosticSetting | Unknown] | Unknown
    """Diagnostic settings of the activity log."""
    activity_log_storage_ids: Texts
    """Ids of the storage accounts that they send it to."""
    log_profiles: list[LogProfile | Unknown] | Unknown
    """Log profiles."""
    owners: Texts
    """Object ids, in lower case, of the users who are owners of the whole subscription, directly or through a group. Assignments
    that are in force, not those that somebody could activate."""
    organizational_units: list[str | Unknown] | Unknown | None
    """Names of the management groups above the subscription, the nearest first; null where they were not asked for."""


SUBSCRIPTION = AssetType(
    name="azure.subscription",
    record=Subscription,
    relations={
        "activity_log_storage": Relation(
            to="azure.storage.account",
            mine="activity_log_storage_ids",
            theirs="resource_id",
            many=True,
            doc="The storage accounts that the activity log is sent to.",
        ),
        **{
            name: Relation(
                to=to, mine="account", theirs="account", many=True, missing="null", nulls=True, within="account", doc=doc
            )
            for name, to, doc in (
                ("activity_log_alerts", "azure.monitor.activity_log_alert", "The alert rules on the activity log."),
                ("application_insights", "azure.insights.component", "The Application Insights resources."),
                ("bastions", "azure.network.bastion", "The bastions."),
                ("network_watchers", "azure.network.watcher", "The network watchers."),
                ("policy_assignments", "azure.authorization.policy_assignment", "The policies that are assigned."),
                ("role_assignments", "azure.authorization.role_assignment", "Who holds which role."),
                ("role_definitions", "azure.authorization.role_definition", "The roles of the customer's own."),
            )
        },
    },
    runtime=frozenset({"attack_path_risk", "owners", "organizational_units"}),
)
