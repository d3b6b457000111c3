# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options as a command line gives them: every value a text."""

from __future__ import annotations

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._module.argspec import (
    connection_arguments,
    info_arguments,
    item_arguments,
    lookup_arguments,
    resource_arguments,
)
from ansible_collections.motadata.serviceops.plugins.module_utils._module.coercion import coerced
from ansible_collections.motadata.serviceops.plugins.module_utils._module.resource import resource_task
from ansible_collections.motadata.serviceops.plugins.module_utils._resources.request import REQUEST
from ansible_collections.motadata.serviceops.plugins.plugin_utils._options import read_options

TASK = resource_task(REQUEST)


def read(**given):
    options = read_options(TASK, coerced(TASK.arguments, given), "this test")
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
        ("['a, b', 'c']", ["a, b", "c"]),
        ("[draft],b", ["[draft]", "b"]),
        ("a,,b, ", ["a", "b"]),
        ("[]", []),
        ("", []),
        (" ", []),
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


@pytest.mark.parametrize("text", ["[{'id': 65}]", "{'id': 65}", ' [{"id": 65}] '])
def test_a_list_of_dictionaries_may_be_written_as_python_does(text):
    assert read(requests=text) == {"requests": [{"id": 65}]}


@pytest.mark.parametrize("text", ['[{"id: 65}]', "id=65", "", "65"])
def test_a_list_of_dictionaries_that_is_none_is_refused_in_a_sentence(text):
    with pytest.raises(
        ValueError, match=r"^requests must be a list in JSON, got '.*': give for example '\[\{\"id\": 65\}\]'\.$"
    ):
        read(requests=text)


# Every option that takes a list of texts, in a module, in one of its items, and in a lookup.
LISTS = [
    (spec, option)
    for spec in (
        resource_arguments(REQUEST),
        item_arguments(REQUEST),
        info_arguments(REQUEST),
        lookup_arguments(REQUEST),
    )
    for option, argument in spec.items()
    if argument["type"] == "list" and argument["elements"] == "str"
]


@pytest.mark.parametrize("text", ["a,b", " a , b ", '["a", "b"]', "['a', 'b']"])
@pytest.mark.parametrize(("spec", "option"), LISTS)
def test_every_list_may_be_a_text(spec, option, text):
    assert coerced(spec, {option: text}) == {option: ["a", "b"]}


@pytest.mark.parametrize("option", connection_arguments())
def test_an_empty_text_leaves_the_connection_to_the_environment(option):
    assert coerced(TASK.arguments, {option: "", "id": 65}) == {"id": 65}
    assert coerced(lookup_arguments(REQUEST), {option: ""}) == {}


HEADERS = {"X-Key": "fake: key=", "X-Tenant": "7"}


@pytest.mark.parametrize(
    "text",
    [
        '{"X-Key": "fake: key=", "X-Tenant": "7"}',
        "X-Key: fake: key=\nX-Tenant: 7\n",
        "---\nX-Key: 'fake: key='\n\n  X-Tenant: \"7\"",
    ],
)
def test_headers_may_be_a_text_in_json_or_with_a_line_for_each(text):
    assert coerced(TASK.arguments, {"headers": text}) == coerced({}, {"headers": text}) == {"headers": HEADERS}


def test_headers_that_cannot_be_read_are_not_shown():
    with pytest.raises(ValueError, match="give JSON, or a line 'name: value' for each header") as caught:
        coerced(TASK.arguments, {"headers": "X-Key: x\nfake-key"})
    assert "fake-key" not in str(caught.value)


def test_an_empty_text_clears_a_field():
    assert coerced(TASK.arguments, {"subject": "", "tags": ""}) == {"subject": "", "tags": []}


TEXT = f"__omit_place_holder__{'0f' * 20}"
Omit = type("_OmitType", (), {})()


@pytest.mark.parametrize("omitted", [TEXT, Omit, "<<Omit>>"])
def test_a_placeholder_of_omit_is_left_out_however_deep_it_is(omitted):
    given = {
        "url": omitted,
        "tags": ["a", omitted],
        "custom_fields": {"A": omitted, "B": ["x", omitted], omitted: 1},
        "extra_fields": {"deep": [{"a": omitted, "b": 1}]},
        "requests": [{"subject": "x", "tags": [omitted]}, omitted],
    }
    assert coerced(TASK.arguments, given) == {
        "tags": ["a"],
        "custom_fields": {"B": ["x"]},
        "extra_fields": {"deep": [{"b": 1}]},
        "requests": [{"subject": "x", "tags": []}],
    }


@pytest.mark.parametrize(
    ("given", "left"),
    [
        ({"tags": f"a,{TEXT}"}, {"tags": ["a"]}),
        ({"tags": f"['a', '{TEXT}']"}, {"tags": ["a"]}),
        ({"requests": f'[{{"id": 65, "tags": "{TEXT}"}}]'}, {"requests": [{"id": 65}]}),
        ({"custom_fields": f'{{"A": "{TEXT}", "B": 1}}'}, {"custom_fields": {"B": 1}}),
        ({"subject": f"x {TEXT}"}, {"subject": "x "}),
    ],
)
def test_a_placeholder_of_omit_inside_a_text_is_left_out(given, left):
    assert coerced(TASK.arguments, given) == left


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("INC-46", "id must be a number, got 'INC-46': write name: INC-46."),
        (" ", "id is empty: leave it out, or give a value."),
    ],
)
def test_an_id_that_is_a_name_says_which_option_takes_it(value, words):
    with pytest.raises(ValueError, match=f"^{words}$"):
        coerced(TASK.arguments, {"id": value})


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
    given = coerced(TASK.arguments, {"tag": "a,b"})
    assert given == {"tag": "a,b"}
    assert read_options(TASK, given, "this test").refusal.startswith("Unsupported parameters for this test: tag.")
