# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of Sphinx for the site that ``tools/docs.py`` builds; the site loads nothing from elsewhere."""

from __future__ import annotations

import os
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import ansible
import yaml

HERE = Path(__file__).resolve().parent
REPOSITORY = "https://github.com/motadata/motadata.serviceops"

# Sphinx wants these names.
project = "motadata.serviceops"
author = "Motadata"
copyright = "2026, Motadata"  # noqa: A001

extensions = ["myst_parser", "sphinx.ext.intersphinx", "sphinx_antsibull_ext", "sphinx_design"]
# Links to headings work as on the pages of a code host.
myst_heading_anchors = 3
myst_enable_extensions = ["attrs_inline", "colon_fence"]

highlight_language = "text"
default_role = "any"
nitpicky = True
# Variables that the documentation of the event sources names, and no page describes.
nitpick_ignore = [("envvar", name) for name in ("HOME", "HTTPS_PROXY", "NO_PROXY")]

html_theme = "pydata_sphinx_theme"
html_context = {"default_mode": "auto"}
html_title = "motadata.serviceops"
html_theme_options = {
    "article_footer_items": [],
    "footer_end": [],
    "footer_start": ["copyright"],
    "header_links_before_dropdown": 6,
    "icon_links": [{"name": "Source code", "url": REPOSITORY, "icon": "fa-brands fa-github"}],
    "logo": {
        "text": "motadata.serviceops",
        "image_light": "_static/icon.svg",
        "image_dark": "_static/icon.svg",
        "alt_text": "",
    },
    "navigation_with_keys": False,
    "primary_sidebar_end": [],
    "pygments_dark_style": "a11y-dark",
    "pygments_light_style": "a11y-light",
    "search_as_you_type": True,
    "search_bar_text": "Search the docs",
    "secondary_sidebar_items": ["page-toc"],
    "show_toc_level": 2,
}
# The landing page, and pages without anything beside them, have the width to themselves.
html_sidebars = {"**": ["sidebar-nav-bs"], "index": [], "changelog": []}
html_static_path = [str(HERE / "static")]
html_css_files = ["site.css"]
html_favicon = str(HERE / "static/icon.svg")
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_use_index = False

# The pages of Ansible's own documentation that the pages of plugins link to. The inventory of all of them would have to
# be downloaded, so one is made here: of what the ansible-core at hand has, and of this table.
ANSIBLE = "https://docs.ansible.com/ansible/latest/"
LABELS = {
    "action_plugins": "plugins/action.html#action-plugins",
    "ansible_configuration_settings": "reference_appendices/config.html#ansible-configuration-settings",
    "callback_plugins": "plugins/callback.html#callback-plugins",
    "common_return_values": "reference_appendices/common_return_values.html#common-return-values",
    "lookup_plugins": "plugins/lookup.html#lookup-plugins",
}


def _entries() -> Iterator[tuple[str, str, str]]:
    """Yield the kind, the name and the page of everything that can be linked to."""
    yield from (("label", label, page) for label, page in LABELS.items())
    installed = Path(ansible.__file__).parent
    for path in installed.glob("modules/[!_]*.py"):
        label = f"ansible_collections.ansible.builtin.{path.stem}_module"
        yield "label", label, f"collections/ansible/builtin/{path.stem}_module.html"
    settings = yaml.safe_load((installed / "config/base.yml").read_text("utf-8"))
    for variable in {each["name"] for setting in settings.values() for each in setting.get("env") or ()}:
        yield "envvar", variable, f"reference_appendices/config.html#envvar-{variable}"


def _inventory() -> str:
    """Write an inventory of Sphinx, and return its path."""
    head = "# Sphinx inventory version 2\n# Project: Ansible\n# Version: latest\n"
    head += "# The remainder of this file is compressed using zlib.\n"
    body = "".join(f"{name} std:{kind} -1 {page} {name}\n" for kind, name, page in _entries())
    descriptor, path = tempfile.mkstemp(prefix="serviceops-", suffix=".inv", dir=os.environ.get("HOME"))
    with os.fdopen(descriptor, "wb") as file:
        file.write(head.encode() + zlib.compress(body.encode()))
    return path


intersphinx_mapping = {"ansible": (ANSIBLE, _inventory())}
