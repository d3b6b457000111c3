# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What templates refer to is read off them, and none is run."""

from __future__ import annotations

import pytest

from ansible_collections.motadata.serviceops.plugins.plugin_utils._references import values_of


class Locked:
    def __str__(self):
        raise ValueError("no vault password")


VARIABLES = {
    "word": "fake-word",
    "second": "{{ word }}",
    "third": "{{ second }}-3",
    "circle": "{{ circle }}",
    "around": "{{ thither }}",
    "thither": "{{ around }}",
    "deep": {"er": ["fake-first", {"at": "{{ word }}"}]},
    "other": "{{ deep }}",
    "itself": {"again": "{{ itself }}", "text": "fake-inner"},
    "key": "er",
    "number": 16,
    "torn": "{{ word + }}",
    "locked": Locked(),
}


@pytest.mark.parametrize(
    ("template", "values"),
    [
        ("{{ word }}", {"fake-word"}),
        ("{{word}}", {"fake-word"}),
        ("{{ third }}", {"fake-word-3"}),
        ("a-{{ word }}-b", {"a-fake-word-b"}),
        ("{{ word ~ '-' ~ number }}", {"fake-word-16"}),
        ("{{ 'a-' + word }}", {"a-fake-word"}),
        ("{{ deep.er[0] }}", {"fake-first"}),
        ("{{ deep['er'][1].at }}", {"fake-word"}),
        ("{{ deep[key][0] }}", {"fake-first"}),
        ("{{ other.er[0] }}", {"fake-first"}),
        ("{{ deep }}", {"fake-first", "fake-word"}),
        ("{{ other.er }}", {"fake-first", "fake-word"}),
        ("{{ itself }}", {"fake-inner"}),
        ("{{ vars.word }}{{ vars['word'] }}", {"fake-wordfake-word"}),
        ("{{ word | default('fake-default') | trim }}", {"fake-word", "fake-default"}),
        ("{{ nothing | default(word, true) }}", {"fake-word"}),
        ("{{ word if number > 3 else 'fake-else' }}", {"fake-word", "fake-else"}),
        ("{{ nothing or word }}", {"fake-word"}),
        ("{{ nothing | ansible.builtin.default(word) }}", {"fake-word"}),
        # What comes to nothing leaves the other choices.
        ("{{ deep.er[7] or word }}", {"fake-word"}),
        ("{{ number.least or word }}", {"fake-word"}),
        ("{{ torn or word }}", {"fake-word"}),
        ("{{ circle or word }}", {"fake-word"}),
        ("{{ lookup('ansible.builtin.env', 'FAKE_PLACE') }}", {"fake-from-env"}),
        ("{{ lookup('env', 'FAKE_' ~ 'PLACE', default='x') }}", {"fake-from-env"}),
        ("{{ lookup('vars', 'word') }}", {"fake-word"}),
    ],
)
def test_references_are_followed(template, values, monkeypatch):
    monkeypatch.setenv("FAKE_PLACE", "fake-from-env")
    assert values_of({template}, VARIABLES) == values


@pytest.mark.parametrize(
    "template",
    [
        "plain",
        "{{ nothing }}",
        "{{ deep.no.thing }}",
        "{{ deep.er[7] }}",
        "{{ deep[deep] }}",
        "{{ circle }}",
        "{{ around }}",
        "{{ locked }}",
        "{{ locked }}-x",
        "{{ word | password_hash }}",
        "{{ word | hash('sha1') | default('') }}",
        "{{ word.upper() }}",
        "{{ query('env', 'HOME') }}",
        "{% if number %}{{ word }}{% endif %}",
        "{% set word = 'fake-other' %}{{ word }}",
        "{{ word",
    ],
)
def test_what_is_more_than_a_reference_comes_to_nothing(template):
    assert values_of({template}, VARIABLES) == set()


HOSTS = {
    "db": {
        "word": "fake-of-db",
        "own": "{{ word }}-1",
        "back": "{{ hostvars['app'].circle }}",
        "further": "{{ hostvars.app.own }}",
        "others": "{{ hostvars['app'].list }}",
    },
    "app": {
        "own": "fake-of-app",
        "circle": "{{ hostvars.db.back }}",
        "list": ["{{ own }}"],
        "deep": {"er": [{"at": "{{ own }}"}]},
    },
}


@pytest.mark.parametrize(
    ("template", "values"),
    [
        ("{{ hostvars['db'].word }}", {"fake-of-db"}),
        ("{{ hostvars.db['word'] }}", {"fake-of-db"}),
        # In that host's words, not in those of the task's.
        ("{{ hostvars['db'].own }}-2", {"fake-of-db-1-2"}),
        ("{{ hostvars[place].further }}", {"fake-of-app"}),
        ("{{ hostvars['app'].list[0] }}", {"fake-of-app"}),
        ("{{ hostvars['app'].list }}", {"fake-of-app"}),
        ("{{ hostvars['db'].back or word }}", {"fake-word"}),
        ("{{ hostvars['away'].word or word }}", {"fake-word"}),
        ("{{ hostvars['db'].nothing or word }}", {"fake-word"}),
        ("{{ hostvars[deep].word or word }}", {"fake-word"}),
        ("{{ hostvars['app'].deep.er[0].at }}", {"fake-of-app"}),
        ("{{ hostvars['db'].others[0] }}", {"fake-of-app"}),
        ("{{ hostvars }}", set()),
    ],
)
def test_references_to_other_hosts_are_followed(template, values):
    assert values_of({template}, {**VARIABLES, "place": "db"}, HOSTS.get) == values


def test_variables_of_other_hosts_are_asked_for_once_and_only_where_they_are_meant():
    asked = []

    def host(name):
        asked.append(name)
        return HOSTS.get(name)

    values_of({"{{ word }}", "{{ hostvars.db.word }}", "{{ hostvars.db.own }}", "{{ hostvars }}"}, VARIABLES, host)
    assert asked == ["db"]


def test_look_ups_are_not_run(tmp_path):
    mark = tmp_path / "mark"
    mark.write_text("fake-content")
    templates = {f"{{{{ lookup('{plugin}', '{mark}') }}}}" for plugin in ("file", "ansible.builtin.file", "pipe")}
    assert values_of({*templates, "{{ lookup('password', '" + str(tmp_path / "new") + "') }}"}, VARIABLES) == set()
    assert [each.name for each in tmp_path.iterdir()] == ["mark"]


def test_many_alternatives_come_to_an_end():
    # Each of which is looked at once.
    variables = {f"v{number}": "{{ " + " or ".join([f"v{number + 1}"] * 9) + " }}" for number in range(30)}
    assert values_of({"{{ v0 or v0 or v0 }}"}, {**variables, "v30": "fake-end"}) == {"fake-end"}


def test_one_that_cannot_be_read_keeps_no_other_back():
    assert values_of(["{{ locked }}-x", "{{ word }}"], VARIABLES) == {"fake-word"}
