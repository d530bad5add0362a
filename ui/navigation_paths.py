"""The paths of the page scripts, for links."""

from pathlib import Path

from gan_core.jobs.job import OWN_PAGE

PAGES = Path(__file__).resolve().parents[1] / "pages"
TRAIN = str(PAGES / "train.py")
RUNS = str(PAGES / "runs.py")
COMPARE = str(PAGES / "compare.py")
ICON = str(Path(__file__).parent / "static" / "icon.png")
LATENT = str(PAGES / "latent.py")
OPTIMISE = str(PAGES / "optimise.py")
RACE = str(PAGES / "race.py")
EVALUATE = str(PAGES / "evaluate.py")
ATTACK = str(PAGES / "attack.py")
DOCTOR = str(PAGES / "doctor.py")
TEXT = str(PAGES / "text.py")
FIGURES = str(PAGES / "figures.py")
LESSONS = str(PAGES / "lessons.py")
CLASSROOM = str(PAGES / "classroom.py")
PLAYGROUND = str(PAGES / "playground.py")
JOB = str(PAGES / f"{OWN_PAGE}.py")


def page_path(name: str) -> str:
    """The page script that a type of job names as its page."""
    return str(PAGES / f"{name}.py")
