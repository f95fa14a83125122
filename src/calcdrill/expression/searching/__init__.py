"""Searches that prove: what holds on every cell of a covering holds everywhere.

They share nothing with the solvers: no list of kinks, poles or candidates, only enclosures (``balls/enclosure.py``).
"""
