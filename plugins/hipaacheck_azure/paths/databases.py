"""Azure Database for PostgreSQL and MySQL: flexible servers, and single ones, which have no newer version than these."""

from __future__ import annotations

from hipaacheck_azure.operation import child, listed

_POSTGRESQL, _MYSQL = "Microsoft.DBforPostgreSQL", "Microsoft.DBforMySQL"

DATABASES = (
    listed(f"{_POSTGRESQL}/flexibleServers", "2022-12-01"),
    child(f"{_POSTGRESQL}/flexibleServers", "configurations", "2022-12-01"),
    child(f"{_POSTGRESQL}/flexibleServers", "firewallRules", "2022-12-01"),
    listed(f"{_POSTGRESQL}/servers", "2017-12-01"),
    child(f"{_POSTGRESQL}/servers", "administrators", "2017-12-01"),
    child(f"{_POSTGRESQL}/servers", "configurations", "2017-12-01"),
    child(f"{_POSTGRESQL}/servers", "firewallRules", "2017-12-01"),
    listed(f"{_MYSQL}/flexibleServers", "2021-05-01"),
    child(f"{_MYSQL}/flexibleServers", "configurations", "2021-05-01"),
    child(f"{_MYSQL}/flexibleServers", "firewallRules", "2021-05-01"),
    listed(f"{_MYSQL}/servers", "2017-12-01"),
    child(f"{_MYSQL}/servers", "configurations", "2017-12-01"),
    child(f"{_MYSQL}/servers", "firewallRules", "2017-12-01"),
)
