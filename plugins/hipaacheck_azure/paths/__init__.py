"""Paths by service."""
