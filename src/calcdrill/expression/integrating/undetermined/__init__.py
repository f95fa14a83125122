"""Undetermined coefficients: what an antiderivative may be made of, with numbers that follow from its derivative."""
