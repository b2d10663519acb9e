"""Azure SQL: logical servers, their databases, and managed instances. https://learn.microsoft.com/rest/api/sql/"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hipaacheck import Unknown
from hipaacheck_assets.azure.common import arm_id
from hipaacheck_assets.azure.databases import FirewallRule
from hipaacheck_assets.azure.sql import (
    Auditing,
    Database,
    ManagedInstance,
    Server,
    VirtualNetworkRule,
    VulnerabilityAssessment,
    express_assessment,
    retention,
)
from hipaacheck_assets.truth import Truth, any_of
from hipaacheck_azure.collect import Collector, Detail, Got, children, detail, listing, private_endpoints, properties
from hipaacheck_azure.reader import Place, Reader
from hipaacheck_azure.services.databases import enabled, firewall_rules
from hipaacheck_live.answers import Answer

_SERVERS, _INSTANCES = "Microsoft.Sql/servers", "Microsoft.Sql/managedInstances"
_DATABASES = f"{_SERVERS}/databases"
_EXPRESS, _CLASSIC = f"{_SERVERS}/sqlVulnerabilityAssessments", f"{_SERVERS}/vulnerabilityAssessments"


def build(place: Place, item: Answer, got: Got) -> Server:
    """One asset per server. Azure takes any version of TLS on one that was never told the least."""
    inner = properties(item)
    return Server(
        **place.resource(item),
        minimum_tls_version=inner.or_default("minimalTlsVersion", inner.text("minimalTlsVersion"), "None"),
        public_network_access=_public(inner),
        firewall_rules=_firewall(got),
        virtual_network_rules=got.read(
            f"{_SERVERS}/virtualNetworkRules",
            lambda rules: [rule if isinstance(rule, Unknown) else _subnet(rule) for rule in rules],
        ),
        private_endpoints=private_endpoints(inner),
        **_alike(got, _SERVERS),
        auditing=got.read(f"{_SERVERS}/auditingSettings", _auditing),
        vulnerability_assessment=_assessment(got),
    )


def _firewall(got: Got) -> list[FirewallRule | Unknown] | Unknown:
    """The rules for IPv4 and for IPv6."""
    older = firewall_rules(got, f"{_SERVERS}/firewallRules")
    newer = firewall_rules(got, f"{_SERVERS}/ipv6FirewallRules", "startIPv6Address", "endIPv6Address")
    if isinstance(older, Unknown) and isinstance(newer, Unknown):
        return older
    return [rule for rules in (older, newer) for rule in ([rules] if isinstance(rules, Unknown) else rules)]


def _public(inner: Answer) -> Truth:
    """Left out, the endpoint is open: the member came later than most servers."""
    state = inner.or_default("publicNetworkAccess", inner.text("publicNetworkAccess"), "Enabled")
    if isinstance(state, str) and state.lower() not in ("enabled", "disabled"):
        return Unknown(f"{state} is decided elsewhere, which is not read", inner.where)
    return state if isinstance(state, Unknown) else state.lower() == "enabled"


def _subnet(rule: Answer) -> VirtualNetworkRule:
    return VirtualNetworkRule(name=rule.text("name"), subnet_id=arm_id(properties(rule).required("virtualNetworkSubnetId")))


def _alike(got: Got, of: str) -> dict[str, Any]:
    """What servers and managed instances have alike."""
    return {
        "entra_administrator": got.read(
            f"{of}/administrators", lambda items: any_of(item if isinstance(item, Unknown) else True for item in items)
        ),
        "customer_managed_key": got.read(f"{of}/encryptionProtector", _own_key),
        "threat_detection": got.read(f"{of}/securityAlertPolicies", lambda policy: enabled(properties(policy), "state")),
    }


def _own_key(protector: Answer) -> Truth:
    kind = properties(protector).required("serverKeyType")
    return kind if isinstance(kind, Unknown) else kind.lower() == "azurekeyvault"


def _auditing(policy: Answer) -> Auditing:
    inner = properties(policy)
    storage = inner.text("storageEndpoint")
    groups = inner.texts("auditActionsAndGroups")
    return Auditing(
        enabled=enabled(inner, "state"),
        to_azure_monitor=inner.sure("isAzureMonitorTargetEnabled", inner.flag("isAzureMonitorTargetEnabled")),
        to_storage=storage if isinstance(storage, Unknown) else storage is not None,
        retention_days=inner.sure("retentionDays", inner.integer("retentionDays")),
        action_groups=inner.sure("auditActionsAndGroups", None) if inner.get("auditActionsAndGroups") is None else groups,
    )


def _assessment(got: Got) -> VulnerabilityAssessment | Unknown | None:
    """The express configuration where it is enabled; only else the classic one is asked for."""
    express = got.read(_EXPRESS, _is_express)
    if express is True:
        return express_assessment()
    classic: VulnerabilityAssessment | Unknown | None = got.read(_CLASSIC, _classic)
    return express if classic is None and isinstance(express, Unknown) else classic


def _is_express(setting: Answer) -> Truth:
    return enabled(properties(setting), "state")


def _classic(setting: Answer) -> VulnerabilityAssessment | Unknown | None:
    """The classic configuration. Azure answers with settings that do nothing where there is none; newer versions of its API do
    not tell where results are stored."""
    inner = properties(setting)
    scans = inner.block("recurringScans")
    stored = inner.text("storageContainerPath")
    if not isinstance(scans, Answer):
        return inner.sure("recurringScans", scans)
    on = scans.sure("isEnabled", scans.flag("isEnabled"))
    if on is not True and not isinstance(stored, str):
        return stored if isinstance(stored, Unknown) else on if isinstance(on, Unknown) else None
    emails = scans.texts("emails")
    return VulnerabilityAssessment(
        configuration="Classic",
        recurring_scans=on,
        notifies_admins=scans.sure("emailSubscriptionAdmins", scans.flag("emailSubscriptionAdmins")),
        has_recipients=emails
        if isinstance(emails, Unknown)
        else any_of(address if isinstance(address, Unknown) else address != "" for address in emails),
    )


def _read_classic(reader: Reader, item: Answer, got: Got) -> Any:
    return None if got.read(_EXPRESS, _is_express) is True else reader.get(_CLASSIC, id=item.known("id"))


def _of_customers(reader: Reader, item: Answer) -> Answer | None:
    """A database that is not Azure's own."""
    kind = item.text("kind")
    own = item.text("name") == "master" or (isinstance(kind, str) and "system" in kind.split(","))
    return None if own else item


