# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookup request: what names a request, what finds one, where the connection comes from, what a failure says."""

from __future__ import annotations

import base64
from urllib.parse import quote

import pytest
from ansible.errors import AnsibleLookupError
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar

from ansible_collections.motadata.serviceops.plugins.lookup.request import LookupModule
from tests.simulator.client import Simulator
from tests.unit.support.canned import CannedServer, response, routed, token_answer
from tests.unit.support.simulated import TOKEN_PATH, counted, sent, stored

try:
    # Since core 2.19.
    from ansible.template import trust_as_template
except ImportError:

    def trust_as_template(text):
        return text


# What a task's omit is: a text before core 2.19, an object since.
OMITTED = [f"__omit_place_holder__{'0f' * 20}", type("_OmitType", (), {})()]
ACCOUNT = {name: getattr(Simulator, name) for name in ("client_id", "client_secret", "username", "password")}


@pytest.fixture
def connection(simulator, tmp_path):
    """The variables of a play that knows the server, and a dozen requests there."""
    simulator.reset(12)
    simulator.clear_calls()
    options = {"url": simulator.url, **ACCOUNT, "token_cache_path": str(tmp_path / "kept"), "retry_timeout": 5}
    return {f"serviceops_{name}": value for name, value in options.items()}


@pytest.fixture
def look_up(connection):
    def run(*terms, variables=None, **options):
        known = connection if variables is None else variables
        plugin = LookupModule(loader=None, templar=Templar(loader=DataLoader(), variables=known))
        return plugin.run(list(terms), variables=known, **options)

    return run


def ids(records):
    return [record["id"] for record in records]


def refusal(look_up, *terms, **options):
    with pytest.raises(AnsibleLookupError) as caught:
        look_up(*terms, **options)
    return str(caught.value)


def test_an_id_is_a_number_however_it_is_written(look_up, simulator):
    assert ids(look_up(65)) == [65]
    assert ids(look_up("65")) == ids(look_up(" 65 ")) == [65]
    assert sent(simulator) == ["GET"] * 3


def test_a_name_is_any_other_text(look_up, simulator):
    name = look_up(66)[0]["name"]
    simulator.clear_calls()
    assert ids(look_up(name)) == ids(look_up(name.lower())) == [66]
    assert sent(simulator) == ["search"] * 2


def test_many_are_found_by_few_searches_in_the_order_that_was_asked_for(look_up, simulator):
    names = {record["id"]: record["name"] for record in stored(simulator)}
    simulator.clear_calls()
    terms = [70, names[66], [names[65], ["68"]], (each for each in (67, 70))]
    assert ids(look_up(*terms)) == [70, 66, 65, 68, 67, 70]
    assert set(sent(simulator)) == {"search"}
    assert len(sent(simulator)) <= 2


def test_no_ids_are_no_requests(look_up, simulator):
    assert look_up([]) == look_up([], []) == []
    assert simulator.calls() == []


def test_nothing_at_all_does_not_mean_every_request(look_up, simulator):
    text = refusal(look_up)
    assert "give their ids or names" in text
    assert "give scope=all" in text
    assert simulator.calls() == []
    assert len(look_up(scope="all")) == len(look_up(filters={})) == 12


@pytest.mark.parametrize("scope", ["open", "closed"])
def test_a_scope_is_a_search(look_up, simulator, scope):
    ended = {record["id"] for record in stored(simulator) if record["statusName"] in ("Resolved", "Closed")}
    found = set(ids(look_up(scope=scope)))
    assert found
    assert found == (ended if scope == "closed" else {record["id"] for record in stored(simulator)} - ended)
    assert "scope cannot be combined with ids or names" in refusal(look_up, 65, scope=scope)


