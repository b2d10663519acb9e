"""Azure Logic Apps, consumption plan. https://learn.microsoft.com/rest/api/logic/workflows"""

from __future__ import annotations

from hipaacheck import Unknown
from hipaacheck_assets.azure.common import Texts
from hipaacheck_assets.azure.logic import Workflow, named
from hipaacheck_azure.collect import DIAGNOSTICS, Collector, Got, diagnostic_settings, listing, properties
from hipaacheck_azure.reader import Place
from hipaacheck_live.answers import Answer

_LIST = "Microsoft.Logic/workflows"


def build(place: Place, item: Answer, got: Got) -> Workflow:
    """One asset per workflow."""
    return Workflow(
        **place.resource(item), content_ip_ranges=_content(properties(item)), diagnostic_settings=diagnostic_settings(got)
    )


def _content(inner: Answer) -> Texts | None:
    """Without rules, any address may read what runs handled."""
    access = inner.block("accessControl")
    contents = access.block("contents") if isinstance(access, Answer) else access
    if not isinstance(contents, Answer):
        return contents if isinstance(contents, Unknown) else inner.or_default("accessControl", None, None)
    if contents.get("allowedCallerIpAddresses") is None:
        return contents.or_default("allowedCallerIpAddresses", None, None)
    return named(contents.each("allowedCallerIpAddresses", lambda block: block.required("addressRange")))


WORKFLOWS = Collector(
    asset_type="azure.logic.workflow",
    scope="global",
    operations=(_LIST,),
    find=listing(_LIST),
    details=(DIAGNOSTICS,),
    build=build,
)
