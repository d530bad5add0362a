"""The family tree as HTML: one row per run, with a bar from the step of the fork to the run's last step."""

from collections.abc import Callable, Mapping, Sequence
from html import escape

from gan_core.compare.family import Member
from gan_core.compare.wording import changes_words

ROW_REM = 2.6
STYLE = """
<style>
.family { font-size: 0.875rem; display: grid; grid-template-columns: minmax(6rem, min(18rem, 38%)) minmax(0, 1fr) auto;
  gap: 0 0.8rem; }
.family > * { height: ROWrem; display: flex; align-items: center; min-width: 0; }
.family .who { flex-direction: column; align-items: flex-start; justify-content: center; line-height: 1.2; }
.family .who > * { max-width: 100%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.family a, .family b { color: inherit; font-weight: 600; }
.family small { opacity: 0.75; font-size: 0.75rem; }
.family .track { position: relative; }
.family .track i { position: absolute; height: 0.7rem; border-radius: 0.35rem; min-width: 0.35rem; }
.family .track u { position: absolute; bottom: 50%; width: 0.9rem; border-left: 2px solid; border-bottom: 2px solid;
  border-bottom-left-radius: 0.5rem; opacity: 0.5; }
.family .far { font-size: 0.75rem; opacity: 0.75; justify-content: flex-end; font-variant-numeric: tabular-nums; }
</style>
""".replace("ROW", str(ROW_REM))
QUIET = "color-mix(in srgb, currentColor 30%, transparent)"


def family_html(
    members: Sequence[Member],
    colours: Mapping[str, str],
    link: Callable[[str], str] | None = None,
    label: Callable[[str], str] = str,
) -> str:
    """The tree; runs in `colours` are drawn in theirs.

    `link` gives the address of a run's page, `label` what a setting is called.
    """
    longest = max((member.step for member in members), default=0) or 1
    rows = "".join(_row(member, longest, colours.get(member.name, QUIET), link, label) for member in members)
    return f"{STYLE}<div class='family' role='tree' aria-label='Family tree'>{rows}</div>"


def _row(
    member: Member, longest: int, colour: str, link: Callable[[str], str] | None, label: Callable[[str], str]
) -> str:
    name, changes = escape(member.title), escape(changes_words(member.changes, label))
    if member.gone:
        who = f"<b>{name}</b><small>deleted</small>"
    else:
        who = f"<a href='{escape(link(member.name))}' target='_self'>{name}</a>" if link else f"<b>{name}</b>"
        who += f"<small title='{changes}'>{changes}</small>" if changes else ""
    left, width = 100 * member.born / longest, 100 * max(0, member.step - member.born) / longest
    joint = ""
    if member.above:
        joint = f"<u style='left:calc({left:.2f}% - 0.9rem);height:{member.above * ROW_REM:.2f}rem'></u>"
    about = f"Steps {member.born:,} to {member.step:,}"
    bar = f"<i style='left:{left:.2f}%;width:{width:.2f}%;background:{colour}'></i>"
    return (
        f"<div class='who' role='treeitem' aria-level='{member.depth + 1}' "
        f"style='padding-left:{0.9 * member.depth}rem'>{who}</div><div class='track' title='{about}'>{joint}{bar}</div>"
        f"<div class='far'>step {member.step:,}</div>"
    )
