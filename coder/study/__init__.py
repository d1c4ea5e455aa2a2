"""A folder <-> a study: codebook, transcripts, models, review files and the append-only ledger."""

from coder.study.folder import Study, init, read_codebook, read_whole, shipped, write_whole
from coder.study.ledger import Export, Item, Ledger, Tagging, export_id

__all__ = [
    "Export",
    "Item",
    "Ledger",
    "Study",
    "Tagging",
    "export_id",
    "init",
    "read_codebook",
    "read_whole",
    "shipped",
    "write_whole",
]
