"""The YAML that is read here: its types, what it refuses, and the places of its parts."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from calcdrill.catalog.yaml_source import MOST_BYTES, excerpt, parse_source, read_source
from calcdrill.errors import CatalogError
from stopwatch import seconds


def faults(text: str) -> list[tuple[int, int, str]]:
    with pytest.raises(CatalogError) as caught:
        parse_source(text, "f.yaml")
    return [(fault.line, fault.column, fault.message) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("010", "010"),
        ("1e3", "1e3"),
        ("190:20:30", "190:20:30"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("0.5", "0.5"),
        (".inf", ".inf"),
        ("2026-01-01", "2026-01-01"),
        ("+3", "+3"),
        ("<<", "<<"),
        ("9" * 5000, "9" * 5000),
        ("-3", -3),
        ("0", 0),
        ("'3'", "3"),
        ('"true"', "true"),
        ("true", True),
        ("false", False),
        ("True", "True"),
        ("null", None),
        ("~", None),
        ("", None),
        ("x^2 - 1", "x^2 - 1"),
    ],
)
def test_types(written: str, value: object) -> None:
    data = parse_source(f"a: {written}\n", "f").data
    assert data == {"a": value}
    assert type(data["a"]) is type(value)


def test_names_are_always_text() -> None:
    assert parse_source("1: a\nno: b\ntrue: c\n", "f").data == {"1": "a", "no": "b", "true": "c"}


def test_a_byte_order_mark_and_windows_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\nb:\r\n  - x\r\n")
    source = read_source(path)
    assert source.data == {"a": 1, "b": ["x"]}
    assert source.position(source.index(("b", 0))) == (3, 5)


def test_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes("a: 1\nb: caf\xe9\n".encode("latin-1"))
    with pytest.raises(CatalogError, match=r":2:7: the file is not in UTF-8"):
        read_source(path)


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("a: x\n" + "# " + "x" * MOST_BYTES)
    with pytest.raises(CatalogError, match="larger than 256 KiB"):
        read_source(path)


def test_an_alias_bomb_is_refused_in_no_time() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    assert seconds(lambda: parse_source("\n".join(lines), "f"), enough=2) < 2
    source = parse_source("\n".join(lines), "f")
    assert len(source.faults) == 30 + 29 * 9
    assert source.data["a1"] == [None] * 9


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_deep_nesting_is_refused_in_no_time(opening: str) -> None:
    assert seconds(lambda: faults(opening * 50_000), enough=1) < 1
    found = faults(opening * 50_000)
    assert len(found) == 1
    assert found[0][0] == 1


def test_twenty_levels_are_enough() -> None:
    parse_source("[" * 20 + "]" * 20, "f")
    assert faults("[" * 21 + "]" * 21) == [(1, 21, "nested deeper than 20 levels")]


def test_a_carriage_return_or_a_line_separator_moves_no_line_number() -> None:
    source = parse_source("a: 'x\u2028y'\nb: 1\n", "f")
    assert source.position(source.index(("b",))) == (2, 4)


def test_index_of_keys_values_and_missing_parts() -> None:
    source = parse_source("a:\n  bc: {d: e}\n", "f")
    assert source.position(source.index(("a", "bc", "d"))) == (2, 11)
    assert source.position(source.index(("a", "bc", "d"), key=True)) == (2, 8)
    assert source.position(source.index(("a", "bc", "z"))) == (2, 7)
    assert source.position(source.index(())) == (1, 1)


def _styles(text: str) -> dict[str, str]:
    """The same value written in each of the styles of YAML."""
    return {style: yaml.dump({"k": text}, default_style=style, width=30, allow_unicode=True) for style in "'\"|>"}


@given(st.text(st.sampled_from("ab' \"\\:#é√`x+\n"), min_size=1, max_size=80))
def test_each_character_is_found_again_in_each_style(text: str) -> None:
    for written in _styles(text).values():
        source = parse_source(written, "f")
        assert source.data["k"] == text
        for offset, character in enumerate(text):
            if character.isspace() or character in "'\"\\":
                continue
            found = source.text[source.index(("k",), offset=offset)]
            assert found == character or found == "\\", (written, offset)


def test_offsets_in_folded_and_escaped_text() -> None:
    source = parse_source('k: >-\n  one\n  two\nm: "a\\u00e9\\tb\\\n  c"\n', "f")
    assert source.data == {"k": "one two", "m": "aé\tbc"}
    assert source.position(source.index(("k",), offset=4)) == (3, 3)
    assert source.position(source.index(("m",), offset=1)) == (4, 6)
    assert source.position(source.index(("m",), offset=3)) == (4, 14)
    assert source.position(source.index(("m",), offset=4)) == (5, 3)
    assert source.position(source.index(("m",), offset=99)) == (5, 4)


def test_an_excerpt_of_a_long_line_is_cut_around_the_place() -> None:
    shown, caret = excerpt("x" * 300 + "Y" + "x" * 300, 1, 301).split("\n")
    assert len(shown) < 120
    assert shown[caret.index("^")] == "Y"
