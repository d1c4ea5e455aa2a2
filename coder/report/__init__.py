"""Figures and suggestions -> files for people: tables, the page on agreement, the card of a model."""

from coder.report.agreement import agreement_page
from coder.report.card import model_card
from coder.report.tables import suggestion_rows, table_writer
from coder.report.transcript import transcript_docx

__all__ = ["agreement_page", "model_card", "suggestion_rows", "table_writer", "transcript_docx"]
