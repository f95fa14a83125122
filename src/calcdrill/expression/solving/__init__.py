"""Zeros, systems, critical points and limits: closed forms, each with a proof that none is missing.

zeros, recognise, factoring            closed forms of zeros; roots, isolate prove them
systems, common_zeros                  two equations in two variables
stationary, stationary_line, corners   critical points and what they are; stationary_check, line_check prove them
limit_laws, limit_fractions            limits by the laws of the school
"""
