"""Assessments. No plan has any."""

from __future__ import annotations

from typing import Any

from tests.support.azure import Case, listing, resource_id

_TYPE = "Microsoft.Security/assessments"
RUNNING = "c609cf0f-71ab-41e9-a3c6-9a1f7fe1b8d5"


def assessment(about: str, code: str, name: str, source: str = "Azure") -> dict[str, Any]:
    """What was found of a resource."""
    inner = {"displayName": name, "resourceDetails": {"Source": source, "Id": about}, "status": {"code": code}}
    return {"id": f"{about}/providers/{_TYPE}/{RUNNING}", "name": RUNNING, "type": _TYPE, "properties": inner}


def cluster(name: str) -> str:
    """The id of a cluster."""
    return resource_id("Microsoft.ContainerService/managedClusters", name)


CASE = Case(
    types=("azure.defender.assessment",),
    estate={
        listing(_TYPE): [
            assessment(cluster("records"), "Healthy", "clean"),
            assessment(cluster("portal"), "Unhealthy", "vulnerable"),
            assessment(cluster("empty"), "NotApplicable", "empty"),
            assessment(cluster("elsewhere"), "Unhealthy", "elsewhere", "Aws"),
        ]
    },
    expected={
        "azure-defender-running-images-without-vulnerabilities": {
            "clean": "pass",
            "vulnerable": "fail",
            "empty": "not_applicable",
        }
    },
)
