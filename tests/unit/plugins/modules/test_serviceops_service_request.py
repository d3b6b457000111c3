# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An order is placed once, whatever gets lost."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.unit.support.canned import CannedServer, response
from tests.unit.support.running import Modules, run_process
from tests.unit.support.simulated import RESOURCE, stored, writes

JANE = "jane@acme.example"
VPN = {"correlation_id": "vpn-jane", "service": "VPN Access", "service_category": "Access", "requester_email": JANE}
ORDER = "/api/v1/service_catalog/servicerequest"


def order(modules, **options):
    return modules.ticket("service_request", **{**VPN, **options})


def orders(simulator):
    return [call for call in simulator.calls() if call["path"] == ORDER]


def placed_by_another(simulator, modules, **fields):
    """Return an order that carries no tag, as a controller leaves it that died in the middle."""
    body = {"serviceName": "VPN Access", "serviceCategoryName": "Access", "requester": JANE, **fields}
    return simulator.post("service_catalog/servicerequest", modules.token()["access_token"], **body)


def test_an_order_is_placed_and_tagged_once(simulator, modules):
    predicted = order(modules, check=True, priority="low")
    assert orders(simulator) == []
    placed = order(modules, priority="low", tags=["new"])
    again = order(modules, priority="High")
    assert [each["operation"] for each in (predicted, placed, again)] == ["created", "created", "none"]
    assert [each["changed"] for each in (predicted, placed, again)] == [True, True, False]
    shown = placed["request"]
    assert (shown["correlation_id"], shown["priority"], shown["requester_email"]) == ("vpn-jane", "Low", JANE)
    assert shown["tags"] == ["new", "correlation:vpn-jane"]
    assert (again["request"]["id"], again["request"]["name"]) == (shown["id"], shown["name"])
    (call,) = orders(simulator)
    names = {"serviceName": "VPN Access", "serviceCategoryName": "Access"}
    assert call["body"] == {**names, "requester": JANE, "priorityName": "low"}
    assert (predicted["request"]["id"], predicted["diff"]["after"]["service"]) == (None, "VPN Access")
    assert "service" not in shown
    assert placed["diff"]["after"] == {
        "service": "VPN Access",
        "service_category": "Access",
        "requester_email": JANE,
        "priority": "Low",
        "tags": ["new", "correlation:vpn-jane"],
    }
    assert predicted["diff"]["after"].keys() == placed["diff"]["after"].keys()


def test_it_is_two_writes_and_a_second_run_is_one_read(simulator, modules, tmp_path):
    order(modules)
    assert [call["method"] for call in writes(simulator)] == ["POST", "PATCH"]
    assert simulator.calls()[-1]["body"].keys() == {"subject", "tags"}
    simulator.clear_calls()
    number = order(modules)["request"]["id"]
    assert [call["path"] for call in simulator.calls()] == [f"{RESOURCE}/{number}"]
    simulator.clear_calls()
    other = Modules(simulator.url, tmp_path, token_cache_path=str(tmp_path / "of another controller"))
    assert order(other)["operation"] == "none"
    assert [call["path"] for call in simulator.calls()][1:] == [f"{RESOURCE}/search/byqual"]


def test_what_the_server_drops_is_a_warning(modules):
    result = order(modules, description="For the new office", source="Email", category="Access")
    assert result["operation"] == "created"
    for option in ("description", "source", "category"):
        assert any(f"accepted {option}, but did not apply it" in warning for warning in result["warnings"]), option
    assert not any("service" in warning for warning in result["warnings"])


@pytest.mark.parametrize(
    "fault",
    [
        {"fault": "drop_after_write"},
        {"fault": "status", "status": 500, "after_write": True},
        {"fault": "status", "status": 503, "after_write": True},
    ],
    ids=lambda fault: f"{fault['fault']}{fault.get('status', '')}",
)
def test_a_lost_answer_to_the_order_names_what_may_be_it(simulator, modules, fault):
    simulator.fail(method="POST", path=ORDER, **fault)
    lost = order(modules)
    assert lost["failed"]
    assert "It may have been placed, so it was not sent again. This may be it: SR-" in lost["msg"]
    assert len(orders(simulator)) == 1
    second = order(modules)
    assert second["failed"]
    assert "Nothing was ordered: SR-" in second["msg"]
    name = stored(simulator)[0]["name"]
    taken = order(modules, name=name)
    assert (taken["operation"], taken["request"]["correlation_id"]) == ("updated", "vpn-jane")
    assert order(modules)["operation"] == "none"
    assert len(orders(simulator)) == 1


