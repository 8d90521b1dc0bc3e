"""What the benchmarks share: workspaces, whole processes, Typst as the peer."""
