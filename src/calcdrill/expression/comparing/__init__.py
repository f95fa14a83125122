"""Whether two trees mean the same.

equality, comparison    the question and its outcome: equal, different, undecided
pair                    one comparison of two numbers, point by point
points, edges           where to look: inside the domain, and where trees may part
survey, shapes          what has to be known of a tree first; vectors and matrices taken apart
antiderivative          trees up to a constant
infinite                answers that are ∞
"""
