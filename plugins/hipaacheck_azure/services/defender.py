"""What Microsoft Defender for Cloud found of single resources.
https://learn.microsoft.com/rest/api/defenderforcloud/assessments/list"""

from __future__ import annotations

from hipaacheck import Unknown
from hipaacheck_assets.azure.common import arm_id
from hipaacheck_assets.azure.defender import Assessment
from hipaacheck_azure.collect import Collector, Got, properties
from hipaacheck_azure.reader import Place, Reader
from hipaacheck_live.answers import Answer

NOT_REGISTERED = ("Subscription Not Registered",)
"""How Defender for Cloud says that a subscription does not use it at all."""
_LIST = "Microsoft.Security/assessments"
_BELOW = "/providers/microsoft.security/assessments/"


def _find(reader: Reader) -> list[Answer | Unknown]:
    found: list[Answer | Unknown] = reader.once(_LIST, lambda: reader.pages(_LIST, NOT_REGISTERED))
    return found


def build(place: Place, item: Answer, got: Got) -> Assessment | None:
    """One asset per assessment of something in Azure. The id of an assessment is that of what it assesses, and its own below."""
    inner = properties(item)
    details = inner.block("resourceDetails")
    source = details.text("Source" if "Source" in details.values else "source") if isinstance(details, Answer) else details
    if isinstance(source, str) and source.lower() != "azure":
        return None
    own = item.known("id").lower()
    about, _, _ = own.rpartition(_BELOW)
    status = inner.block("status")
    return Assessment(
        **{**place.resource(item), "name": inner.text("displayName")},
        assessed_id=arm_id(about) or Unknown("the id of the assessment does not tell", item.where),
        assessment=item.known("name").lower(),
        status=status.required("code") if isinstance(status, Answer) else inner.sure("status", status),
    )


ASSESSMENTS = Collector(asset_type="azure.defender.assessment", scope="global", operations=(_LIST,), find=_find, build=build)
