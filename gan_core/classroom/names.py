"""Names and titles as people type them: made one line, cut to a length, and free of characters that cannot be seen."""

import unicodedata

from gan_core.classroom.database import ClassroomError

MOST_NAME = 24
MOST_TITLE = 60
RESERVED = ("teacher", "the teacher")
UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def one_line(text: str, most: int) -> str:
    """The visible characters of `text`, with single spaces, at most `most` of them."""
    text = unicodedata.normalize("NFC", text[: 10 * most])
    seen = "".join(" " if each.isspace() else each for each in text if each.isspace() or _seen(each))
    return " ".join(seen.split())[:most].strip()


def _seen(character: str) -> bool:
    return unicodedata.category(character) not in UNSEEN


def nickname(text: str) -> str:
    """A pupil's name. Raises ClassroomError for one that nobody could read."""
    name = one_line(text, MOST_NAME)
    if not any(each.isalnum() for each in name):
        raise ClassroomError(f"Choose a nickname with a letter or a digit in it, of at most {MOST_NAME} characters.")
    if folded(name) in RESERVED:
        raise ClassroomError("That is what the teacher is called here: choose another nickname.")
    return name


def folded(name: str) -> str:
    """What two names must not share: Mia, MIA and mía's look-alikes in width are one."""
    return unicodedata.normalize("NFKC", name).casefold()


def title(text: str, default: str) -> str:
    """A title of a classroom or of something on its wall; `default` for an empty one."""
    return one_line(text, MOST_TITLE) or default
