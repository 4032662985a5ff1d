"""The log of events as an auditor reads it: it names people, entries and stages, so it looks at several features."""
