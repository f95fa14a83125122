"""The language of mathematics: a frozen tree, its readers and writers, its values, its rules of differentiation.

    tree            what an expression is              read, read_latex      text → tree
    text, latex, sympy_syntax, mathml, typst, speech   tree → a notation; each a table keyed on the class of the node
    prose           words with formulas among them     names                 how a name is spelled (x1, y_hat, w_old)

Import the module that you need: the package itself loads nothing, so that the command line starts quickly.
"""
