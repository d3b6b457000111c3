# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The operators of the search, as SQL. Texts are compared without case where the operator looks into them."""

from __future__ import annotations

from typing import Any

from .refusals import refused
from .tickets import now

SQL = tuple[str, list[Any]]

_COMPARISONS = {
    "less_than": "<",
    "lessthan": "<",
    "before": "<",
    "less_than_or_equal": "<=",
    "lessthanorequal": "<=",
    "greater_than_or_equal": ">=",
    "greaterthanorequal": ">=",
    "greater_than": ">",
    "greaterthan": ">",
    "after": ">",
}
# Words of these are not apart, as those of every other operator are.
RUN_TOGETHER = {"lessthan", "lessthanorequal", "greaterthan", "greaterthanorequal"}
_NEGATIONS = {
    "not_equal": "equal",
    "not_in": "in",
    "not_equal_case_insensitive": "equal_case_insensitive",
    "not_in_case_insensitive": "in_case_insensitive",
    "not_contains": "contains",
    "no_members_exist": "in",
}
_EXACT = ("equal", "in", "is_member", "any_member_or_all_members_exist")
_FOLDED = ("equal_case_insensitive", "in_case_insensitive")
_PATTERNS = {"contains": "%{}%", "start_with": "{}%", "end_with": "%{}"}
_UNARY = {
    "is_null": "{0} IS NULL",
    "is_not_null": "{0} IS NOT NULL",
    "is_empty": "coalesce({0}, '') = ''",
    "is_not_empty": "coalesce({0}, '') != ''",
    "is_blank": "trim(coalesce({0}, '')) = ''",
    "is_not_blank": "trim(coalesce({0}, '')) != ''",
}


def relational(column: str, operator: str, value: Any) -> SQL:
    """Compare a column with a value. A negated operator holds where the column is unset."""
    if operator in _NEGATIONS:
        text, values = relational(column, _NEGATIONS[operator], value)
        return f"NOT coalesce({text}, 0)", values
    if operator in _COMPARISONS:
        return f"{column} {_COMPARISONS[operator]} ?", [_single(operator, value)]
    if operator == "between":
        if not isinstance(value, list) or len(value) != 2:
            raise refused("qualDetails: 'between' takes a list of two values.")
        return f"{column} BETWEEN ? AND ?", value
    if operator == "within_last":
        return f"{column} >= ?", [now() - _number(operator, value)]
    return _match(column, operator, value)


def member_test(template: str, item: str, operator: str, value: Any) -> SQL:
    """Compare the items of a list with a value; ``template`` asks whether an item passes the test put into it."""
    if operator in _NEGATIONS:
        text, values = member_test(template, item, _NEGATIONS[operator], value)
        return f"NOT {text}", values
    if operator == "all_members_exist":
        parts = [member_test(template, item, "equal", one) for one in _listed(value)]
        text = " AND ".join(part for part, dummy in parts) or "1"
        return f"({text})", [one for dummy, values in parts for one in values]
    text, values = _match(item, operator, value)
    return template.format(text), values


def unary(column: str, operator: str) -> str:
    """Ask whether a column is set."""
    if operator not in _UNARY:
        raise refused(f"qualDetails: the operator '{operator}' is unknown.")
    return _UNARY[operator].format(column)


def _match(column: str, operator: str, value: Any) -> SQL:
    if operator in _EXACT:
        values = _listed(value)
        return f"{column} IN ({', '.join('?' * len(values))})", values
    if operator in _FOLDED:
        values = [str(one).lower() for one in _listed(value)]
        return f"lower({column}) IN ({', '.join('?' * len(values))})", values
    if operator in _PATTERNS:
        escaped = str(_single(operator, value))
        for sign in ("\\", "%", "_"):
            escaped = escaped.replace(sign, f"\\{sign}")
        return f"{column} LIKE ? ESCAPE '\\'", [_PATTERNS[operator].format(escaped)]
    if operator == "like":
        return f"{column} LIKE ?", [_single(operator, value)]
    raise refused(f"qualDetails: the operator '{operator}' is unknown.")


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _single(operator: str, value: Any) -> Any:
    if isinstance(value, list):
        raise refused(f"qualDetails: '{operator}' takes a single value.")
    return value


def _number(operator: str, value: Any) -> int:
    if not isinstance(value, int):
        raise refused(f"qualDetails: '{operator}' takes a duration.")
    return value
