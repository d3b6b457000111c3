# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module that checks which assumptions hold."""

from __future__ import annotations

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._assumptions import ASSUMPTIONS
from ansible_collections.motadata.serviceops.plugins.module_utils._probe import probe
from tests.simulator.client import Simulator
from tests.simulator.switches import PROFILES, SWITCHES
from tests.unit.support.canned import CannedServer, response, routed, sequence, token_answer
from tests.unit.support.running import Modules
from tests.unit.support.simulated import counted, stored, writes

PROBE = "motadata.serviceops contract probe"
MOST_READS, MOST_CALLS = 21, 61
SEARCH = {"Search", "Search on tags", "Types of conditions"}
RESET = {"X-RateLimit-Reset"}
FILES = {"Uploads", "Attachments in an update"}
NOTES = {
    "Conversations",
    "Subject of a conversation",
    "Details of a conversation",
    "Notes only",
    "Deleting a conversation",
}

# A switch of the simulator, the other switches that it needs to have an effect, and the checks that see it.
SEEN = {
    "token_form": ({}, {"Token form"}),
    "token_form_status": ({"token_form": "urlencoded"}, {"Token form"}),
    "token_error_body": ({}, {"Refused form"}),
    "token_lifetime": ({}, {"Token lifetime"}),
    "refresh_grant": ({}, {"Refresh"}),
    "unknown_name": ({}, {"Unknown names"}),
    "patch_subject": ({}, {"Update"}),
    "patch_lists": ({}, {"Lists in an update", "Attachments in an update"}),
    "patch_custom_fields": ({}, {"Lists in an update"}),
    "patch_answer": ({}, {"Update"}),
    "clearing": ({}, {"Clearing"}),
    "delete": ({}, {"Delete"}),
    "deleted_read": ({}, {"Delete"}),
    "second_delete": ({}, {"Delete"}),
    "deleted_search": ({}, {"Delete"}),
    "search_qualification": ({}, SEARCH),
    "search_tags": ({}, {"Search on tags"}),
    "search_time_value": ({}, {"Types of conditions"}),
    "search_page_cap": ({}, {"Search"}),
    "search_total": ({}, {"Search"}),
    "search_envelope": ({}, {"Search"}),
    "search_direction": ({}, {"Search"}),
    "unknown_id": ({}, {"Unknown id"}),
    "description": ({}, {"Markup"}),
    "close_rule": ({}, {"Closed states"}),
    "create_status": ({}, {"Status at creation"}),
    "conversations": ({}, NOTES),
    "conversation_subject": ({}, {"Subject of a conversation"}),
    "conversation_details": ({}, {"Details of a conversation"}),
    "conversation_patch": ({}, {"Notes only"}),
    "conversation_patch_of_others": ({}, {"Notes only"}),
    "conversation_delete": ({}, {"Deleting a conversation"}),
    "upload_path": ({}, FILES),
    "upload_part": ({}, FILES),
    "patch_attachments": ({}, {"Attachments in an update"}),
    "approval_status": ({}, {"Approval"}),
}
# These need a run of few calls, so that none is refused by chance.
LIMITS = {
    ("rate_limit", "on"): ({}, RESET | {"Rate limit", "X-RateLimit-Remaining"}),
    ("rate_limit_hint", "reset_epoch"): ({"rate_limit": "on"}, RESET),
    ("rate_limit_hint", "retry_after"): ({"rate_limit": "on"}, RESET | {"Rate limit"}),
    ("rate_limit_hint", "none"): ({"rate_limit": "on"}, RESET | {"Rate limit"}),
}
# What cannot be seen without harm, or without waiting for hours.
UNSEEN = {
    "token_enforced",
    "unknown_requester",
    "search_lag",
    "stored_subject",
    "stored_tags",
    "upload_api_key",
    "upload_limit",
    "planned_status",
    "clock_ahead",
}
# What no assumption is about.
UNRELATED = {
    "unknown_custom_field": "refused",
    "custom_field_type": "error500",
    "close_already_closed": "done",
    "order_echo": "kept",
    "search_operator_case": "strict",
    "search_unknown_key": "refused",
    "unknown_body_key": "refused",
    "lists_when_empty": "empty",
    "conversation_type_case": "strict",
    "conversation_list": "refused405",
    "planned_custom_fields": "shown",
    "links": "shown",
}
NUMBERS = {"token_lifetime": (7199,), "search_page_cap": (1, 3)}
ALTERNATIVES = [(name, value) for name in SEEN for value in NUMBERS.get(name, SWITCHES[name].values[1:])]


