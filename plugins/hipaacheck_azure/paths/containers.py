"""Azure Kubernetes Service and Azure Container Registry."""

from __future__ import annotations

from hipaacheck_azure.operation import listed

CONTAINERS = (
    listed("Microsoft.ContainerRegistry/registries", "2023-07-01"),
    listed("Microsoft.ContainerService/managedClusters", "2024-02-01"),
)
