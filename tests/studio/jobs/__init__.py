"""Tests of the jobs of the studio."""