def found(result: dict) -> dict[str, list]:
    """Return outcome and words of each check by its topic."""
    assert result["failed"] is False, result
    reported: dict[str, list] = {}
    for check in result["checks"]:
        reported.setdefault(check["topic"], []).append((check["outcome"], check["found"]))
    return reported


def outcome(result: dict, topic: str) -> str:
    return next(check["outcome"] for check in result["checks"] if check["topic"] == topic)


def words(result: dict, topic: str) -> str:
    return next(check["found"] for check in result["checks"] if check["topic"] == topic)


def differing(one: dict, other: dict) -> set[str]:
    before, after = found(one), found(other)
    return {topic for topic in before if before[topic] != after[topic]}


def probed(simulator: Simulator, modules: Modules, switches: dict | None = None, **options) -> dict:
    """Return the result against a server that is new but for a few requests, and one of each other ticket."""
    simulator.reset(tickets=6)
    simulator.switch(**switches or {})
    for kind in ("change", "problem", "release"):
        simulator.create_ticket(kind)
    return modules.verify(**options)


def ours(simulator: Simulator) -> list[dict]:
    """Return the requests of the probe that a search shows and that are not marked as removed."""
    return [one for one in stored(simulator) if one["subject"].startswith(PROBE) and not one.get("removed")]


# What is reported


def test_every_assumption_has_an_entry_in_the_order_of_the_contract(modules, simulator):
    for result in (probed(simulator, modules), probed(simulator, modules, write=True)):
        topics = [check["topic"] for check in result["checks"]]
        assert list(dict.fromkeys(topics)) == [assumption.topic for assumption in ASSUMPTIONS]
        texts = {assumption.topic: (assumption.assumed, assumption.source) for assumption in ASSUMPTIONS}
        assert all((check["assumed"], check["source"]) == texts[check["topic"]] for check in result["checks"])


LATER = (probe.CONVERSATIONS, probe.ENDINGS, probe.AFTERWARDS, probe.NEVER)


def test_every_check_is_about_an_assumption():
    tables = (probe.SIGN_INS, probe.READS, probe.READS_OF_OTHERS, probe.WRITES, *LATER)
    topics = {topic for table in tables for topic, dummy in table}
    assert topics == {assumption.topic for assumption in ASSUMPTIONS}


def test_the_likeliest_server_differs_in_nothing(modules, simulator):
    result = probed(simulator, modules, write=True)
    assert result["summary"]["differs"] == 0
    assert sum(result["summary"].values()) == len(result["checks"])
    assert [check["topic"] for check in result["checks"] if check["outcome"] == "not_tried"] == [
        "Token lifetime",
        "Settling",
        "Unknown names",
        "Rate limit",
        "Logon names",
        "X-RateLimit-Reset",
        "X-RateLimit-Remaining",
        "Orders",
        "Links",
        "Events",
    ]
    assert all((check["meaning"] is None) == (check["outcome"] == "holds") for check in result["checks"])
    assert result["changed"] is True
    assert result["left_behind"] is None
    assert result["warnings"] == []


def test_a_difference_says_what_the_collection_does(modules, simulator):
    result = probed(simulator, modules, {"refresh_grant": "refused"})
    (check,) = [check for check in result["checks"] if check["topic"] == "Refresh"]
    assert check["outcome"] == "differs"
    assert "unsupported_grant_type" in check["found"]
    assert check["meaning"] == "a refusal falls back to the password"


