"""Azure Compute and guest configuration."""

from __future__ import annotations

from hipaacheck_azure.operation import child, listed

COMPUTE = (
    listed("Microsoft.Compute/disks", "2023-04-02"),
    listed("Microsoft.Compute/virtualMachines", "2023-09-01"),
    listed("Microsoft.Compute/virtualMachineScaleSets", "2023-09-01"),
    child("Microsoft.Compute/virtualMachines", "extensions", "2023-09-01"),
    listed("Microsoft.GuestConfiguration/guestConfigurationAssignments", "2022-01-25"),
)
