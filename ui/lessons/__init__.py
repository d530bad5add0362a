"""Lessons: files that a teacher writes without code, shown step by step beside every page."""
