"""The study site."""