def build_database(place: Place, item: Answer, got: Got) -> Database:
    """One asset per database."""
    inner = properties(item)
    return Database(
        **place.resource(item),
        server_id=place.parent(item),
        data_warehouse=_is_warehouse(item),
        transparent_data_encryption=got.read(f"{_DATABASES}/transparentDataEncryption", _encrypted),
        auditing=got.read(f"{_DATABASES}/auditingSettings", _auditing),
        backup_redundancy=inner.required("currentBackupStorageRedundancy"),
        weekly_retention=_kept(got, "weeklyRetention"),
        monthly_retention=_kept(got, "monthlyRetention"),
        yearly_retention=_kept(got, "yearlyRetention"),
        earliest_restore=_restorable(item, inner),
    )


def _restorable(item: Answer, inner: Answer) -> datetime | Unknown | None:
    """A SQL pool has restore points, which are listed elsewhere."""
    found = inner.moment("earliestRestoreDate")
    return found if found is not None or _is_warehouse(item) is False else inner.sure("earliestRestoreDate", found)


def _kept(got: Got, name: str) -> str | Unknown | None:
    """How long backups of one kind are kept; null for a SQL pool, which is not asked."""
    policy = f"{_DATABASES}/backupLongTermRetentionPolicies"
    found: str | Unknown | None = got.read(policy, lambda answer: retention(properties(answer).required(name)))
    return found


def _encrypted(found: Answer) -> Truth:
    return enabled(properties(found), "state")


def _is_warehouse(item: Answer) -> Truth:
    kind = item.required("kind")
    return kind if isinstance(kind, Unknown) else "datawarehouse" in kind.lower()


def _keeps_long(item: Answer) -> bool:
    return _is_warehouse(item) is not True


def build_instance(place: Place, item: Answer, got: Got) -> ManagedInstance:
    """One asset per managed instance."""
    inner = properties(item)
    return ManagedInstance(
        **place.resource(item),
        minimum_tls_version=inner.required("minimalTlsVersion"),
        public_data_endpoint=inner.sure("publicDataEndpointEnabled", inner.flag("publicDataEndpointEnabled")),
        **_alike(got, _INSTANCES),
        vulnerability_assessment=got.read(f"{_INSTANCES}/vulnerabilityAssessments", _classic),
    )


def _details(of: str) -> tuple[Detail, ...]:
    return (
        detail(f"{of}/administrators", "entra_administrator", pages=True),
        detail(f"{of}/encryptionProtector", "customer_managed_key"),
        detail(f"{of}/securityAlertPolicies", "threat_detection"),
    )


SERVERS = Collector(
    asset_type="azure.sql.server",
    scope="global",
    operations=(_SERVERS,),
    find=listing(_SERVERS),
    details=(
        *_details(_SERVERS),
        detail(f"{_SERVERS}/firewallRules", "firewall_rules", pages=True),
        detail(f"{_SERVERS}/ipv6FirewallRules", "firewall_rules", pages=True),
        detail(f"{_SERVERS}/virtualNetworkRules", "virtual_network_rules", pages=True),
        detail(f"{_SERVERS}/auditingSettings", "auditing"),
        detail(_EXPRESS, "vulnerability_assessment"),
        Detail(name=_CLASSIC, operations=(_CLASSIC,), fields=("vulnerability_assessment",), read=_read_classic),
    ),
    build=build,
)
DATABASES = Collector(
    asset_type="azure.sql.database",
    scope="global",
    operations=(_SERVERS, _DATABASES),
    find=listing(_SERVERS),
    expand=children(_DATABASES),
    locate=_of_customers,
    details=(
        detail(f"{_DATABASES}/transparentDataEncryption", "transparent_data_encryption"),
        detail(f"{_DATABASES}/auditingSettings", "auditing"),
        detail(
            f"{_DATABASES}/backupLongTermRetentionPolicies",
            "weekly_retention",
            "monthly_retention",
            "yearly_retention",
            when=_keeps_long,
        ),
    ),
    build=build_database,
)
MANAGED_INSTANCES = Collector(
    asset_type="azure.sql.managed_instance",
    scope="global",
    operations=(_INSTANCES,),
    find=listing(_INSTANCES),
    details=(
        *_details(_INSTANCES),
        detail(f"{_INSTANCES}/vulnerabilityAssessments", "vulnerability_assessment"),
    ),
    build=build_instance,
)
