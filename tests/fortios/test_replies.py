"""The texts of refusals, and how they are told from everything else a unit prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from fgsp_cli.fortios import replies
from fgsp_cli.fortios.replies import Reply, refusal

TRANSCRIPTS = Path(__file__).parents[1] / "data" / "transcripts"


def sample(name: str) -> str:
    """What stands below the header of a transcript."""
    return (TRANSCRIPTS / name).read_text(encoding="utf-8").partition("# ----\n")[2]


def blocks(name: str) -> list[str]:
    """The samples of a transcript that holds several."""
    return [block.strip("\n") for block in sample(name).split("--\n")]


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        (replies.unknown_action(), "Unknown action 0"),
        (replies.parse_error("xjj", 1), "command parse error before 'xjj'\nCommand fail. Return code 1"),
        (replies.incomplete(), "incomplete command in the end\nCommand fail. Return code -160"),
        (
            replies.no_address("1.1"),
            "invalid ip address\n\nvalue parse error before '1.1'\nCommand fail. Return code -8",
        ),
        (
            replies.not_in_datasource("192.0.2.1"),
            "entry not found in datasource\n\nvalue parse error before '192.0.2.1'\nCommand fail. Return code -3",
        ),
        (replies.parse_error("tcp"), "command parse error before 'tcp'\nCommand fail. Return code -61"),
    ],
)
def test_texts_are_those_that_a_driver_project_captured(reply: Reply, text: str) -> None:
    """Letter by letter, but for the empty line before some of them that the capture had lost."""
    assert reply.text.strip("\n") == text
    assert text in blocks("errors-list-netdriver-a.txt")


def test_bytes_of_the_recorded_errors_are_met() -> None:
    """A parse error has an empty line before it, a bad number one in the middle [recorded bytes]."""
    recorded = sample("errors-gnetcli-bytes.txt").split("\n")
    assert recorded[0] == _bytes(replies.parse_error("reboot")) + r"\r\n"
    assert recorded[1] == _bytes(replies.no_integer("unexist"))


def _bytes(reply: Reply) -> str:
    return reply.text.replace("\n", r"\r\n")


def test_an_entry_that_lacks_an_attribute_is_answered_as_recorded() -> None:
    """Code -56 and the name of the attribute."""
    assert replies.missing_attribute("schedule").text.strip() == blocks("errors-missing-attribute.txt")[0]
    assert replies.missing_attribute("schedule").code == -56


def test_a_full_table_is_the_only_one_with_words_behind_the_code() -> None:
    """Seen on 7.6.7."""
    assert replies.table_full().text.endswith("Command fail. Return code -4 (reached the maximum number of entries)\n")


def test_a_locked_object_is_answered_as_the_guide_says() -> None:
    """The only text that is known of transactions."""
    assert sample("errors-transaction-lock.txt").startswith(replies.locked().text)


@pytest.mark.parametrize(
    "reply",
    [
        replies.ambiguous("s"),
        replies.value_error("99", -651),
        replies.no_netmask(),
        replies.too_long("x" * 300, 255),
        replies.set_refused("Another entry is the same.", -15),
        replies.in_use(2),
        replies.nothing_to_delete(),
        replies.not_in_table(),
        replies.no_permission(),
        replies.locked(),
        replies.unknown_action(),
        replies.table_full(),
    ],
)
def test_every_reply_is_recognised_as_a_refusal(reply: Reply) -> None:
    """With the line ends of a terminal and the echo's empty line around it, and it is given back in its own words."""
    said = refusal("\r\n" + reply.text.replace("\n", "\r\n") + "\r\n")
    assert said == "\n".join(line for line in reply.text.split("\n") if line)


@pytest.mark.parametrize("text", [*blocks("errors-list-netdriver-a.txt"), *blocks("errors-missing-attribute.txt")])
def test_every_captured_error_is_recognised(text: str) -> None:
    """None of them would be taken for success."""
    assert refusal(text)


@pytest.mark.parametrize(
    "name",
    ["errors-ip-class-6.2.txt", "errors-subnet-overlap.txt", "errors-move-refused.txt", "errors-mixed-VM-7.0.3.txt"],
)
def test_errors_inside_a_dialogue_are_recognised(name: str) -> None:
    """Prompts around them do not hide them."""
    assert refusal(sample(name))


def test_a_numbered_unknown_action_is_recognised() -> None:
    """6.2.3 puts a number before it."""
    assert refusal("8309: Unknown action 0\r\nCommand fail. Return code -1\r\n")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\r\n",
        "new entry '1' added\r\n",
        "current vf=root:0\r\n",
        "Changing to TP mode\r\n",
        "config transaction id=1 will expire in 30 seconds\r\n",
        "y\r\n",
    ],
)
def test_what_a_unit_says_to_an_accepted_line_is_no_refusal(text: str) -> None:
    """Success is mostly silent, but not always."""
    assert refusal(text) is None


def test_warnings_that_come_by_themselves_are_no_part_of_a_refusal() -> None:
    """A transaction about to expire says so in the middle of an answer."""
    text = "config transaction id=1 will expire in 20 seconds\r\nUnknown action 0\r\n"
    assert refusal(text) == "Unknown action 0"
