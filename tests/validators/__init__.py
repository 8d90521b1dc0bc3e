"""Validators of output files: EPUBCheck in one JVM for a whole run, PDF validators, and rules for tagged PDFs."""
