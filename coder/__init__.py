"""Transcripts in, suggestions out, people's decisions back, agreement reported: an offline theme coder for interviews."""

__version__ = "0.1.0"
