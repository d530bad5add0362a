"""Tokens and codes: a token is known to one browser alone, a code is read aloud."""

import hashlib
import secrets

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without I and O, which are taken for digits."""
CODE_LENGTH = 6
MOST_TOKEN = 80


def new_token() -> str:
    """256 random bits, for a cookie or a link."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """What is kept of a token. It is random itself, so that no salt and no slow hash are needed."""
    return hashlib.sha256(token[:MOST_TOKEN].encode("utf-8", "surrogatepass")).hexdigest()


def new_id() -> str:
    """Names a classroom or a pupil; it is no secret."""
    return secrets.token_hex(6)


def new_code() -> str:
    """Six letters that a classroom is joined with."""
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))


def read_code(text: str) -> str:
    """A code as it was typed: small letters, spaces and hyphens do no harm."""
    return "".join(each for each in text[:40].upper() if each in LETTERS)
