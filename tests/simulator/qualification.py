# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The qualification grammar of the search, turned into SQL.

Flat, Relational, Binary, Unary and Batch qualifications; Property, Db, CustomField, Value and Variable operands.
Types and operators are known in any case.
"""

from __future__ import annotations

from typing import Any

from .form import FIELDS
from .operators import RUN_TOGETHER, SQL, member_test, relational, unary
from .refusals import RefusalError, refused
from .search_columns import TAGS, TIMES, IgnoredKeyError, Searchable, unknown_key
from .switches import Settings
from .values import is_a_number, read_value

_DEEPEST = 50


class Conditions:
    """Makes SQL of one qualification. ``user`` is the acting user's id."""

    def __init__(self, searchable: Searchable, settings: Settings, user: int) -> None:
        self._searchable = searchable
        self._settings = settings
        self._tags = settings["search_tags"]
        self._user = user

    def sql(self, node: Any, depth: int = 0) -> SQL:
        """Return a condition and its values; refuses what the grammar does not have."""
        try:
            return self._sql(node, depth)
        except IgnoredKeyError:
            return "1", []

    def _sql(self, node: Any, depth: int) -> SQL:
        if not isinstance(node, dict) or depth > _DEEPEST:
            raise refused("qualDetails: a qualification object is expected.")
        kind = str(node.get("type", "")).lower()
        if kind == "flatqualificationrest":
            return self._joined(node.get("quals"), "AND", depth)
        if kind == "batchqualificationrest":
            return self._joined(node.get("quals"), _junction(node.get("operator", "AND")), depth)
        if kind == "binaryqualificationrest":
            both = [node.get("leftQual"), node.get("rightQual")]
            return self._joined(both, _junction(node.get("operator")), depth)
        if kind == "relationalqualificationrest":
            return self._relational(node)
        if kind == "unaryqualificationrest":
            return self._unary(node, depth)
        raise refused(f"qualDetails: the type '{node.get('type')}' is unknown.")

    def _joined(self, quals: Any, junction: str, depth: int) -> SQL:
        if not isinstance(quals, list):
            raise refused("qualDetails: quals takes a list.")
        parts = [self.sql(one, depth + 1) for one in quals]
        if not parts:
            return "1", []
        text = f" {junction} ".join(part for part, dummy in parts)
        return f"({text})", [value for dummy, values in parts for value in values]

    def _relational(self, node: dict[str, Any]) -> SQL:
        operator = self._operator(node.get("operator"))
        value = read_value(node.get("rightOperand"), self._user)
        key, label = self._left(node.get("leftOperand"))
        if self._is_missed_time(key, label, node["rightOperand"]):
            return "0", []
        if label is not None:
            path = f"'$.\"{label}\"'"
            if FIELDS[label] == "many":
                items = f"EXISTS (SELECT 1 FROM json_each(custom, {path}) item WHERE {{}})"
                return member_test(items, "item.value", operator, value)
            return relational(f"json_extract(custom, {path})", operator, value)
        if self._is_tags(key):
            return self._tag(operator, value)
        return relational(self._column(key), operator, value)

    def _unary(self, node: dict[str, Any], depth: int) -> SQL:
        operator, operand = self._operator(node.get("operator")), node.get("operand")
        if operator == "not":
            text, values = self.sql(operand, depth + 1)
            return f"NOT coalesce({text}, 0)", values
        key, label = self._left(operand)
        if label is not None:
            # An empty list counts as empty, as an empty text does.
            return unary(f"nullif(json_extract(custom, '$.\"{label}\"'), '[]')", operator), []
        if self._is_tags(key):
            self._check_tag_operator(operator)
            return unary("nullif(tags, '[]')", operator), []
        return unary(self._column(key), operator), []

    def _tag(self, operator: str, value: Any) -> SQL:
        self._check_tag_operator(operator)
        if self._tags == "blind":
            return "0", []
        return member_test(f"id IN (SELECT ticket_id FROM {self._searchable.tags} WHERE {{}})", "tag", operator, value)

    def _check_tag_operator(self, operator: str) -> None:
        partial = operator in ("contains", "not_contains")
        if self._tags == "unsupported" or (self._tags == "exact_only" and partial):
            raise refused(f"qualDetails: '{self._searchable.noun}.tags' does not take the operator '{operator}'.")

    def _is_missed_time(self, key: str, label: str | None, right: Any) -> bool:
        """Return whether nothing is found by this time; refuses it where the switch does."""
        policy = self._settings["search_time_value"]
        asks_for_time = key in TIMES or FIELDS.get(label or "") == "datetime"
        if not asks_for_time or policy == "any" or not is_a_number(right):
            return False
        if policy == "iso_only":
            raise refused(f"qualDetails: '{key or label}' takes a TimeValueRest with a text in ISO 8601.")
        return True

    def _left(self, operand: Any) -> tuple[str, str | None]:
        if isinstance(operand, dict):
            kind = str(operand.get("type", "")).lower()
            if kind in ("propertyoperandrest", "dboperandrest") and isinstance(operand.get("key"), str):
                return self._searchable.bare(operand["key"]), None
            if kind == "customfieldoperandrest" and isinstance(operand.get("fieldName"), str):
                if operand["fieldName"] not in FIELDS or not self._searchable.tags:
                    message = f"qualDetails: there is no custom field '{operand['fieldName']}'."
                    raise unknown_key(self._settings, message)
                return "", operand["fieldName"]
        raise refused("qualDetails: the left operand takes a property, a column or a custom field.")

    def _is_tags(self, key: str) -> bool:
        return key == TAGS and self._searchable.tags is not None

    def _column(self, key: str) -> str:
        column = self._searchable.columns.get(key)
        if column is None:
            raise unknown_key(self._settings, f"qualDetails: the property '{key}' is unknown.")
        return column

    def _operator(self, name: Any) -> str:
        if not isinstance(name, str):
            raise refused("qualDetails: an operator is expected.")
        spelled = name.strip().lower()
        strict = self._settings["search_operator_case"] == "strict"
        if strict and (name != spelled or spelled in RUN_TOGETHER):
            raise RefusalError(500)
        return spelled


def _junction(name: Any) -> str:
    junction = str(name).strip().upper()
    if junction not in ("AND", "OR"):
        raise refused(f"qualDetails: the operator '{name}' is neither AND nor OR.")
    return junction
