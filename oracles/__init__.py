"""Outside judges: the tasks of verified problems, put to Maxima and giac as separate programs.

    python -m oracles FILE.jsonl [--with maxima|giac] [--json]

Each task of the file (``calcdrill generate … --format json``) becomes a question in the program's own language; its
result is read back by calcdrill's reader and compared with the printed answer by ball arithmetic. For tests and reports
only: neither program is needed to use calcdrill.
"""
