"""One module per service: what is called, and how answers become assets. See `table.py`."""
