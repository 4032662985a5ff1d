"""The questions of a form: one file for each kind (`<kind>.py`), found by the schema's list of kinds in `kinds.py`.

To add a kind: its file here, its line in `app/programmes/rulebook/field_kinds.py`, its name in the translations.
"""