# What it distinguishes


def test_every_switch_is_accounted_for():
    assert {*SEEN, *(name for name, dummy in LIMITS), *UNSEEN, *UNRELATED} == set(SWITCHES)


@pytest.mark.parametrize(("name", "value"), ALTERNATIVES)
def test_each_variant_of_a_server_turns_its_check_and_no_other(modules, simulator, name, value):
    given, topics = SEEN[name]
    usual = probed(simulator, modules, given, write=True)
    other = probed(simulator, modules, {**given, name: value}, write=True)
    assert differing(usual, other) == topics


@pytest.mark.parametrize(("name", "value"), LIMITS)
def test_each_way_to_limit_calls_is_reported(modules, simulator, name, value):
    given, topics = LIMITS[name, value]
    assert differing(probed(simulator, modules, given), probed(simulator, modules, {**given, name: value})) == topics


@pytest.mark.parametrize(("name", "value"), UNRELATED.items())
def test_what_no_assumption_is_about_turns_nothing(modules, simulator, name, value):
    usual = probed(simulator, modules, write=True)
    assert differing(usual, probed(simulator, modules, {name: value}, write=True)) == set()


@pytest.mark.parametrize(
    ("switches", "topic"),
    [
        ({"token_form": "urlencoded"}, "Token form"),
        ({"refresh_grant": "refused"}, "Refresh"),
        ({"unknown_name": "ignored"}, "Unknown names"),
        ({"unknown_name": "error500"}, "Unknown names"),
        ({"patch_subject": "required"}, "Update"),
        ({"patch_answer": "short"}, "Update"),
        ({"patch_answer": "empty"}, "Update"),
        ({"patch_custom_fields": "replaced"}, "Lists in an update"),
        ({"clearing": "null"}, "Clearing"),
        ({"clearing": "impossible"}, "Clearing"),
        ({"clearing": "refused"}, "Clearing"),
        ({"delete": "refused405"}, "Delete"),
        ({"deleted_search": "shown"}, "Delete"),
        ({"search_qualification": "ignored"}, "Search"),
        ({"search_qualification": "refused"}, "Search"),
        ({"search_page_cap": 3}, "Search"),
        ({"search_page_cap": 1}, "Search"),
        ({"search_total": "missing"}, "Search"),
        ({"search_envelope": "list"}, "Search"),
        ({"search_tags": "exact_only"}, "Search on tags"),
        ({"search_tags": "unsupported"}, "Search on tags"),
        ({"search_tags": "blind"}, "Search on tags"),
        ({"unknown_id": "bad_request"}, "Unknown id"),
        ({"unknown_id": "error500"}, "Unknown id"),
        ({"unknown_id": "empty404"}, "Unknown id"),
        ({"description": "kept"}, "Markup"),
        ({"close_rule": "refused"}, "Closed states"),
        ({"create_status": "ignored"}, "Status at creation"),
    ],
)
def test_a_server_that_differs_is_reported(modules, simulator, switches, topic):
    result = probed(simulator, modules, switches, write=True)
    assert [check["topic"] for check in result["checks"] if check["outcome"] == "differs"] == [topic]


def test_the_profiles_are_distinguished(modules, simulator):
    reported = {}
    for profile in PROFILES:
        simulator.reset(tickets=6)
        simulator.profile(profile)
        reported[profile] = str(found(modules.verify(write=True)))
    assert len(set(reported.values())) == len(PROFILES)


def test_a_logon_name_shows_what_becomes_of_it(modules, simulator):
    result = probed(simulator, modules, write=True, requester_email="jane")
    assert outcome(result, "Logon names") == "holds"
    assert words(result, "Logon names") == "the requester 'jane' is shown as 'jane@acme.example'"


def test_a_limit_that_was_met_by_chance_is_reported(modules, simulator):
    simulator.fail(fault="status", status=429, method="GET", headers={"Retry-After": "0"})
    result = modules.verify()
    assert (outcome(result, "Rate limit"), words(result, "Rate limit")) == ("holds", "HTTP 429 came with retry-after")


