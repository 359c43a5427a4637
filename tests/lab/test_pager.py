from __future__ import annotations

from fgsp_cli.lab.ssh.pager import MORE, WIPE, Pager


def test_a_page_is_two_rows_less_than_the_terminal() -> None:
    """24 rows show 22 lines."""
    pager = Pager([str(number) for number in range(30)], columns=80, rows=24)
    assert pager.page() == [str(number) for number in range(22)]
    assert pager.waiting
    assert len(pager.page()) == 8
    assert not pager.waiting


def test_a_wide_line_takes_the_rows_it_covers() -> None:
    """107 characters on 80 columns count as two rows, as in the recording of the 3001F."""
    pager = Pager(["x"] * 20 + ["w" * 107, "next"], columns=80, rows=24)
    assert pager.page() == ["x"] * 20 + ["w" * 107]
    assert pager.page() == ["next"]


def test_a_line_higher_than_the_page_is_shown_all_the_same() -> None:
    """No line can block the pager."""
    pager = Pager(["w" * 1000, "next"], columns=10, rows=4)
    assert pager.page() == ["w" * 1000]
    assert pager.page() == ["next"]


def test_enter_shows_one_more_line_and_q_none() -> None:
    """Enter = one line, q = stop."""
    pager = Pager(["1", "2", "3", "4"], columns=80, rows=3)
    assert pager.page() == ["1"]
    assert pager.line() == ["2"]
    pager.stop()
    assert not pager.waiting


def test_the_marks_are_the_recorded_bytes() -> None:
    """`--More-- ` is wiped by CR, nine blanks, CR."""
    assert MORE == "--More-- "
    assert WIPE == "\r         \r"
