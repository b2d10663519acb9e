"""Asset type → `module:ATTRIBUTE` of its collector below this package. The one place to edit when a collector is added."""

COLLECTORS: dict[str, str] = {
    "azure.storage.account": "storage:ACCOUNTS",
    "azure.storage.container": "storage:CONTAINERS",
}
