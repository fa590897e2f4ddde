"""Predicts a student's score in mathematics, and says how sure it may be of itself."""

__version__ = "1.0.0"