@pytest.mark.parametrize(("left", "judged"), [("0", "holds"), ("5", "differs")])
def test_the_calls_left_at_a_refusal_are_reported(modules, simulator, left, judged):
    headers = {"Retry-After": "0", "X-RateLimit-Remaining": left}
    simulator.fail(fault="status", status=429, method="GET", headers=headers)
    result, topic = modules.verify(), "X-RateLimit-Remaining"
    said = f"HTTP 429 came with X-RateLimit-Remaining {left}"
    assert (outcome(result, topic), words(result, topic)) == (judged, said)


@pytest.mark.parametrize(
    ("says", "judged", "said"),
    [
        ({}, "not_tried", None),
        ({"X_RateLimit_Remaining": "29"}, "not_tried", "X-RateLimit-Remaining is a number"),
        ({"X_RateLimit_Remaining": "some"}, "differs", "X-RateLimit-Remaining is 'some', which is no number"),
    ],
)
def test_the_calls_left_by_a_header_are_reported(tmp_path, says, judged, said):
    shown = response(200, {"id": 1}, **says)
    with CannedServer(routed(token=token_answer(), search=shown, GET=shown)) as server:
        result = Modules(server.url, tmp_path, retry_timeout=0).verify()
    assert (outcome(result, "X-RateLimit-Remaining"), words(result, "X-RateLimit-Remaining")) == (judged, said)


def test_tags_of_other_requests_show_how_tags_are_searched(modules, simulator):
    modules.request(subject="x", requester_email="jane", tags=["one"])
    assert outcome(modules.verify(), "Search on tags") == "holds"


# What it sends


@pytest.mark.parametrize("profile", PROFILES)
def test_without_write_nothing_is_written(modules, simulator, profile):
    simulator.reset(tickets=300)
    simulator.profile(profile)
    result = modules.verify()
    assert result["changed"] is False
    assert result["left_behind"] is None
    assert writes(simulator) == []
    assert len(simulator.calls()) <= MOST_READS
    assert {call["query"].get("size") for call in simulator.calls() if "search" in call["path"]} == {"5"}


@pytest.mark.parametrize("profile", PROFILES)
def test_a_write_run_makes_one_request_with_few_calls_and_leaves_nothing(modules, simulator, profile):
    simulator.reset(tickets=300)
    simulator.profile(profile)
    result = modules.verify(write=True)
    calls = simulator.calls()
    assert len(calls) <= MOST_CALLS
    assert len([call for call in calls if call["method"] == "POST" and call["path"] == "/api/v1/request"]) == 1
    assert result["changed"] is True
    if profile != "stubborn":
        assert ours(simulator) == []
        assert result["left_behind"] is None


def test_check_mode_writes_nothing_and_says_what_it_would_try(modules, simulator):
    result = probed(simulator, modules, write=True, check=True)
    assert writes(simulator) == []
    assert result["changed"] is False
    (check,) = [check for check in result["checks"] if check["topic"] == "Delete"]
    assert (check["outcome"], check["found"]) == ("not_tried", None)
    assert check["meaning"] == "check mode writes nothing; without it this would be tried on a request of its own"


def test_the_token_of_other_tasks_is_left_alone(modules, simulator, tmp_path):
    token = modules.token()["access_token"]
    kept = {path: path.read_bytes() for path in (tmp_path / "kept").glob("*.json")}
    assert len(kept) == 1
    modules.verify(write=True)
    assert {path: path.read_bytes() for path in (tmp_path / "kept").glob("*.json")} == kept
    simulator.clear_calls()
    assert modules.token()["access_token"] == token
    assert modules.info(limit=1)["failed"] is False
    assert counted(simulator).get("token", 0) == 0


def test_no_token_is_kept(modules, simulator, tmp_path):
    modules.verify()
    assert list(tmp_path.rglob("token-*.json")) == []


