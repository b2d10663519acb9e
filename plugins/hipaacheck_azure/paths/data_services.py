"""Azure Batch, IoT Hub, AI Search, Logic Apps, Stream Analytics and Data Lake of the first generation."""

from __future__ import annotations

from hipaacheck_azure.operation import at, listed

DATA_SERVICES = (
    listed("Microsoft.Batch/batchAccounts", "2023-11-01"),
    listed("Microsoft.DataLakeAnalytics/accounts", "2016-11-01"),
    listed("Microsoft.DataLakeStore/accounts", "2016-11-01"),
    at(
        "Microsoft.DataLakeStore/accounts/one",
        "{subscription}/resourceGroups/{group}/providers/Microsoft.DataLakeStore/accounts/{name}",
        "2016-11-01",
        "Microsoft.DataLakeStore/accounts/read",
    ),
    listed("Microsoft.Devices/IotHubs", "2023-06-30"),
    listed("Microsoft.Logic/workflows", "2019-05-01"),
    listed("Microsoft.Search/searchServices", "2025-05-01"),
    listed("Microsoft.StreamAnalytics/streamingjobs", "2020-03-01"),
)
