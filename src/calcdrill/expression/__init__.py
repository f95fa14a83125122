"""The language of mathematics: a frozen tree, its readers and writers, its values, its differentiation.

    tree, names                   what an expression is, and how a name in it is spelled
    read, read_latex              text → tree
    text, latex, sympy_syntax,    tree → a notation; each is a table keyed on the class of the node
    mathml, typst, speech
    prose                         words with formulas among them

Import the module that you need: the package itself loads nothing, so that the command line starts quickly.
"""
