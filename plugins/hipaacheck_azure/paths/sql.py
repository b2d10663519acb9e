"""Azure SQL. Vulnerability assessment in its express configuration came with 2023-08-01."""

from __future__ import annotations

from hipaacheck_azure.operation import child, listed

_VERSION = "2021-11-01"
_SERVERS, _DATABASES, _INSTANCES = "Microsoft.Sql/servers", "Microsoft.Sql/servers/databases", "Microsoft.Sql/managedInstances"

SQL = (
    listed(_SERVERS, _VERSION),
    child(_SERVERS, "administrators", _VERSION),
    child(_SERVERS, "auditingSettings/default", _VERSION),
    child(_SERVERS, "databases", _VERSION),
    child(_SERVERS, "encryptionProtector/current", _VERSION),
    child(_SERVERS, "firewallRules", _VERSION),
    child(_SERVERS, "ipv6FirewallRules", _VERSION),
    child(_SERVERS, "securityAlertPolicies/Default", _VERSION),
    child(_SERVERS, "sqlVulnerabilityAssessments/default", "2023-08-01"),
    child(_SERVERS, "virtualNetworkRules", _VERSION),
    child(_SERVERS, "vulnerabilityAssessments/default", _VERSION),
    child(_DATABASES, "auditingSettings/default", _VERSION),
    child(_DATABASES, "backupLongTermRetentionPolicies/default", _VERSION),
    child(_DATABASES, "transparentDataEncryption/current", _VERSION),
    listed(_INSTANCES, _VERSION),
    child(_INSTANCES, "administrators", _VERSION),
    child(_INSTANCES, "encryptionProtector/current", _VERSION),
    child(_INSTANCES, "securityAlertPolicies/Default", _VERSION),
    child(_INSTANCES, "vulnerabilityAssessments/default", _VERSION),
)
