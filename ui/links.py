"""Addresses within the app, made here and nowhere else.

What a browser asks for is relative to the page it stands on, never a path from the root: a proxy may serve the app
below a path that it takes off again, and then only the browser knows it. All pages lie side by side, so one form fits
all. Modules of ours in the browser do the same with `url()`, which mount.js gives them.
"""

from urllib.parse import quote, urlencode

import streamlit as st

API = "api"


def page_link(page: str = "", **query: str) -> str:
    """The address of a page by its `url_path`, for HTML; the first page has none."""
    return f"./{quote(page)}{_asked(query)}"


def api_link(*parts: str, **query: str) -> str:
    """The address of one of the app's own routes, for HTML and for mount.js: `api_link("runs", name, "live")`."""
    return "/".join([API, *(quote(part, safe="") for part in parts)]) + _asked(query)


def picture_link(run: str, file: str) -> str:
    """The address of a picture of a run."""
    return api_link("runs", run, "pictures", file)


def route_path(path: str) -> str:
    """Where the server itself has a route of ours: below server.baseUrlPath, which a proxy leaves as it is."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"{f'/{base}' if base else ''}/{API}{path}"


def _asked(query: dict[str, str]) -> str:
    return f"?{urlencode(query)}" if query else ""