def test_a_token_that_each_sign_in_gives_is_not_renewed(tmp_path):
    token = token_answer(refresh_token="fake-refresh-token")
    with CannedServer(routed(token=token, GET=response(404, {"code": "x"}), search=response(200, []))) as server:
        result = Modules(server.url, tmp_path).verify()
    assert outcome(result, "Refresh") == "not_tried"
    assert not any(b"fake-refresh-token" in call.body for call in server.calls)


def test_a_key_is_used_as_it_is(modules, simulator):
    only = dict.fromkeys(("client_id", "client_secret", "username", "password"))
    simulator.reset(tickets=6)
    result = modules.verify(api_key=simulator.api_key, write=True, requester_email="jane@acme.example", **only)
    assert [check["topic"] for check in result["checks"] if check["outcome"] == "differs"] == ["Uploads"]
    assert {outcome(result, topic) for topic, dummy in probe.SIGN_INS} == {"not_tried"}
    assert "token" not in counted(simulator)
    assert ours(simulator) == []


def test_a_key_needs_a_requester(modules, simulator):
    only = dict.fromkeys(("client_id", "client_secret", "username", "password"))
    result = modules.verify(api_key=simulator.api_key, write=True, **only)
    assert "write needs requester_email" in result["msg"]
    assert simulator.calls() == []


# What is left behind


def test_a_server_that_does_not_delete_is_left_with_a_closed_request(modules, simulator):
    result = probed(simulator, modules, {"delete": "refused405"}, write=True)
    (left,) = ours(simulator)
    assert left["statusName"] == "Closed"
    assert result["left_behind"] == {
        "subject": left["subject"],
        "id": left["id"],
        "name": left["name"],
        "status": "Closed",
    }
    (warning,) = result["warnings"]
    assert warning.startswith(f"{left['name']}, the request of this run")
    assert warning.endswith("could not be deleted and was closed instead.")


def test_what_can_be_neither_deleted_nor_closed_is_named(modules, simulator):
    result = probed(simulator, modules, {"delete": "refused405", "close_rule": "refused"}, write=True)
    (left,) = ours(simulator)
    assert (result["left_behind"]["id"], result["left_behind"]["status"]) == (left["id"], "In Progress")
    (warning,) = result["warnings"]
    assert "could be neither deleted nor closed: delete it." in warning


FAULTS = [
    {"fault": "drop_before_write"},
    {"fault": "drop_after_write"},
    {"fault": "status", "status": 500},
    {"fault": "status", "status": 500, "after_write": True},
    {"fault": "status", "status": 403},
    {"fault": "status", "status": 429, "headers": {"Retry-After": "0"}},
    {"fault": "html"},
    {"fault": "html", "status": 200, "after_write": True},
    {"fault": "truncated_json"},
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: "-".join(map(str, fault.values())))
@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_nothing_is_left_whatever_happens_in_between(modules, simulator, method, fault):
    simulator.reset(tickets=6)
    path = "/api/v1/request" + ("" if method == "POST" else r"/\d+")
    simulator.fail(method=method, path_regex=path, skip=3 if method == "PATCH" else 0, **fault)
    result = modules.verify(write=True)
    assert result["failed"] is False
    assert simulator.faults() == []
    assert len([one for one in simulator.calls() if one["path"] == "/api/v1/request"]) <= 2
    left = ours(simulator)
    if method == "DELETE" and fault.get("status") == 403:
        # A refusal is final, and the request was closed by then.
        assert [one["statusName"] for one in left] == ["Closed"]
    else:
        assert left == []
        assert result["left_behind"] is None


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: "-".join(map(str, fault.values())))
@pytest.mark.parametrize("skip", [0, 2, 5])
def test_a_fault_of_any_other_call_is_a_finding(modules, simulator, fault, skip):
    simulator.reset(tickets=6)
    simulator.fail(path_regex=r"/api/v1/request/(\d+|search/byqual)", method="GET", skip=skip and 1, **fault)
    simulator.fail(path_regex=r"/api/v1/request/search/byqual", method="POST", skip=skip, **fault)
    result = modules.verify(write=True)
    assert result["failed"] is False
    assert ours(simulator) == []


