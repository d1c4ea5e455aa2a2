"""The order of the work: each step takes a study and a time, calls the rooms below, and returns what happened as a record."""
