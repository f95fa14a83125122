"""Practice: grade a typed answer, name the mistake, schedule the skill, keep the history."""
