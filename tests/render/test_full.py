"""The whole CLI text of a state."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from made import intent, to, unit

from fgsp_cli.base.errors import RenderError
from fgsp_cli.base.secrets import ReferenceName, SecretState, ShownSecret
from fgsp_cli.fortios.dialects import dialect
from fgsp_cli.render import Style, render
from fgsp_cli.render.commands import LINE_BYTES
from fgsp_cli.render.full import full_lines
from fgsp_cli.render.text import rendered

IDS = {"standalone-group-id": 7, "group-member-id": 1}
PSK = SecretState.known(ReferenceName("${file:/etc/fgsp/the psk}"))


def code(text: str) -> list[str]:
    """The lines without comments, and without their indentation."""
    return [line.strip() for line in text.splitlines() if not line.startswith("#")]


def test_every_named_argument_is_written_the_default_included() -> None:
    """People paste it onto units that may hold something else."""
    state = replace(
        intent(unit(rows={2: to("10.0.0.2")})),
        named=frozenset({("peer", 2, "peerip"), ("peer", 2, "hb-interval"), ("peer", 2, "syncvd")}),
    )
    lines = code(render(state, "7.4.4"))
    assert lines[3:6] == ["set peerip 10.0.0.2", "unset syncvd", "set hb-interval 2"]


def test_what_an_intent_does_not_name_of_a_singleton_is_not_written() -> None:
    """Not even if the state holds something there."""
    state = intent(unit(cluster={**IDS, "encryption": "enable"}), singletons=[("standalone-cluster", "encryption")])
    assert code(render(state, "7.4.4")) == ["config system standalone-cluster", "set encryption enable", "end"]


def test_a_state_read_from_text_is_written_as_show_would() -> None:
    """No defaults, and nothing that this program never writes."""
    state = unit(rows={2: to("10.0.0.2")}, ha={"mode": "a-p", "hbdev": ("port9", "50"), "session-pickup": "enable"})
    lines = code(render(state, "7.4.4"))
    assert "set session-pickup enable" in lines
    assert not [line for line in lines if "mode" in line or "hbdev" in line or "hb-interval" in line]


class TestIds:
    """FortiOS asks a question at the `end` of the block that changes them."""

    state = unit(rows={2: to("10.0.0.2")}, cluster={**IDS, "encryption": "enable"})

    def test_they_come_first_in_a_block_of_their_own_under_a_comment(self) -> None:
        """So that the question is answered before anything else is typed."""
        lines = render(self.state, "7.4.4").splitlines()
        assert lines[1].startswith("# At this `end` FortiOS asks")
        assert lines[2:6] == [
            "config system standalone-cluster",
            "    set standalone-group-id 7",
            "    set group-member-id 1",
            "end",
        ]

    @pytest.mark.parametrize(("fortios", "answers"), [("7.4.4", 1), ("7.0.5", 0), ("7.0.6", 1), ("6.4.9", 0)])
    def test_the_answer_is_written_where_the_question_is_known(self, fortios: str, answers: int) -> None:
        """Elsewhere a `y` would be an unknown action."""
        state = unit(fortios, cluster=IDS)
        assert render(state, fortios, Style(answers=True)).splitlines().count("y") == answers

    def test_without_being_asked_for_there_is_no_answer(self) -> None:
        """A preview is for reading."""
        assert "y" not in render(self.state, "7.4.4").splitlines()


class TestComments:
    """What is for people."""

    def test_the_header_names_the_unit_and_the_release(self) -> None:
        """First line."""
        text = render(unit(rows={2: to("10.0.0.2")}), "7.4.4", Style(device="fgt-a"))
        assert text.startswith("# FGSP of fgt-a, for FortiOS 7.4.4\n")

    def test_references_to_fill_in_are_named(self) -> None:
        """A reference stays a reference; also one that holds blanks."""
        text = render(unit(cluster={"psksecret": PSK}), "7.4.4")
        assert "# Fill in before pasting: ${file:/etc/fgsp/the psk}\n" in text
        assert "    set psksecret ${file:/etc/fgsp/the psk}\n" in text

    def test_a_secret_that_only_the_unit_knows_is_not_written(self) -> None:
        """Its `ENC` text is for no other unit; a comment says that it is missing."""
        text = render(unit(cluster={"psksecret": ShownSecret.of("ENC abc"), "encryption": "enable"}), "7.4.4")
        assert "# Set by hand, as only a unit knows it: standalone-cluster/psksecret\n" in text
        assert "set psksecret" not in text

    @pytest.mark.parametrize("row", [to("10.0.0.2", peervd="isl"), to("10.0.0.2", syncvd=("isl", "root"))])
    def test_another_vdom_than_root_means_config_global(self, row: dict[str, object]) -> None:
        """The tables are global, so on such a unit the blocks are typed inside `config global`."""
        assert "isl" in next(
            line for line in render(unit(rows={1: row}), "7.4.4").splitlines() if "config global" in line
        )

    def test_root_alone_needs_no_word_about_it(self) -> None:
        """A unit without VDOMs has no `config global`."""
        assert "config global" not in render(unit(rows={1: to("10.0.0.2", syncvd=("root",))}), "7.4.4")

    def test_commands_hold_neither_comments_nor_answers(self) -> None:
        """They are for programs."""
        state = unit(rows={1: to("10.0.0.2", peervd="isl")}, cluster={**IDS, "psksecret": PSK})
        lines = full_lines(state, dialect("7.4.4"), Style(comments=False, answers=True))
        assert "y" not in lines
        assert not [line for line in lines if line.startswith("#")]


class TestOrder:
    """What others depend on is typed before them when it comes on, and after them when it goes off."""

    def test_session_pickup_on(self) -> None:
        """Before what depends on it."""
        state = unit(ha={"session-pickup-nat": "enable", "session-pickup": "enable", "session-pickup-delay": "enable"})
        assert code(render(state, "7.4.4"))[1] == "set session-pickup enable"

    def test_session_pickup_off(self) -> None:
        """Last."""
        paths = [("ha", "session-pickup"), ("ha", "session-pickup-nat")]
        assert code(render(intent(unit(), singletons=paths), "7.4.4"))[1:3] == [
            "set session-pickup-nat disable",
            "set session-pickup disable",
        ]

    def test_encryption_comes_before_its_secret(self) -> None:
        """A unit may hide the secret until encryption is on."""
        lines = code(render(unit(cluster={"encryption": "enable", "psksecret": PSK}), "7.4.4"))
        assert lines[1] == "set encryption enable"
        assert lines[2].startswith("set psksecret")


def test_a_list_too_long_for_a_line_goes_on_in_append_lines() -> None:
    """Lines stay below 1024 bytes, and the list arrives whole."""
    names = tuple(f"interface-{number:05}" for number in range(300))
    lines = rendered(unit("7.6.0", cluster={"monitor-interface": names}), dialect("7.6.0"))
    verbs = [line.split()[0] for line in lines if "monitor-interface" in line]
    assert verbs == ["set"] + ["append"] * (len(verbs) - 1)
    assert len(verbs) > 1
    assert max(len(line.encode()) for line in lines) < LINE_BYTES + 100


class TestOtherReleases:
    """A state may be rendered for another release than its own, as far as that has what it holds."""

    def test_times_are_written_in_the_release_s_own_unit(self) -> None:
        """One second is 1 or 10."""
        state = unit("7.4.4", rows={1: to("10.0.0.2", hb_interval=1000, hb_lost_threshold=6)})
        assert "set hb-interval 1" in code(render(state, "7.0.5"))
        assert "set hb-interval 10" in code(render(state, "7.4.4"))

    def test_a_time_that_it_cannot_express_is_an_error_with_the_nearest_it_can(self) -> None:
        """Never round."""
        with pytest.raises(RenderError, match=r"300 ms cannot be expressed exactly; the nearest that can are 1000 ms"):
            render(unit("7.4.4", rows={1: to("10.0.0.2", hb_interval=300)}), "7.0.5")

    def test_an_attribute_that_it_lacks_is_an_error(self) -> None:
        """It would silently be left out."""
        with pytest.raises(RenderError, match=r"cluster-peer/1/source-ip: FortiOS 7.4.4 has no such setting"):
            render(unit("8.0.0", rows={1: to("10.0.0.2", source_ip="10.0.0.1")}), "7.4.4")


class TestOwnTemplates:
    """A folder of templates replaces ours by name; whatever they write must make what is wanted."""

    state = unit(rows={2: to("10.0.0.2")})

    def test_a_template_of_the_same_name_is_used(self, tmp_path: Path) -> None:
        """The others stay ours."""
        ours = "{% from 'block.j2' import block %}# by hand\n{% for b in blocks %}{{ block(b) }}{% endfor %}"
        (tmp_path / "full.j2").write_text(ours)
        lines = rendered(self.state, dialect("7.4.4"), Style(templates=tmp_path))
        assert lines[:2] == ("# by hand", "config system standalone-cluster")

    @pytest.mark.parametrize(
        ("template", "message"),
        [
            ("config system cluster-sync\nend", r"refuse this line: command parse error before 'cluster-sync'"),
            ("{{ nobody }}", r"full.j2:1: the template fails: .*nobody"),
            ("{% for %}", r"full.j2:1: the template fails"),
            ("{{ ''.__class__.__mro__ }}", r"the template fails"),
            ("# nothing", r"cluster-peer/2.*the lines do not make what is wanted"),
            ("config system standalone-cluster", r"leave a block open"),
            ("config system standalone-cluster\n\tend", r"control character"),
            ("config system global\nset hostname x\nend", r"cluster-peer/2.*do not make what is wanted"),
        ],
    )
    def test_one_that_is_wrong_hurts_nobody(self, tmp_path: Path, template: str, message: str) -> None:
        """The pre-flight finds it before any unit does."""
        (tmp_path / "full.j2").write_text(template)
        with pytest.raises(RenderError, match=message):
            rendered(self.state, dialect("7.4.4"), Style(templates=tmp_path))

    def test_a_folder_that_is_none_is_an_error(self, tmp_path: Path) -> None:
        """A misspelt option must not mean `ours`."""
        with pytest.raises(RenderError, match="no folder"):
            rendered(self.state, dialect("7.4.4"), Style(templates=tmp_path / "none"))