def test_a_token_that_ends_in_the_middle_is_renewed(modules, simulator):
    simulator.reset(tickets=6)
    simulator.fail(method="PATCH", path_regex=r"/api/v1/request/\d+", fault="status", status=401, skip=2)
    result = modules.verify(write=True)
    assert result["summary"]["differs"] == 0
    assert ours(simulator) == []


def test_a_request_that_is_perhaps_there_is_named(modules, simulator):
    simulator.fail(method="POST", path="/api/v1/request", fault="drop_after_write")
    simulator.fail(method="POST", path="/api/v1/request/search/byqual", fault="status", status=403, times=None)
    result = modules.verify(write=True)
    left = result["left_behind"]
    assert (left["id"], left["name"], left["status"]) == (None, None, None)
    (warning,) = result["warnings"]
    assert warning == (
        f"The server may have created a request: look for the subject {left['subject']!r}, and delete it."
    )


def test_a_server_that_asks_for_more_says_so(modules, simulator):
    simulator.fail(method="POST", path="/api/v1/request", fault="status", status=400, times=None, body={"code": "7"})
    result = modules.verify(write=True)
    assert outcome(result, "Compulsory fields") == "differs"
    assert outcome(result, "Update") == "not_tried"
    assert result["changed"] is False
    assert result["left_behind"] is None


def test_a_status_that_is_refused_at_creation_is_left_out(modules, simulator):
    simulator.fail(method="POST", path="/api/v1/request", fault="status", status=400, body={"code": "7"})
    result = modules.verify(write=True)
    assert outcome(result, "Compulsory fields") == "holds"
    assert words(result, "Status at creation") == (
        'a new request in status In Progress is answered HTTP 400, code 7: {"code": "7"}'
    )
    assert ours(simulator) == []


# Any response

ODD = [
    response(200, b""),
    response(200, b"null"),
    response(200, b"[]"),
    response(200, b"{}"),
    response(200, b'"text"'),
    response(200, b"[[1], null, 3]"),
    response(200, {"objectList": 5}),
    response(200, {"objectList": [{"id": 1}], "totalCount": "1"}),
    response(
        200, {"id": 1, "objectList": [{"id": "a", "name": 5, "tags": "x", "customField": [1], "createdTime": {}}]}
    ),
    response(
        200,
        {
            "id": 7,
            "name": [],
            "subject": 9,
            "statusName": {},
            "description": 5,
            "tags": [["x"]],
            "customField": {"a": []},
            "data": [{"id": 7, "tags": ["x"], "customField": {"a": ""}, "source": {}, "name": "inc", "createdTime": 1}],
        },
    ),
    response(200, b"[" * 100_000),
    response(302, b"", Location="http://elsewhere.example/"),
    response(404, b"<html><title>No</title></html>", kind="text/html"),
    response(500, b""),
    response(403, {"code": 5}),
    response(200, {"id": 1}, X_RateLimit_Reset="soon", X_RateLimit_Remaining="some"),
]


@pytest.mark.parametrize(
    ("content", "verdict"), [(3, "differs"), (3.0, "holds"), (1772352000000, "holds"), (0, "holds")]
)
def test_a_number_without_a_fraction_is_a_finding(tmp_path, content, verdict):
    found = response(
        200, {"objectList": [{"id": 65, "name": "INC-46", "customField": {"Count": content}}], "totalCount": 1}
    )
    with CannedServer(routed(token=token_answer(), search=found, GET=response(404, {"code": "x"}))) as server:
        result = Modules(server.url, tmp_path, retry_timeout=0).verify()
    assert outcome(result, "Custom fields") == verdict


@pytest.mark.parametrize("write", [False, True])
@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_an_odd_answer_is_a_finding(tmp_path, odd, write):
    with CannedServer(routed(token=token_answer(), search=odd, GET=odd, POST=odd, PATCH=odd, DELETE=odd)) as server:
        result = Modules(server.url, tmp_path, retry_timeout=0).verify(write=write)
    assert result["failed"] is False, result
    assert len(server.calls) <= MOST_CALLS