@pytest.mark.parametrize("lacking", ["url", "password"])
def test_without_a_connection_it_says_where_modules_take_theirs_from(look_up, connection, lacking):
    text = refusal(look_up, 65, variables={**connection, f"serviceops_{lacking}": ""})
    assert f"SERVICEOPS_{lacking.upper()}" in text
    assert "Modules take theirs from module_defaults and environment, too; a lookup sees only" in text
    assert "variables such as serviceops_url" in text


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"limit": 2}, [76, 75]),
        ({"limit": "2", "sort_by": "id"}, [65, 66]),
        ({"filters": {"subject": "none has it"}}, []),
        ({"correlation_id": "none"}, []),
    ],
)
def test_options_search(look_up, options, expected):
    assert ids(look_up(**options)) == expected


def test_filters_find_what_they_say(look_up, simulator):
    desired = sorted(record["id"] for record in stored(simulator) if record["statusName"] == "Open")
    assert 0 < len(desired) < 12
    assert sorted(ids(look_up(filters={"status": ["open"]}))) == desired


def test_fields_say_what_is_returned(look_up):
    assert [list(record) for record in look_up(65, 66, fields=["status"])] == [["id", "status"]] * 2
    assert [list(record) for record in look_up(limit=1, fields="name, status")] == [["id", "name", "status"]]
    assert "'colour', which is unknown" in refusal(look_up, 65, fields="colour")


def test_a_missing_one_is_an_error_unless_said_otherwise(look_up, capsys):
    assert refusal(look_up, 65, 999, "INC-999", 999) == (
        "There is no request with id 999 or name 'INC-999'. To carry on without it, set on_missing to warn or skip."
    )
    assert ids(look_up(999, 65, on_missing="skip")) == [65]
    assert "999" not in capsys.readouterr().err
    assert ids(look_up(999, 65, on_missing="warn")) == [65]
    assert "There is no request with id 999." in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize(
    ("terms", "options", "text"),
    [
        (["65", ""], {}, "An id or name is empty"),
        ([True], {}, "True must be the id of a request"),
        ([{"id": 65}], {}, "{'id': 65} must be"),
        ([None], {}, "None must be"),
        ([0], {}, "id is 0"),
        ([65], {"limit": 1}, "limit cannot be combined with ids or names"),
        ([], {"correlation_field": "x"}, "correlation_field is given without correlation_id"),
        ([], {"limit": 0}, "limit is 0"),
        ([], {"filters": {"stat": 1}}, "filters: stat is unknown"),
        (
            [],
            {"filter": {"status": "Open"}},
            "Unsupported parameters for the lookup motadata.serviceops.request: filter.",
        ),
        ([65], {"on_missing": "ignore"}, "value of on_missing must be one of: error, warn, skip"),
    ],
)
def test_what_can_not_be_meant_is_refused(look_up, simulator, terms, options, text):
    assert text in refusal(look_up, *terms, **options)
    assert simulator.calls() == []


def test_the_token_is_shared(look_up, simulator):
    for term in (65, 66, 67):
        look_up(term)
    assert counted(simulator) == {"token": 1, "GET": 3}


def test_one_client_serves_all_terms_where_no_token_is_kept(look_up, simulator):
    look_up(65, 66, 67, token_cache=False)
    assert counted(simulator)["token"] == 1


def test_an_option_wins_over_a_variable_and_that_over_the_environment(look_up, connection, simulator, monkeypatch):
    monkeypatch.setenv("SERVICEOPS_URL", "http://127.0.0.1:9/environment")
    assert ids(look_up(65)) == [65]
    variables = {**connection, "serviceops_url": "http://127.0.0.1:9/variable", "serviceops_retry_timeout": 0}
    assert "/variable" in refusal(look_up, 65, variables=variables)
    assert ids(look_up(65, variables=variables, url=simulator.url)) == [65]
    # A variable that an option stands before is not even looked at.
    variables["serviceops_url"] = trust_as_template("{{ no_such_one }}")
    assert ids(look_up(65, variables=variables, url=simulator.url)) == [65]
    del variables["serviceops_url"]
    assert "/environment" in refusal(look_up, 65, variables=variables)


