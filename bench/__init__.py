"""What the program costs beside its peers, as ratios of one run."""
