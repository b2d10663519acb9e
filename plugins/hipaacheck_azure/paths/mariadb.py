"""Azure Database for MariaDB, which Microsoft retired in September 2025."""

from __future__ import annotations

from hipaacheck_azure.operation import listed

MARIADB = (listed("Microsoft.DBforMariaDB/servers", "2018-06-01"),)
