"""Suggestions -> review files -> decisions: one module a format, `write` and `read` side by side."""
