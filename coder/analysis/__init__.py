"""Confirmed passages -> counts: who speaks of what, how often, with what beside it; the analysis does not know the model."""
