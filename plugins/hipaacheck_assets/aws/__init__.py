"""AWS asset types, one module per service."""
