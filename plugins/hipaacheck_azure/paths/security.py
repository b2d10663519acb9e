"""Microsoft Defender for Cloud. Security contacts have only previews."""

from __future__ import annotations

from hipaacheck_azure.operation import listed

SECURITY = (
    listed("Microsoft.Security/assessments", "2021-06-01"),
    listed("Microsoft.Security/pricings", "2023-01-01"),
    listed("Microsoft.Security/securityContacts", "2023-12-01-preview"),
    listed("Microsoft.Security/settings", "2022-05-01"),
)
