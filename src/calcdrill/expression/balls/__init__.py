"""Numbers with proven bounds: what a tree is worth at a point, by ball arithmetic (python-flint).

    ball, ball_rules, ball_functions, ball_values    the evaluator, by columns of points
    jets                                             derivatives and Taylor coefficients, by truncated series
    integrals, complex_values, breaks                definite integrals, with bounds on the rest
    improper, convergence                            integrals to infinity or up to a pole
    limiting, laurent, growth, growth_values         limits
"""
