"""Tests of jiangyi/copies/."""
