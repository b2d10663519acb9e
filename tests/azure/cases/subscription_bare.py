"""A subscription for which little was done."""

from __future__ import annotations

from tests.azure.cases import subscription
from tests.azure.cases.subscription import ADMINISTRATIVE, OPERATIONS, OWN, PLANS, alert, leaf, own
from tests.support.azure import Case, listing

_OTHERWISE = {
    "azure-authorization-lock-administrator-role": "fail",
    "azure-authorization-more-than-one-owner": "pass",
    "azure-authorization-no-custom-roles": "pass",
    "azure-defender-contact-told-of-attack-paths": "not_applicable",
}

CASE = Case(
    types=("azure.subscription",),
    estate={
        listing("Microsoft.Security/pricings"): [subscription.pricing(name, "Free") for name in PLANS],
        listing("Microsoft.Security/securityContacts"): [subscription.contact("default", enabled=False)],
        listing("Microsoft.Security/settings"): [subscription.setting(name, enabled=False) for name in ("MCAS", "WDATP")],
        listing("Microsoft.Insights/activityLogAlerts"): [
            *(
                alert(f"off{number}", ADMINISTRATIVE, leaf("operationName", name), enabled=False)
                for number, name in enumerate(OPERATIONS)
            ),
            alert("errors", ADMINISTRATIVE, leaf("level", "Error", "Critical")),
            alert("silent", leaf("category", "ServiceHealth"), told=False),
            alert("group", leaf("category", "ServiceHealth"), scopes=[f"{OWN}/resourceGroups/clinic"]),
        ],
        listing("Microsoft.Insights/logprofiles"): [own("Microsoft.Insights/logprofiles", "default", {"categories": ["Write"]})],
        listing("Microsoft.Authorization/policyAssignments"): [
            subscription.benchmark("DoNotEnforce", sqlDbEncryptionMonitoringEffect="Disabled")
        ],
        listing("Microsoft.Authorization/roleAssignments"): [
            *(subscription.assignment(name, name, "User") for name in ("u1", "u2", "u3")),
            subscription.assignment("u4", "u4", "User", "/"),
        ],
        **{f"/v1.0/users/{name}": {"id": name} for name in ("u1", "u2", "u3", "u4")},
        **subscription.exported(),
        **subscription.store(private=False),
    },
    expected={control: {"Clinic": _OTHERWISE.get(control, "fail")} for control in (*subscription.PASSED, *_OTHERWISE)},
)