def test_the_environment_alone_will_do(look_up, connection, monkeypatch):
    for name, value in connection.items():
        monkeypatch.setenv(name.upper(), str(value))
    assert ids(look_up(65, variables={})) == [65]


def test_empty_variables_say_nothing(look_up, connection, monkeypatch):
    monkeypatch.setenv("SERVICEOPS_PASSWORD", ACCOUNT["password"])
    variables = {**connection, "serviceops_password": "", "serviceops_access_token": "", "serviceops_timeout": ""}
    assert ids(look_up(65, variables=variables)) == [65]


@pytest.mark.parametrize("option", ["url", "timeout", "validate_certs", "token_cache", "ca_path", "retry_timeout"])
def test_an_empty_option_says_nothing(look_up, option):
    assert ids(look_up(65, **{option: ""})) == [65]


@pytest.mark.parametrize("omitted", OMITTED)
def test_what_is_omitted_is_left_out(look_up, connection, omitted):
    assert ids(look_up(65, omitted, [66, omitted], timeout=omitted, fields=["name", omitted])) == [65, 66]
    assert look_up(omitted) == []
    assert len(look_up(filters={"status": ["Open", omitted], "tags": omitted}, limit=2)) == 2
    variables = {"omit": OMITTED[0], **connection, "serviceops_timeout": trust_as_template("{{ omit }}")}
    assert ids(look_up(65, variables=variables)) == [65]


@pytest.mark.parametrize("fields", [" name , status", '["name", "status"]', "['name', 'status']"])
def test_a_list_of_keys_may_be_a_text(look_up, fields):
    assert set(look_up(65, fields=fields)[0]) == {"id", "name", "status"}


@pytest.mark.parametrize("option", ["access_token", "api_key"])
def test_who_is_named_in_the_lookup_goes_before_a_token_in_a_variable(look_up, connection, simulator, option):
    variables = {**connection, f"serviceops_{option}": "fake-and-refused"}
    assert "401" in refusal(look_up, 65, variables=variables)
    assert ids(look_up(65, variables=variables, password=ACCOUNT["password"])) == [65]
    assert ids(look_up(65, variables=variables, api_key=simulator.api_key)) == [65]


def test_a_refused_password_is_named_with_the_place_that_it_came_from(look_up, connection):
    variables = {**connection, "serviceops_password": "fake-and-refused"}
    said = refusal(look_up, 65, variables=variables, username=ACCOUNT["username"])
    assert "Check username (option) and password (variable serviceops_password), and that" in said


def test_no_failure_shows_a_secret(look_up, connection):
    secret = "fake pass&word/+ä?"
    basic = base64.b64encode(f"{ACCOUNT['client_id']}:{ACCOUNT['client_secret']}".encode()).decode()

    def echo(call):
        said = f"I was sent {secret}, {quote(secret)} and {call.headers['authorization']}"
        return response(401, {"error": "invalid_grant", "error_description": said})

    with CannedServer(routed(token=echo)) as server:
        variables = {**connection, "serviceops_url": server.url, "serviceops_password": secret}
        text = refusal(look_up, 65, variables=variables)
    assert server.paths[0] == f"POST {TOKEN_PATH}"
    assert "I was sent " in text
    assert not [form for form in (secret, quote(secret), basic) if form in text]


@pytest.mark.parametrize("form", [dict, str], ids=["dictionary", "text"])
def test_headers_for_a_gateway_come_from_a_variable_and_are_not_shown(look_up, connection, form):
    headers = {dict: {"X-Key": "fake-gateway-key"}, str: "X-Key: fake-gateway-key"}[form]
    refusal_of_server = response(403, {"userMessage": "no key but fake-gateway-key"})
    with CannedServer(routed(token=token_answer(), GET=refusal_of_server)) as server:
        variables = {**connection, "serviceops_url": server.url, "serviceops_headers": headers}
        message = refusal(look_up, 4, variables=variables)
    assert [call.headers["x-key"] for call in server.calls] == ["fake-gateway-key"] * 2
    assert "no key but ********" in message
