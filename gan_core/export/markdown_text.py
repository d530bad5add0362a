"""Users' text in Markdown, escaped so that it stays plain text."""

import re

SPECIAL = re.compile(r"[\\`*_\[\]|~$]|^[-+#=]|:(?=\S)")
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def plain(text: str) -> str:
    """`text` on one line, with nothing in it that Markdown or HTML would act on: no element, link, image or cell."""
    line = " ".join(readable(text).split())
    return SPECIAL.sub(r"\\\g<0>", "".join(ENTITIES.get(each, each) for each in line))


def code(text: str) -> str:
    """`text` on one line as code, in which only a backtick would act."""
    line = " ".join(readable(text).split()).replace("`", "'").replace("|", "\\|")
    return f"`{line}`"


def readable(text: str) -> str:
    """Without what no UTF-8 file can hold."""
    return text.encode("utf-8", "replace").decode()
