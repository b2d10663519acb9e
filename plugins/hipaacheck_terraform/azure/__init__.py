"""Mappers for the hashicorp/azurerm and hashicorp/azuread providers, one module per service."""