def test_an_order_that_never_arrived_is_placed_by_the_next_run(simulator, modules):
    simulator.fail(method="POST", path=ORDER, fault="drop_before_write")
    lost = order(modules)
    assert "Nothing that may be it was found so far" in lost["msg"]
    assert order(modules)["operation"] == "created"
    assert len(stored(simulator)) == 1


def test_a_busy_server_is_waited_for(simulator, modules):
    simulator.fail(method="POST", path=ORDER, fault="status", status=429, headers={"Retry-After": "0"})
    assert order(modules)["operation"] == "created"
    assert len(stored(simulator)) == 1


def while_it_waits(simulator, modules, act):
    """Place an order, and act while it waits for a busy server; return the result, and what the act returns."""
    simulator.fail(method="POST", path=ORDER, fault="status", status=429, headers={"Retry-After": "4"})
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(order, modules, retry_timeout=60)
        while not orders(simulator):
            time.sleep(0.05)
        meanwhile = act()
        return waiting.result(), meanwhile


def test_an_order_that_another_placed_while_this_one_waited_is_not_sent_again(simulator, modules, tmp_path):
    other = Modules(simulator.url, tmp_path, token_cache_path=str(tmp_path / "of another controller"))
    result, meanwhile = while_it_waits(simulator, modules, lambda: order(other))
    assert meanwhile["operation"] == "created"
    assert (result.get("msg"), result.get("operation")) == (None, "none")
    assert result["request"]["id"] == meanwhile["request"]["id"]
    assert len(stored(simulator)) == 1


def test_one_that_may_be_it_and_came_while_this_one_waited_is_named(simulator, modules):
    result, other = while_it_waits(simulator, modules, lambda: placed_by_another(simulator, modules))
    assert f"Nothing was ordered: {other['name']} may be this order" in result["msg"]
    assert len(stored(simulator)) == 1


@pytest.mark.parametrize("fault", ["drop_after_write", "drop_before_write"])
def test_a_lost_answer_to_the_tag_is_looked_up(simulator, modules, fault):
    simulator.fail(method="PATCH", fault=fault)
    placed = order(modules)
    assert (placed.get("msg"), placed.get("operation")) == (None, "created")
    assert placed["request"]["correlation_id"] == "vpn-jane"
    assert order(modules)["operation"] == "none"


def test_an_order_that_could_not_be_tagged_is_known_to_this_controller(simulator, modules):
    simulator.fail(method="PATCH", fault="status", status=400, times=9)
    lost = order(modules)
    assert "was ordered, but not tagged" in lost["msg"]
    simulator.clear_faults()
    taken = order(modules)
    assert (taken["operation"], taken["request"]["correlation_id"]) == ("updated", "vpn-jane")
    assert len(orders(simulator)) == 1


def test_an_order_that_another_controller_could_not_tag_is_named(simulator, modules):
    other = placed_by_another(simulator, modules)
    simulator.clear_calls()
    refused = order(modules)
    assert refused["failed"]
    assert f"Nothing was ordered: {other['name']} may be this order" in refused["msg"]
    assert order(modules, check=True)["msg"] == refused["msg"]
    assert orders(simulator) == []
    assert order(modules, different_from=[other["name"].lower()])["operation"] == "created"
    assert order(modules, id=other["id"], correlation_id="vpn-old")["operation"] == "updated"


def test_orders_for_others_and_incidents_do_not_count(simulator, modules):
    placed_by_another(simulator, modules, requester="ravi@acme.example")
    modules.request(subject="Disk full", requester_email=JANE)
    assert order(modules)["operation"] == "created"
    assert order(modules, correlation_id="vpn-2")["operation"] == "created"


