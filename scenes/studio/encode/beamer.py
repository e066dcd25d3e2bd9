"""How LaTeX plays a film: frames as numbered pictures, and the line of Beamer that shows them."""

from collections.abc import Sequence

DOCUMENT = r"""% Run pdflatex on this twice; the film plays in Acrobat and in Okular.
\documentclass[aspectratio=169]{{beamer}}
\usepackage{{animate}}
\begin{{document}}
\begin{{frame}}
  {}
\end{{frame}}
\end{{document}}
"""


def folder(stem: str) -> str:
    """The folder of the frames: LaTeX would take a dot for the end of a name."""
    return stem.replace(".", "-")


def picture(stem: str, i: int, count: int) -> str:
    """The file of frame `i` of `count`, without its suffix. The package animate wants all numbers equally long."""
    return f"{folder(stem)}/frame-{_number(i, count)}"


def line(stem: str, durations: Sequence[int]) -> str:
    """What a slide says to play frames that stand so many milliseconds, with buttons; in print the last one stands for all.

    The package animate shows each of them equally long: as many a second as makes the film last its time.
    """
    count = len(durations)
    fps = f"{1000 * count / sum(durations):.3g}"
    ends = f"{{{_number(0, count)}}}{{{_number(count - 1, count)}}}"
    size = r"width=\linewidth,height=0.7\textheight,keepaspectratio"  # below a title, with the buttons, also of a tall film
    return rf"\animategraphics[controls,poster=last,{size}]{{{fps}}}{{{folder(stem)}/frame-}}{ends}"


def _number(i: int, count: int) -> str:
    return str(i).zfill(len(str(count - 1)))
