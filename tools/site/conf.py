# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of Sphinx for the site that ``tools/docs.py`` builds; the site loads nothing from elsewhere."""

from __future__ import annotations

import os
import tempfile
import zlib
from pathlib import Path

HERE = Path(__file__).resolve().parent

# Sphinx wants these names.
project = "motadata.serviceops"
author = "Motadata"
copyright = "2026, Motadata"  # noqa: A001

extensions = ["myst_parser", "sphinx.ext.intersphinx", "sphinx_antsibull_ext"]
# Links to headings work as on the pages of a code host.
myst_heading_anchors = 3

highlight_language = "text"
pygments_style = "ansible"
default_role = "any"
nitpicky = True

html_theme = "sphinx_rtd_theme"
html_title = "motadata.serviceops"
html_theme_options = {"navigation_depth": 2}
html_static_path = [str(HERE / "static")]
html_css_files = ["site.css"]
html_favicon = str(HERE / "static/icon.svg")
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_use_index = False

# The pages of Ansible's own documentation that the pages of plugins link to. An inventory of all of them would have to
# be downloaded; one that lacks an entry is a warning of Sphinx, and its place in this table.
ANSIBLE = "https://docs.ansible.com/ansible/latest/"
LABELS = {
    "action_plugins": "plugins/action.html#action-plugins",
    "ansible_collections.ansible.builtin.uri_module": "collections/ansible/builtin/uri_module.html",
    "ansible_configuration_settings": "reference_appendices/config.html#ansible-configuration-settings",
    "callback_plugins": "plugins/callback.html#callback-plugins",
    "common_return_values": "reference_appendices/common_return_values.html#common-return-values",
    "lookup_plugins": "plugins/lookup.html#lookup-plugins",
}


def _inventory() -> str:
    """Write the table as an inventory of Sphinx, and return its path."""
    head = "# Sphinx inventory version 2\n# Project: Ansible\n# Version: latest\n"
    head += "# The remainder of this file is compressed using zlib.\n"
    body = "".join(f"{label} std:label -1 {page} {label}\n" for label, page in LABELS.items())
    descriptor, path = tempfile.mkstemp(prefix="serviceops-", suffix=".inv", dir=os.environ.get("HOME"))
    with os.fdopen(descriptor, "wb") as file:
        file.write(head.encode() + zlib.compress(body.encode()))
    return path


intersphinx_mapping = {"ansible": (ANSIBLE, _inventory())}
