"""The settings of the documentation as a site: sphinx-build docs build/docs"""

project = "calcdrill"
author = "the calcdrill authors"
extensions = ["myst_parser"]
html_theme = "furo"
html_title = "calcdrill"
html_copy_source = False
html_show_copyright = False
myst_heading_anchors = 3
exclude_patterns = ["pictures"]
# Links that leave docs/, to files of the repository, are kept as they are; tests/test_docs.py follows them.
suppress_warnings = ["myst.xref_missing"]
