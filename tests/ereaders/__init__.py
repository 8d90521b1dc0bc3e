"""Tests of jiangyi.ereaders."""