@pytest.mark.parametrize(
    "odd",
    [
        response(200, b""),
        response(200, {"access_token": "fake.x.y", "expires_in": True}),
        response(200, {"access_token": "fake.W10.y", "refresh_token": 5}),
        response(418, b"[]"),
    ],
    ids=range(4),
)
def test_an_odd_answer_to_a_sign_in_is_a_finding(tmp_path, odd):
    token = sequence(token_answer(), odd)
    with CannedServer(routed(token=token, GET=response(404, {"code": "x"}), search=response(200, []))) as server:
        assert Modules(server.url, tmp_path).verify()["failed"] is False


def test_secrets_are_not_shown(tmp_path):
    echo = {"error": "invalid_grant", "error_description": "no fake-refresh-token of fake-password"}
    tokens = sequence(
        token_answer("fake-first-token", refresh_token="fake-refresh-token"),
        token_answer("fake-second-token", refresh_token="fake-other-refresh-token"),
        response(401, echo),
    )

    def said(call):
        return response(400, {"code": "x", "userMessage": f"no {call.headers['authorization']}"})

    with CannedServer(routed(token=tokens, GET=said, search=said, POST=said)) as server:
        result = Modules(server.url, tmp_path).verify(write=True)
    assert result["failed"] is False
    assert "********" in words(result, "Refresh")
    assert "********" in words(result, "Unknown id")
    reported = str({key: value for key, value in result.items() if key != "invocation"})
    for secret in ("fake-first-token", "fake-second-token", "fake-refresh-token", "fake-password"):
        assert secret not in reported


# When it fails


def test_wrong_credentials_are_the_usual_sentence_and_sent_once(modules, simulator):
    result = modules.verify(password="fake-wrong")
    assert result["failed"] is True
    assert result["msg"].startswith("Could not sign in to ServiceOps as user automation@acme.example")
    assert result["failure"]["status"] == 401
    assert counted(simulator) == {"token": 1}


def test_a_wrong_key_is_the_usual_sentence(modules, simulator):
    only = dict.fromkeys(("client_id", "client_secret", "username", "password"))
    result = modules.verify(api_key="fake-wrong-key", write=True, requester_email="jane", **only)
    assert result["failed"] is True
    assert result["msg"].startswith("Could not reach the API of ServiceOps: the server answered HTTP 401")
    assert writes(simulator) == []


@pytest.mark.parametrize("options", [{}, {"access_token": "fake-token", "client_id": None}])
def test_a_server_that_cannot_be_reached_is_the_usual_sentence(tmp_path, options):
    only = dict.fromkeys(("client_id", "client_secret", "username", "password")) if options else {}
    result = Modules("http://127.0.0.1:1", tmp_path, retry_timeout=0, **{**only, **options}).verify()
    assert result["failed"] is True
    assert "no connection to http://127.0.0.1:1" in result["msg"]


def test_a_web_page_instead_of_the_api_is_the_usual_sentence(tmp_path):
    only = dict.fromkeys(("client_id", "client_secret", "username", "password"))
    with CannedServer(response(200, "<html></html>", kind="text/html")) as server:
        result = Modules(server.url, tmp_path, api_key="fake-key", **only).verify()
    assert "Check that url is the address of the ServiceOps server" in result["msg"]


def test_a_form_that_is_refused_in_another_way_stops_the_other_modules_only(tmp_path):
    tokens = sequence(response(500, b""), token_answer())
    with CannedServer(routed(token=tokens, GET=response(404, {"code": "x"}), search=response(200, []))) as server:
        result = Modules(server.url, tmp_path, retry_timeout=0).verify()
    (check,) = [check for check in result["checks"] if check["topic"] == "Token form"]
    assert check["outcome"] == "differs"
    assert check["meaning"] == "the other modules stop at this answer and cannot sign in; give access_token"
