"""Practice: grade a typed answer, name the mistake, schedule the skill, keep the history.

    grade(problem, text)                    ``grade``: any text → Verdict (read, judge, diagnose)
    take(turn, line, when)                  ``session``: one problem as a state machine, without a terminal
    run(source, lines, show, desk)          ``drill``: the loop; ``Queue`` asks what the schedule wants
    run_exam(title, problems, limit, …)     ``exam_run``: a timed set (``exam``), marked at the end
    enter(places, catalog, lines, …)        ``sheet``: what was wrong on paper
    open_history(path)                      ``history``: every answer, in SQLite
    stats_of(history, now, zone)            ``stats``; ``weakest_skills(history, now, most)`` for a worksheet
    review, credit, choose                  ``schedule``: FSRS over skills, pure functions

Nothing here looks at a clock, an environment or a random source of its own: the command line hands them in.
"""
