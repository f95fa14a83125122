"""Antiderivatives by the rules that a student knows, in worked lines.

integration                                    the rules, in the order of trying
integral_table, integral_roots                 what is looked up
substitutions, parts, fractions_in_parts,      what an integrand is changed into
trig_identities, spread
closed_limits                                  what an improper integral tends to
integral_words                                 the words of the steps
"""
