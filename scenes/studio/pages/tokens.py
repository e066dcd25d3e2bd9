"""The films' colours as CSS custom properties, for the pages and the HTML deck."""

from pathlib import Path

from scenes.studio.draw.theme import DARK, LIGHT, Theme
from scenes.studio.pages.generated import write_if_new
from scenes.studio.store.paths import DOCS

ASSETS = DOCS / "assets"
LINK = {"light": "#2a5a86", "dark": "#9cc3ea"}  # of links and controls: no role, so that a role means one thing on a page as well
ROLES = ("data", "model", "loss", "gradient", "held_out", "batch")


def write(folder: Path = ASSETS) -> list[Path]:
    """Write tokens.css into `folder` unless it is there already; returns what was written."""
    return write_if_new(folder / "tokens.css", css())


def css() -> str:
    """The style sheet: light colours by default and on paper, dark ones for Material's scheme `slate` on a screen."""
    light, dark = (";\n".join(f"  {name}: {value}" for name, value in tokens(theme).items()) for theme in (LIGHT, DARK))
    return (
        "/* Written by scenes/studio/pages/tokens.py from the films' colours in scenes/studio/draw/theme.py. */\n\n"
        f':root,\n[data-md-color-scheme="default"] {{\n{light};\n}}\n\n'
        f'@media screen {{\n  [data-md-color-scheme="slate"] {{\n{dark.replace("  --", "    --")};\n  }}\n}}\n'
    )


def tokens(theme: Theme) -> dict[str, str]:
    """Custom properties by name, such as `{"--paper": "#ffffff"}`.

    A role has the colour it has in the films. Code and boxes are set on a sheet a little off the paper.
    """
    return {
        "--ink": theme.ink,
        "--muted": theme.muted,
        "--line": theme.grid,
        "--paper": theme.background,
        "--sheet": mix(theme.background, theme.ink, 0.04),
        **{f"--{role.replace('_', '-')}": getattr(theme, role) for role in ROLES},
        "--link": LINK[theme.name],
        "--link-soft": f"{LINK[theme.name]}1a",
    }


def mix(colour: str, other: str, share: float) -> str:
    """`#rrggbb` that has this share of `other` in it."""
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(_channels(colour), _channels(other), strict=True))


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour.removeprefix("#")))
