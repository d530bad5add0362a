"""What a canvas of the page shows, beside what it showed before."""

from playwright.sync_api import Page

OFF_BY = 2
"""How far a value of 255 may lie from another runtime's: the server may draw a first picture and the page the next."""
PIXELS = "canvas => [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data]"
FARTHEST = f"""([css, was]) => {{
  const now = ({PIXELS})(document.querySelector(css))
  return now.length === was.length ? Math.max(...now.map((value, i) => Math.abs(value - was[i]))) : 255
}}"""


def pixels(page: Page, css: str) -> list[int]:
    """Red, green, blue and alpha of every pixel of the first such canvas, 0 to 255."""
    return page.locator(css).first.evaluate(PIXELS)


def wait_until_shown(page: Page, css: str, was: list[int]) -> None:
    """Until the first such canvas shows what it did when `was` was read."""
    page.wait_for_function(f"(all) => ({FARTHEST})(all) <= {OFF_BY}", arg=[css, was])


def wait_until_other(page: Page, css: str, was: list[int]) -> None:
    """Until the first such canvas shows something else."""
    page.wait_for_function(f"(all) => ({FARTHEST})(all) > {OFF_BY}", arg=[css, was])
