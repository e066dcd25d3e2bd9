"""The films' colours as CSS custom properties, for the pages and the HTML deck."""

from pathlib import Path

from scenes.studio.draw.theme import DARK, LIGHT, Theme
from scenes.studio.store.atomic import whole_file
from scenes.studio.store.paths import DOCS

ASSETS = DOCS / "assets"
READABLE = 4.5  # the contrast that WCAG 2 asks of text
ROLES = ("data", "model", "loss", "gradient", "held_out", "batch")
TEXT_ROLES = ("model", "loss", "gradient", "held_out", "batch")  # the roles that also colour code


def write(folder: Path = ASSETS) -> list[Path]:
    """Write tokens.css into `folder` unless it is there already; returns what was written."""
    path = folder / "tokens.css"
    if path.is_file() and path.read_text(encoding="utf-8") == css():
        return []
    with whole_file(path) as unfinished:
        unfinished.write_text(css(), encoding="utf-8")
    return [path]


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

    A role has the colour it has in the films. Code is set on a sheet a little off the paper; there a role's colour is mixed
    with ink as far as its contrast needs to reach 4.5.
    """
    sheet = mix(theme.background, theme.ink, 0.04)
    return {
        "--ink": theme.ink,
        "--muted": theme.muted,
        "--line": theme.grid,
        "--paper": theme.background,
        "--sheet": sheet,
        "--shadow": f"{LIGHT.ink}33",
        **{f"--{role.replace('_', '-')}": getattr(theme, role) for role in ROLES},
        "--model-soft": f"{theme.model}1a",
        **{f"--code-{role.replace('_', '-')}": readable(getattr(theme, role), sheet, theme.ink) for role in TEXT_ROLES},
    }


def readable(colour: str, ground: str, ink: str) -> str:
    """`colour` with as little `ink` mixed in, in hundredths, as makes its contrast on `ground` reach 4.5."""
    return next(mixed for share in range(101) if contrast(mixed := mix(colour, ink, share / 100), ground) >= READABLE)


def mix(colour: str, other: str, share: float) -> str:
    """`#rrggbb` that has this share of `other` in it."""
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(_channels(colour), _channels(other), strict=True))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours by WCAG 2, 1 to 21."""
    dark, light = sorted(map(_luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (value / 255 for value in _channels(colour))]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour.removeprefix("#")))
