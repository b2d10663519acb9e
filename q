{"folder": "gen1000", "within": ".", "schema": "/tmp/pp/wv/lib/python3.11/site-packages/hipaacheck_terraform/schema"}
