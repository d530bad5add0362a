"""The export of a comparison."""

from gan_core.compare.family import family
from gan_core.compare.subject import subject
from gan_core.export.report import report
from gan_core.job_types.registry import load_settings
from gan_core.jobs.folder import RunFolder
from gan_core.places import runs_root
from ui.download import download_button
from ui.lab.generators import pictures_of
from ui.server import launcher


def take_away(names: list[str]) -> None:
    """The report, made when it is asked for."""
    download_button(
        "Report as HTML",
        lambda: _report(names),
        file_name="comparison.html",
        mime="text/html",
        icon=":material/description:",
        help="Curves, settings, pictures and figures in one file that opens in any browser, offline too.",
        key="report",
    )


def _report(names: list[str]) -> bytes:
    compared = [subject(RunFolder(runs_root() / name), load_settings) for name in names]
    members = family(runs_root(), launcher().statuses(), names)
    return report(compared, pictures_of, members).encode()
