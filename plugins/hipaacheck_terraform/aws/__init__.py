"""Mappers for the hashicorp/aws provider, one module per service."""
