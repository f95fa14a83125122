"""Trees as they are printed, in each notation, and the reading back of what is printed.

    latex, mathml, typst, text, unicode, speech, sympy_syntax    tree → a notation; each is a table by class of node
    prose                                                        words with formulas among them
    casting                                                      LaTeX from moulds that were read back: what is printed
    read_latex, read_back, flat, normal                          what the printed LaTeX says, compared with its tree
    tables, layout, linear, glyphs, boxes                        what several writers share

A file such as ``latex_structures`` belongs to the notation that its name begins with.
"""
