"""Azure Event Hubs and Azure Service Bus."""

from __future__ import annotations

from hipaacheck_azure.operation import child, listed

MESSAGING = (
    listed("Microsoft.EventHub/namespaces", "2024-01-01"),
    child("Microsoft.EventHub/namespaces", "networkRuleSets/default", "2024-01-01"),
    listed("Microsoft.ServiceBus/namespaces", "2024-01-01"),
    child("Microsoft.ServiceBus/namespaces", "networkRuleSets/default", "2024-01-01"),
)