def test_an_order_that_carries_another_id_does_not_count(simulator, modules, tmp_path):
    order(modules)
    other = Modules(simulator.url, tmp_path, token_cache_path=str(tmp_path / "of another controller"))
    assert order(other, correlation_id="vpn-2")["operation"] == "created"


def test_what_this_controller_ordered_under_another_id_does_not_count(simulator, modules):
    simulator.fail(method="PATCH", fault="status", status=400, times=9)
    assert "not tagged" in order(modules)["msg"]
    simulator.clear_faults()
    assert order(modules, correlation_id="vpn-2")["operation"] == "created"
    assert order(modules)["operation"] == "updated"


def test_a_logon_name_does_not_narrow(simulator, modules):
    placed_by_another(simulator, modules, requester="ravi@acme.example")
    assert "may be this order" in order(modules, requester_email="jane")["msg"]


def test_one_that_carries_another_id_is_not_taken_up(modules):
    number = order(modules)["request"]["id"]
    result = order(modules, id=number, correlation_id="other")
    assert "has the correlation_id 'vpn-jane' already, not 'other'. Nothing was changed." in result["msg"]


@pytest.mark.parametrize("is_known", [True, False])
def test_two_requests_do_not_become_one_order(simulator, modules, tmp_path, is_known):
    holder = order(modules)["request"]["name"]
    other = placed_by_another(simulator, modules)
    controller = modules
    if not is_known:
        controller = Modules(simulator.url, tmp_path, token_cache_path=str(tmp_path / "of another controller"))
    for options in ({"id": other["id"]}, {"name": other["name"], "check": True}):
        result = order(controller, **options)
        assert (
            f"{holder} has the correlation_id 'vpn-jane' already, so {other['name']} does not get it." in result["msg"]
        )
    assert not simulator.ticket("request", other["id"]).get("tags")
    assert order(controller)["request"]["name"] == holder


def test_the_request_that_a_task_names_is_the_one_that_it_means(simulator, modules):
    simulator.fail(method="PATCH", fault="status", status=400, times=9)
    assert "not tagged" in order(modules)["msg"]
    simulator.clear_faults()
    other = placed_by_another(simulator, modules)
    assert order(modules, name=other["name"])["request"]["name"] == other["name"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"correlation_id": " "}, "correlation_id is empty"),
        ({"correlation_id": "vpn,jane"}, "correlation_id has a comma in it"),
        ({"service": None}, "none can be ordered without service. Set service."),
        ({"requester_email": None}, "none can be ordered without requester_email"),
        ({"service": "Nothing"}, "there is no service 'Nothing' in 'Access'"),
        ({"name": "SR-99"}, "There is no request with"),
        ({"id": 999}, "There is no request with id 999"),
    ],
)
def test_what_is_wrong_is_said(simulator, modules, options, words):
    result = order(modules, **options)
    assert result["failed"]
    assert words in result["msg"]
    assert stored(simulator) == []


def test_a_custom_field_of_a_wrong_type_is_refused_where_the_form_is_known(simulator, modules):
    modules.request(subject="Other", requester_email="ravi@acme.example")
    for value, fault in (
        ({"New Checkbox": "A"}, None),
        ({"New Text Area": ["C"]}, "a text"),
        ({"New Number": "x"}, "a number"),
    ):
        simulator.clear_calls()
        result = order(modules, correlation_id=f"c-{next(iter(value))}".replace(" ", ""), custom_fields=value)
        if fault:
            assert f"custom_fields: {next(iter(value))!r} must be {fault}" in result["msg"]
            assert orders(simulator) == []
        else:
            # A single choice becomes a list, as in a request.
            assert orders(simulator)[0]["body"]["customField"] == {"New Checkbox": ["A"]}


def test_the_form_is_that_of_all_requests_that_are_seen(tmp_path):
    ordered = []
    shown = {"subject": "---", "requesterEmail": "ravi@acme.example", "statusName": "Open", "createdTime": 1}
    records = [
        {"id": 8, "name": "SR-8", **shown, "customField": {"New Number": 0.0}},
        {"id": 7, "name": "SR-7", **shown, "customField": {"New Text Area": ""}},
    ]

    def answer(received):
        ordered.extend([received] if received.target == ORDER else [])
        return response(200, {"objectList": records, "totalCount": 2})

    with CannedServer(answer) as server:
        modules = Modules(server.url, tmp_path, access_token="fake-access-token")
        for value in ({"New Number": "x"}, {"New Text Area": ["C"]}):
            assert "Nothing was ordered." in order(modules, custom_fields=value)["msg"]
    assert ordered == []


