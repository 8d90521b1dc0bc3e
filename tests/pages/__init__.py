"""Tests of whole pages: nothing leaves the type area, no page is empty, nothing is separated from what it belongs to."""
