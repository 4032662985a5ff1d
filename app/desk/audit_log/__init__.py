"""The log of deeds as an auditor reads it: it names people, entries and stages, so it looks at several rooms."""
