"""Figures and suggestions -> files for people: tables, the report on agreement, the card of a model."""

from coder.report.agreement import agreement_document
from coder.report.agreement_docx import document_docx
from coder.report.agreement_html import document_page
from coder.report.agreement_json import agreement_data
from coder.report.agreement_record import Agreement
from coder.report.card import model_card
from coder.report.evaluation import evaluation_document
from coder.report.evaluation_json import evaluation_data
from coder.report.tables import suggestion_rows, table_writer
from coder.report.transcript import transcript_docx

__all__ = [
    "Agreement",
    "agreement_data",
    "agreement_document",
    "document_docx",
    "document_page",
    "evaluation_data",
    "evaluation_document",
    "model_card",
    "suggestion_rows",
    "table_writer",
    "transcript_docx",
]
