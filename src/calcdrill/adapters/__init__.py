"""calcdrill as a task of other people's training and evaluation programs: one neutral core, a thin module for each.

    core ─► reasoning_gym · verifiers_taskset · inspect_task · lm_eval_task · verl_reward

Each module imports its program when it is imported itself; none is needed to install calcdrill (``docs/adapters.md``).
"""
