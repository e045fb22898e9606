"""Briefs: given, called back, reported on, filed. Import what you need from its module."""
