"""The source files of a workspace: read, saved, merged, searched, and their earlier versions."""
