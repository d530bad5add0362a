"""Titles of settings by their dotted names, as in the form."""

from gan_core.compare.wording import curve_title
from gan_core.config import choices
from ui.fields import humanise, shown, with_labels

BEST_BY = "recording.best_by"
AT_ZERO = {
    **dict.fromkeys(("training.num_steps", "training.num_images", "training.seconds"), "no limit"),
    **dict.fromkeys(("optimiser.clip_grad_norm", "recording.watch_budget"), "off"),
}
"""Settings of which 0 is no number but a word."""


def setting_label(name: str) -> str:
    """ "optimiser.d_lr" as the form has it: "Learning rate of D"."""
    last = name.rpartition(".")[2]
    for known in (name, last):
        if (label := with_labels(known)) != known:
            return label
    return humanise(last)


def setting_words(name: str) -> str:
    """The same with its group: "Optimiser: Learning rate of D"; of a choice the group alone, "Model"."""
    group, _, last = name.rpartition(".")
    if group in choices() and last == "name":
        return humanise(group)
    return f"{humanise(group.partition('.')[0])}: {setting_label(name)}" if group else setting_label(name)


def value_words(name: str, value: object) -> str:
    """A setting's value as people write it; of a choice, its title."""
    variants = choices().get(name.removesuffix(".name"), {}) if name.endswith(".name") else {}
    if value is None:
        return "–"
    if value == 0 and name in AT_ZERO:
        return AT_ZERO[name]
    if variants:
        return variants[str(value)].title if str(value) in variants else str(value)
    return curve_title(str(value)) if name == BEST_BY else shown(value)
