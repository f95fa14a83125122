"""The language of mathematics: a frozen tree, and what can be said of it.

    tree, names, functions      what an expression is, how a name is spelled, which functions are known
    read, limits                text → tree, and how much a text may ask for
    exact, arithmetic,          rational values; sums, products and powers without silly forms; rational functions;
    polynomial, instantiate     a template with its parameters put in
    steps                       a line of a worked solution
    scrambling                  numbers that look drawn by lot

    notation/                   tree → LaTeX, MathML, Typst, text, Unicode, speech, SymPy syntax; LaTeX → tree
    balls/                      tree → numbers with proven bounds, their derivatives, integrals, limits
    comparing/                  whether two trees mean the same
    formal/                     whether they do by algebra alone, in a finite field
    differentiating/            derivatives by named rules, in worked lines, right or with a named bug
    integrating/                antiderivatives by the rules of the school
    solving/                    zeros, critical points, limits
    tidy/                       the form that a textbook prints
    bridge/                     to sympy and back

Import the module that you need: the packages themselves load nothing, so that the command line starts quickly.
"""
