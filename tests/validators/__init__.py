"""Validators that judge what was built: EPUBCheck in one JVM for a whole run."""
