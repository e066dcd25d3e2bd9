"""How LaTeX plays a film: frames as numbered pictures, and the line of Beamer that shows them."""

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


def line(stem: str, count: int, fps: int) -> str:
    """What a slide says to play `count` frames, with buttons; in print the last one stands for all."""
    ends = f"{{{_number(0, count)}}}{{{_number(count - 1, count)}}}"
    return rf"\animategraphics[controls,poster=last,width=\linewidth]{{{fps}}}{{{folder(stem)}/frame-}}{ends}"


def _number(i: int, count: int) -> str:
    return str(i).zfill(len(str(count - 1)))
