"""Whether two trees are equal by algebra alone: names and functions as unknowns in a large finite field."""
