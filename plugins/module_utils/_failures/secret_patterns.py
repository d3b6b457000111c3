# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Patterns of secrets in the output of programs.

The text may be long and hold anything, so no pattern may search the same part over and over: repetitions are bounded,
or end where the next match could begin.
"""

from __future__ import annotations

import re

_WORDS = (
    r"(?:passw(?:or)?d|passphrase|(?<![a-z])pass(?![a-z])|pwd|secret|token|credential|(?:api|private|access)[_-]?key)"
)
_NAME = rf"[\w.-]{{0,60}}{_WORDS}[\w.-]{{0,60}}"
# Quotation marks of JSON, Python and shells; in a text that is quoted itself each has backslashes. In a text that was
# cut a quotation has no end.
_QUOTED = (
    r"(?:\"[^\"\\]*(?:\\[\s\S][^\"\\]*)*\"|'[^'\\]*(?:\\[\s\S][^'\\]*)*'"
    r"|(?P<escape>\\{1,7})(?P<quote>[\"'])[\s\S]*?(?<!\\)(?P=escape)(?P=quote)|\\{0,7}[\"'].*)"
)
# Between an option and its value, in a shell or in a list of arguments; then a user and a password.
_BETWEEN = r"[\"']?(?:[\s,]{1,9}|=)"
_MARK = r"(?P<mark>\\{0,3}(?P<quote>[\"']))?"
_USER = rf"{_MARK}[\w.$][^\s:\"'/]{{0,100}}:"
_INSIDE = r"(?:(?!\\{0,3}(?P=quote)).)+"
_PASSWORD = rf"(?(mark){_INSIDE}|[^\s\"']+)"
# The first of cookies has a name, or else it is prose.
_COOKIE = r"(?=[^\s=;\"'\\]{1,100}=)"
_COOKIES = rf"{_COOKIE}(?(mark){_INSIDE}|[^\n\"'\\]+)"

_HEADERS = (
    r"(\b(?:Bearer|Apikey)\s+)[\w.~+/=%-]{8,}",
    r"(\bAuthorization\W{1,6}Basic\s+)[\w+/=-]{8,}",
    # A scheme with parameters, such as Digest, fills the line.
    r"(\bAuthorization\W{1,6}[\w-]{1,30}\s{1,3})(?=[\w-]{1,30}=[\"'\\\w]).+",
    # Any scheme or none: a word without a digit is a secret only if it is long.
    (
        r"(\bAuthorization[\"'\\]{0,4}\s{0,3}[:=]\s{0,3}[\"'\\]{0,4}(?:[\w-]{1,30}\s{1,3})?)"
        r"(?:(?=[^\s\d\"']{0,40}\d)[^\s\"'\\]{6,}|[^\s\"'\\]{16,})"
    ),
    rf"((?:-H|--header){_BETWEEN}{_MARK}{_NAME}:\s{{0,3}}){_PASSWORD}",
    rf"(\b(?:Set[-_])?Cookies?(?:_string)?\\{{0,3}}[\"']?\s{{0,3}}[:=]\s{{0,3}}{_MARK}){_COOKIES}",
)
_TOKENS = (
    r"()-----BEGIN [A-Z ]*PRIVATE KEY-----(?s:.*?)(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)",
    r"()\beyJ[\w-]{6,}\.[\w-]{6,}(?:\.[\w-]*)?",
    # GitHub, GitLab, Slack and Vault.
    r"()\b(?:gh[opsru]_\w{20,}|github_pat_\w{20,}|glpat-[\w.-]{16,}|xox[a-z]-[\w-]{10,}|hvs\.[\w-]{20,})",
    # An AWS key behind its ID, which is no secret.
    r"(\b(?-i:AKIA|ASIA)\w{16}[\"'\\]{0,4}[\s:,|]{1,3}[\"'\\]{0,4})[\w+/]{40}(?![\w+/])",
)
_CLIENTS = "(?:az|buildah|docker|helm|nerdctl|oc|oras|podman|registry|skopeo)"
_COMMANDS = (
    # After curl anything behind the colon is a password; elsewhere not 1000:1000, 12:30, host:/path or https://.
    rf"(\bcurl\b[^\n]{{0,200}}?\s[\"']?(?:-[uU]|(?:-[uU]|--(?:proxy-)?user){_BETWEEN}){_USER})(?!//){_PASSWORD}",
    rf"((?<![\w-])(?:-u|--(?:proxy-)?user){_BETWEEN}(?!\d+:\d+(?!\w)){_USER})(?![/\\]){_PASSWORD}",
    rf"(\bcurl\b[^\n]{{0,200}}?\s[\"']?(?:(?-i:-b)|--cookie){_BETWEEN}{_MARK}){_COOKIE}{_PASSWORD}",
    # These clients take no blank behind -p; a port is -P.
    rf"(\b(?:mysql|mariadb)[\w-]{{0,20}}[\"']?,?\s[^\n]{{0,200}}?(?<=[\s\"'])(?-i:-p){_MARK}){_PASSWORD}",
    rf"(\b(?:sshpass|{_CLIENTS}[\s\"',]{{1,5}}login)\b[^\n]{{0,200}}?\s[\"']?(?-i:-p)(?:{_BETWEEN})?{_MARK}){_PASSWORD}",
    rf"(?<!-)(--{_NAME}(?:[\"'],)?\s{{1,9}})(?:{_QUOTED}|[^\s-]\S*)",
)
# The first group, what comes before a secret, is kept. A plain "password: must be longer" is prose.
PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    for pattern in (
        *_TOKENS,
        *_HEADERS,
        r"(\w://[^\s:/]*:)[^\s/]+(?=@)",
        # With a slash that should have been encoded, but not behind a port.
        r"(\w://[^\s:/\[]*:)(?!\d{1,5}/)[^\s\"'<>]{1,200}(?=@[\w\[])",
        *_COMMANDS,
        rf"(\b{_NAME}\\*[\"']?\s*(?::=|=>|=|(?<=[\"'])\s*:)\s*)(?:{_QUOTED}|[^\s\"',;&]+)",
        rf"(<{_NAME}(?:\s[^<>]{{0,200}})?>)[^<>]+(?=</)",
        rf"^([ \t]*(?:-[ \t]+)?{_NAME}:[ \t]+)(?:{_QUOTED}|\S+)[ \t]*$",
    )
)
