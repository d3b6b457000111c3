# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options as a command line gives them: every value a text."""

from __future__ import annotations

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._records.request import REQUEST
from ansible_collections.motadata.serviceops.plugins.module_utils._task.record import record_task
from ansible_collections.motadata.serviceops.plugins.plugin_utils._options import read_options, split_lists

TASK = record_task(REQUEST)


def read(**given):
    options = read_options(TASK, split_lists(TASK.arguments, given), "this test")
    assert options.refusal is None, options.refusal
    return {option: options.params[option] for option in given}


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("a,b", ["a", "b"]),
        (" a , b c ", ["a", "b c"]),
        ("a", ["a"]),
        ('["a, b", "c"]', ["a, b", "c"]),
        ("[1, 2]", ["1", "2"]),
        ("[draft],b", ["[draft]", "b"]),
        ("", [""]),
    ],
)
def test_a_list_of_texts_is_written_with_commas_or_as_json(text, tags):
    assert read(tags=text) == {"tags": tags}


def test_a_list_that_is_one_is_left_alone():
    assert read(tags=[" a ", "b, c"]) == {"tags": [" a ", "b, c"]}
    assert read(requests=[{"id": 65}]) == {"requests": [{"id": 65}]}


def test_a_list_of_dictionaries_is_json_and_one_dictionary_is_a_list_of_one():
    assert read(requests='[{"id": 65}, {"subject": "a, b"}]') == {"requests": [{"id": 65}, {"subject": "a, b"}]}
    assert read(requests='{"id": 65, "tags": ["x"]}') == {"requests": [{"id": 65, "tags": ["x"]}]}


@pytest.mark.parametrize("text", ['[{"id: 65}]', "id=65", "", "[{'id': 65}]"])
def test_a_list_of_dictionaries_that_is_no_json_is_refused_in_a_sentence(text):
    with pytest.raises(
        ValueError, match=r"^requests is no list in JSON \(.*\): give for example '\[\{\"id\": 65\}\]'\.$"
    ):
        read(requests=text)


def test_choices_may_have_blanks_between_them():
    assert read(match_on="subject, requester_email") == {"match_on": ["subject", "requester_email"]}


def test_other_texts_get_their_types():
    given = {"id": "65", "spam": "no", "custom_fields": '{"Count": 3}', "extra_fields": "a=b,c=d", "subject": "12"}
    assert read(**given) == {
        "id": 65,
        "spam": False,
        "custom_fields": {"Count": 3},
        "extra_fields": {"a": "b", "c": "d"},
        "subject": "12",
    }


def test_an_unknown_option_is_left_to_the_module():
    given = split_lists(TASK.arguments, {"tag": "a,b"})
    assert given == {"tag": "a,b"}
    assert read_options(TASK, given, "this test").refusal.startswith("Unsupported parameters for this test: tag.")
