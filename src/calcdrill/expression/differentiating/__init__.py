"""Differentiation by named rules: right, in worked lines, and with the bugs that learners have.

rules, slopes, matching                       the rules, the table of derivatives, which rule a tree calls for
differentiate                                 the derivative alone
derivation, notes                             the derivative in worked lines, and what is said beside them
malrules, malrule_formulas, malrule_slopes    the same rules with a named bug
"""
