"""Azure asset types, one module per service."""
