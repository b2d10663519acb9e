"""Collectors, one module per service."""