def test_an_older_request_shows_the_form_if_no_new_one_does(tmp_path):
    ordered = []
    old = {"id": 7, "name": "INC-7", "subject": "Old", "createdTime": 1, "customField": {"New Text Area": ""}}

    def answer(received):
        ordered.extend([received] if received.target == ORDER else [])
        found = [] if b"createdTime" in received.body or b"tags" in received.body else [old]
        return response(200, {"objectList": found, "totalCount": len(found)})

    with CannedServer(answer) as server:
        modules = Modules(server.url, tmp_path, access_token="fake-access-token")
        assert "must be a text" in order(modules, custom_fields={"New Text Area": ["C"]})["msg"]
    assert ordered == []


def test_many_at_once_place_one(simulator, modules, tmp_path):
    options = {**modules.defaults, **VPN, "retry_timeout": 60}
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda dummy: run_process("serviceops_service_request", {}, **options), range(8)))
    assert [result.get("msg") for result in results if result.get("failed")] == []
    assert sorted(result["operation"] for result in results) == ["created"] + ["none"] * 7
    assert len(stored(simulator)) == 1


def answering(order_answer, found=()):
    """Return a server's answers: ``order_answer`` to an order, and these records to every search."""
    listed = response(200, {"objectList": list(found), "totalCount": len(found)})
    return lambda received: order_answer if received.target.startswith(ORDER) else listed


@pytest.mark.parametrize("answer", [{}, {"success": True}, {"id": "66"}])
def test_an_answer_without_a_number_is_a_doubt(tmp_path, answer):
    with CannedServer(answering(response(200, answer))) as server:
        modules = Modules(server.url, tmp_path, access_token="fake-access-token")
        result = order(modules)
    assert "an object without an id" in result["msg"]
    assert "It may have been placed, so it was not sent again." in result["msg"]


def test_a_record_without_a_time_may_be_the_order(tmp_path):
    shown = {"id": 7, "name": "SR-7", "subject": "---", "requesterEmail": JANE, "statusName": "Open"}
    with CannedServer(answering(response(500), [shown])) as server:
        modules = Modules(server.url, tmp_path, access_token="fake-access-token")
        assert "Nothing was ordered: SR-7 may be this order" in order(modules)["msg"]


def test_an_order_in_doubt_is_waited_for_from_its_end_on(simulator, modules):
    # The attempt began longer ago than what was lost may take to be applied.
    simulator.fail(method="POST", path=ORDER, fault="status", status=429, headers={"Retry-After": "2"})
    simulator.fail(method="POST", path=ORDER, fault="write_late", late=0.8)
    lost = order(modules)
    assert "It may have been placed, so it was not sent again." in lost["msg"]
    assert "Nothing was ordered: SR-" in order(modules)["msg"]
    assert len(stored(simulator)) == 1


def test_an_order_that_a_search_shows_late_is_named_at_once(simulator, modules):
    simulator.switch(search_lag=700)
    simulator.fail(method="POST", path=ORDER, fault="drop_after_write")
    assert "This may be it: SR-" in order(modules)["msg"]


def test_what_cannot_be_looked_for_is_said(tmp_path):
    ordered = []

    def answer(received):
        ordered.extend([received] if received.target == ORDER else [])
        return response(500) if ordered else response(200, {"objectList": [], "totalCount": 0})

    with CannedServer(answer) as server:
        modules = Modules(server.url, tmp_path, access_token="fake-access-token", retry_timeout=0)
        assert "It could not be looked for: " in order(modules)["msg"]


def test_an_incident_of_this_id_is_a_warning(modules):
    modules.request(subject="Disk full", requester_email=JANE, correlation_id="vpn-jane")
    result = order(modules)
    assert (result["operation"], result["warnings"]) == ("none", ["INC-46 may be no order. Nothing was ordered."])
