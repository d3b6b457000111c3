# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts with HTML, compared with the text that a server shows."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.motadata.serviceops.plugins.module_utils._resources._html import (
    dropped,
    has_markup,
    may_vanish,
    plain,
    same_text,
)
from tests.simulator.markup import shown_description

WORDS = st.text("abcdefghijklmnopqrstuvwxyzäßé0123456789", min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("desired", "shown"),
    [
        ("<p>Incident Description</p>", "Incident Description"),  # a real answer
        ("<p>one</p><p>two</p>", "one two"),
        ("<p>one</p><p>two</p>", "one\ntwo"),
        ("<p>one</p><p>two</p>", "onetwo"),
        ("one<br>two<br/>three<BR />four", "one two three four"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("<p>5 &lt; 6 &amp; 7</p>", "5 < 6 & 7"),
        ("5 &lt; 6", "5 < 6"),
        ("<p>a&nbsp;b</p>", "a b"),
        ('<a href="https://x.example/?a=1&amp;b=2">here</a>', "here"),
        ("<p>9<b>7</b>%</p>", "97%"),
        ("line one\r\nline two\n", "line one\nline two"),
        ("ping <host> first", "ping <host> first"),
        ("ping <host> first", "ping  first"),
        ("<p>ping <host> first</p>", "ping <host> first"),
        ("<p>ping <host> first</p>", "ping first"),
        ("<p>kept</p>", "<p>kept</p>"),
        ("<P CLASS='x'>Käse</P>", "Käse"),
        ("a < b and c > d", "a < b and c > d"),
        ("<p>日本語</p>", "日本語"),
        ("<p>a</p><!-- note -->", "a"),
        ("load < 5 & temp > 60 on <db01>, see <b>runbook</b>", "load < 5 & temp > 60 on , see runbook"),
        ("load < 5 & temp > 60 on <db01>, see <b>runbook</b>", "load  60 on , see runbook"),
    ],
)
def test_text_equals_what_a_server_shows_of_it(desired, shown):
    assert same_text(desired, shown)


@pytest.mark.parametrize(
    ("desired", "shown"),
    [
        ("<p>97</p>", "98"),
        ("<p>one</p>", "one two"),
        ("foo bar", "foobar"),
        ("Case", "case"),
        ("<p>Case</p>", "case"),
        ("ping <host>", "ping <other>"),
        ("a < b", "a > b"),
    ],
)
def test_a_real_difference_is_seen(desired, shown):
    assert not same_text(desired, shown)


@given(st.lists(WORDS, min_size=1, max_size=6), st.sampled_from(["p", "div", "li", "b", "em", "h1", "code"]))
def test_markup_around_words_does_not_count(words, tag):
    marked = "".join(f"<{tag}>{word}</{tag}>" for word in words)

    assert same_text(marked, " ".join(words))
    assert same_text(marked, "\n".join(words))


@given(st.text())
def test_any_text_equals_itself_and_what_is_predicted_of_it(text):
    assert same_text(text, text)
    assert same_text(text, plain(text))


@given(st.text(st.sampled_from("<>/&;ab p!-lt'\"=\n"), max_size=30), st.sampled_from(["stripped", "collapsed", "kept"]))
def test_any_text_equals_what_a_server_makes_of_it(text, policy):
    shown = shown_description(text, policy)

    assert same_text(text, shown) or (may_vanish(text) and not shown.strip())


@pytest.mark.parametrize(
    ("desired", "shown", "missing"),
    [
        ("mail <jane@acme.example>, a List<String>", "mail , a List", ["<jane@acme.example>", "<String>"]),
        ("mail <jane@acme.example>", "mail <jane@acme.example>", []),
        ("<p>all <b>here</b></p>", "all here", []),
        ("<p>ping &lt;host&gt;</p>", "ping <host>", []),
    ],
)
def test_text_that_a_server_took_for_markup_is_named(desired, shown, missing):
    assert dropped(desired, shown) == missing


@pytest.mark.parametrize("text", ["a < b", "<host>", "mail <a@b.example>", "x<y>z", "<<<", "<>", "1 <2 & 3> 2"])
def test_an_angle_bracket_alone_is_not_markup(text):
    assert not has_markup(text)
    assert plain(text) == text


def test_markup_within_a_word_does_not_tear_it_apart():
    assert plain("<p>/var is <b>9</b>7<i>%</i> full.</p>") == "/var is 97% full."


def test_entities_are_resolved_without_a_tag():
    assert plain("5 &lt; 6 &amp; 7") == "5 < 6 & 7"


@pytest.mark.parametrize("text", ["one\n\n  two", " x ", "</host> <!-- x"])
def test_text_without_markup_keeps_its_white_space(text):
    assert plain(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "a <![ b",
        "<b>a</b> <![ b",
        "<p>&#" + "9" * 5000 + ";</p>",
        "&#" + "0" * 5000 + "65",
        "<b>x</b><!DOCTYPE [<!x",
        "<![CDATA[<b>",
    ],
)
def test_a_text_that_breaks_parsers_is_a_text(text):
    assert same_text(text, text)
    assert same_text(text, plain(text))
    assert isinstance(may_vanish(text), bool)
    assert dropped(text, text) == []
    assert not same_text(text, "other")


def test_a_comment_may_hold_markup():
    assert plain("<p>a</p><!--[if mso]><table><tr><td>b</td></tr></table><![endif]--><p>c</p>") == "a c"


def test_an_attribute_may_hold_an_angle_bracket():
    assert plain('<a title="a > b">here</a> <img alt=it\'s>') == "here"


@pytest.mark.parametrize("part", ["<!--", "<![", "<b ", '<b "', "<b '", "&#9", "<!-- <b>x", "</", "<b>"])
def test_a_long_odd_text_takes_no_time(part):
    text = part * 50_000 + "<b>x</b>"
    begun = time.monotonic()
    plain(text)
    may_vanish(text)
    same_text(text, "x")
    assert time.monotonic() - begun < 10
