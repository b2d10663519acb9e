"""Scale sets of virtual machines."""

from __future__ import annotations

from typing import Any

from tests.azure.cases.compute import PLACE, SECURED, extension, linux, windows
from tests.support import plans
from tests.support.azure import Case, listing, resource, resource_id

_SET = "Microsoft.Compute/virtualMachineScaleSets"


def scale_set(name: str, os_type: str, system: Any, extra: list[Any], *, security: Any = None, upgrade: bool = False) -> Any:
    """A uniform scale set."""
    secured = {} if security is None else {"securityProfile": security}
    profile = {
        "storageProfile": {"osDisk": {"osType": os_type, "createOption": "FromImage"}},
        "osProfile": {"computerNamePrefix": name, **system},
        "extensionProfile": {"extensions": [{"name": item["name"], "properties": item["properties"]} for item in extra]},
        **secured,
    }
    policy = {"mode": "Automatic", "automaticOSUpgradePolicy": {"enableAutomaticOSUpgrade": upgrade}}
    inner = {"orchestrationMode": "Uniform", "upgradePolicy": policy, "virtualMachineProfile": profile}
    return resource(_SET, name, inner, sku={"name": "Standard_D2s_v5", "capacity": 2})


SETS = [
    scale_set(
        "web",
        "Linux",
        linux(passwords=False),
        [
            extension("", "Microsoft.Azure.Monitor", "AzureMonitorLinuxAgent"),
            extension("", "Microsoft.Azure.AzureDefenderForServers", "MDE.Linux"),
        ],
        security=SECURED,
        upgrade=True,
    ),
    scale_set("jobs", "Linux", linux(passwords=True), []),
    scale_set("desks", "Windows", windows(updates=False), []),
    resource(_SET, "group", {"orchestrationMode": "Flexible", "platformFaultDomainCount": 1}),
]


def _sets(control: str, **rows: str) -> dict[str, dict[str, str]]:
    return {f"azure-compute-scale-set-{control}": {"group": "not_applicable", **rows}}


CASE = Case(
    types=("azure.compute.scale_set",),
    estate={listing(_SET): SETS},
    expected={
        **_sets("encryption-at-host", web="pass", jobs="fail", desks="fail"),
        **_sets("endpoint-protection", web="pass", jobs="fail", desks="fail"),
        **_sets("monitoring-agent", web="pass", jobs="fail", desks="fail"),
        **_sets("ssh-keys-only", web="pass", jobs="fail", desks="not_applicable"),
        **_sets("trusted-launch", web="pass", jobs="fail", desks="fail"),
        **_sets("updates", web="pass", jobs="fail", desks="fail"),
    },
    plan=(
        plans.resource(
            "azurerm_linux_virtual_machine_scale_set.web",
            {
                **PLACE,
                "id": resource_id(_SET, "web"),
                "name": "web",
                "disable_password_authentication": True,
                "encryption_at_host_enabled": True,
                "secure_boot_enabled": True,
                "vtpm_enabled": True,
                "automatic_os_upgrade_policy": [{"enable_automatic_os_upgrade": True, "disable_automatic_rollback": False}],
                "extension": [
                    {
                        "publisher": publisher,
                        "type": name,
                        "auto_upgrade_minor_version": True,
                        "automatic_upgrade_enabled": True,
                    }
                    for publisher, name in (
                        ("Microsoft.Azure.Monitor", "AzureMonitorLinuxAgent"),
                        ("Microsoft.Azure.AzureDefenderForServers", "MDE.Linux"),
                    )
                ],
            },
        ),
        plans.resource(
            "azurerm_windows_virtual_machine_scale_set.desks",
            {
                **PLACE,
                "id": resource_id(_SET, "desks"),
                "name": "desks",
                "enable_automatic_updates": False,
                "encryption_at_host_enabled": None,
                "extension": [],
            },
        ),
    ),
)
