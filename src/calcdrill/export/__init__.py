"""One file for each format; nothing here makes or changes a problem."""
