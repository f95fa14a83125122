"""The problems as JSON objects, one a line (``docs/json.md``)."""

from calcdrill.export.formats import Files, Format
from calcdrill.export.jsonl import problem_line, problem_to_dict, write_line
from calcdrill.export.view import Page


def write(page: Page, part: str) -> Files:
    """The problems with the numbers under which they are printed; they hold their answers, so there is no key."""
    if part == "key":
        return {}
    return "".join(write_line({"number": item.number, **problem_to_dict(item.problem)}) for item in page.items)


FORMAT = Format(name="json", suffix="jsonl", title="one object per line, for programs", write=write, line=problem_line)
