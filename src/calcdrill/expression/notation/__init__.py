"""Trees as they are printed, in each notation, and the reading back of what is printed.

grammar                                    the forms of print, said once; LaTeX, Typst, MathML fill in their signs
layout, refusals, conventions              brackets, dots and gaps; what no notation prints; what teachers choose
profiles                                   the choices that are usual in a place, by name
latex, typst, mathml                       the printed notations: signs and what is special to each
unicode, speech, text, sympy_syntax        a terminal, a screen reader, the safe language, SymPy: a table each
prose                                      words with formulas among them
latex_templates                            LaTeX filled into texts that were read back: what is printed
read_latex, read_back, flat, normal        what the printed LaTeX says, compared with its tree
digits, linear, glyphs, boxes              what several writers share
"""
