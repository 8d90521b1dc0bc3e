"""Hostile input of every kind: no traceback, no lasting computation, nothing read or written outside the workspace."""
