"""The Terraform language: configuration files → values, in three-valued logic. Runs in a process of its own.

Tokens and syntax trees (`lexer`, `parser`, `template`), values and types (`values`, `types`, `functions`), modules and their
instances (`modules`, `instances`). https://developer.hashicorp.com/terraform/language describes all of it.
"""
