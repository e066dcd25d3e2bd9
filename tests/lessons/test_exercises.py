"""Each answer to an exercise is worked out here from what its question gives, and every sum that an answer writes adds up."""

import csv
import json
import math
import re
from collections import defaultdict
from functools import cache
from itertools import accumulate, count
from pathlib import Path

import numpy as np
import pytest
import torch
from markup import Html
from oracles import hessian

from scenes.shared.line_fit import lecture_points

LESSONS = [lesson.stem for lesson in sorted((Path(__file__).resolve().parents[2] / "docs" / "lessons").glob("[0-9]*.md"))]
GUESS = (-1.0, 1.0)


@cache
def page(site, lesson):
    return Html.of(site / "lessons" / f"{lesson}.html")


@cache
def points():
    """x with its column of ones (100, 2), and y (100,), as the lecture's code makes them."""
    return tuple(values.double().numpy() for values in lecture_points())


def line(x):
    return np.column_stack([x, np.ones(len(x))])


def mse(x, y, a):
    return float(np.mean((x @ np.array(a) - y) ** 2))


def gradient(x, y, a):
    return 2 / len(y) * x.T @ (x @ np.array(a) - y)


def descend(x, y, a, lr, steps):
    """The parameters after so many steps."""
    for _ in range(steps):
        a = a - lr * gradient(x, y, a)
    return a


def limit(x):
    return 2 / np.linalg.eigvalsh(hessian(x))[-1]


def walk(slope, x, lr, steps):
    for _ in range(steps):
        x -= lr * slope(x)
    return x


def best():
    return np.linalg.lstsq(*points())[0]


def above(steps, lr):
    """How far the loss is above the lowest one, after so many steps at each of the rates (rates,), in closed form."""
    curvatures, axes = np.linalg.eigh(hessian(points()[0]))
    way = axes.T @ (np.array(GUESS) - best())
    return (0.5 * curvatures * ((1 - np.outer(lr, curvatures)) ** steps * way) ** 2).sum(1)


def good_rates(films):
    """The rates of lr_sweep whose run ends at most a tenth above the lowest loss, in closed form.

    All start straight across the valley from the best line, as far off as the guess lies in this direction.
    """
    rates, steps = column(films, "lr_sweep", "lr"), params(films, "lr_sweep")["steps"]
    curvatures, axes = np.linalg.eigh(hessian(points()[0]))
    way = axes[:, -1] @ (np.array(GUESS) - best()) * (1 - rates * curvatures[-1]) ** steps
    return rates[0.5 * curvatures[-1] * way**2 < 0.1 * mse(*points(), best())]


def params(films, name):
    return json.loads((films(name) / f"{name}.json").read_text(encoding="utf-8"))["params"]


def facts(films, name):
    return json.loads((films(name) / f"{name}.json").read_text(encoding="utf-8"))["facts"]


def column(films, name, key):
    with (films(name) / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return np.array([float(row[key]) for row in csv.DictReader(file)])


def cost(films, way, missed=10):
    bears, shares = params(films, "unbalanced_classes"), facts(films, "unbalanced_classes")
    return bears["rare"] * shares[f"mean_{way}_rare"] * missed + bears["common"] * shares[f"mean_{way}_common"]


def doublings(films):
    loss, n = column(films, "enough_data", "median")[::2], column(films, "enough_data", "n")[::2]
    return next(n[i] for i in count() if loss[i + 1] > 0.95 * loss[i])


def swinging(momentum, steps):
    """The sum v after so many gradients 1, −1, 1, −1 and so on."""
    return list(accumulate([(-1) ** k for k in range(steps)], lambda v, new: momentum * v + new))[-1]


TWO = line([0, 2]), np.array([1, 3])
THREE = line([0, 1, 2]), np.array([1, 3, 4])
UNIT = line([0, 1]), np.array([1, 3])
FOUR = line([-1, 0, 1, 2]), 3 * np.array([-1, 0, 1, 2]) + 2
PAIRS = [(1, 1), (1, 3), (2, 4), (2, 2)]
CURVATURES = np.linalg.eigvalsh(hessian(line([-1, 0, 1])))
PHOTOGRAPHS = np.broadcast_to(0, (64, 480, 640, 3))
ONE_STEP = descend(*UNIT, np.zeros(2), 0.1, 1)
RIGHT = {
    "1-functions": {
        1: lambda _: list(line([0, 1.5, 4]) @ [-2, 5]),
        2: lambda _: [0.9 * 3, 0.9 * 3 + 1 * 2],
        3: lambda _: [PHOTOGRAPHS.ndim, PHOTOGRAPHS.size],
        4: lambda _: [10 * (2 * 28) ** 2 + 10],
    },
    "2-data-and-loss": {
        1: lambda _: [(2 + 1) - 4, mse(*THREE, (1, 1)), mse(*THREE, (1, 1)) ** 0.5],
        2: lambda _: [np.mean([0 - 2, 0 - -2]), mse(line([-1, 1]), np.array([2, -2]), (0, 0)), np.linalg.solve(line([-1, 1]), [2, -2])[0]],
        3: lambda _: [np.var([1, 2, 6]), np.mean((np.array([1, 2, 6]) - np.median([1, 2, 6])) ** 2)],
        5: lambda _: list(np.linalg.lstsq(points()[0], points()[1] - 0.5)[0]),
        7: lambda _: [np.mean((y_hat - np.array([1, 3])) ** 2) for y_hat in (np.array([1, 3]), np.array([[1], [3]]))],
    },
    "3-gradient": {
        1: lambda _: [mse(*TWO, descend(*TWO, np.array([1.0, 0.0]), 0.1, steps)) for steps in (0, 1)],
        2: lambda _: [((3 + h) ** 2 - 9) / h for h in (1, 0.1, 0.01, 1e-6)],
        3: lambda _: [*gradient(*FOUR, descend(*FOUR, np.array(GUESS), 0.1, 1)), *descend(*FOUR, np.array(GUESS), 0.1, 2)],
        4: lambda _: [mse(*points(), (-1, 0.6))],
        5: lambda _: [2 * (28**2 * 10 + 10)],
    },
    "4-descent": {
        1: lambda _: [walk(lambda x: 2 * (x - 4), 0, 0.25, 3), (walk(lambda x: 2 * (x - 4), 0, 0.25, 1) - 4) / (0 - 4)],
        2: lambda _: [walk(lambda x: 2 * x, -3, 0.15, 5)],
        3: lambda _: [mse(*UNIT, (0, 0)), *gradient(*UNIT, (0, 0)), *ONE_STEP, mse(*UNIT, ONE_STEP)],
        4: lambda _: [above(steps, [0.1])[0] / above(steps - 10, [0.1])[0] for steps in (50, 60)],
        5: lambda _: [2 * 5],
    },
    "5-learning-rate": {
        1: lambda _: [10, 2 / 10, *(walk(lambda x: 10 * x, 4, rate, 3) for rate in (0.15, 0.25))],
        2: lambda _: [*CURVATURES, limit(line([-1, 0, 1])), 2 / CURVATURES.sum()],
        3: lambda _: [limit(line([0, 30])), limit(line([-1, 1]))],
        5: lambda _: [(1 - 2 * 1.05 / limit(points()[0])) ** 2],
        6: lambda films: [good_rates(films)[0] / 10, limit(points()[0])],
    },
    "6-loss-surface": {
        1: lambda _: [*np.linalg.solve(line([-1, 1]), [0, 2]), mse(line([-1, 1]), [0, 2], np.linalg.solve(line([-1, 1]), [0, 2]))],
        2: lambda _: [(18 * 1) / (2 * 3), (0 - 1) / (0 - 3), 2 / max(2 * 1, 2 * 9)],
        3: lambda _: list(best()),
        4: lambda _: [swinging(0.5, 4), abs(swinging(0.5, 40)), abs(swinging(0.9, 400))],
        5: lambda _: [2 / 4, (0 * 0 * 1 - 2) ** 2],
        7: lambda _: [(40 - np.mean([10, 20, 30])) / np.std([10, 20, 30])],
    },
    "7-mini-batches": {
        1: lambda _: [1_280_000 / 64, *divmod(1000, 64)],
        2: lambda _: [np.mean([2 * x * (0 * x - y) for x, y in those]) for those in (PAIRS, PAIRS[::2], PAIRS[1::2])],
        4: lambda _: [(1 / 1) / (1 / 10)],
    },
    "8-fit": {
        2: lambda _: [np.var([1, 0, 1]), np.var([0, 0, 0]), (np.mean([1, 0, 1]) - 0.5) ** 2, (0.5**2 - 0.5) ** 2],
        3: lambda _: [4 - 0.5 * 0.2 * 4, next(k for k in count() if (1 - 0.5 * 0.2) ** k < 0.5)],
        4: lambda _: [walk(lambda a, w=w: 2 * (a - 3) + w * a, 0, 0.1, 100) for w in (0, 1, 4)],
        5: lambda films: [
            params(films, "train_too_long")["points"] * epochs
            for epochs in (column(films, "train_too_long", "val_loss").argmin(), params(films, "train_too_long")["steps"])
        ],
    },
    "9-in-practice": {
        1: lambda _: [100 * 200 / (200 + 50), 100 * 200 / 200, 100 * 0 / 50],
        2: lambda films: [cost(films, "as_is"), cost(films, "copied")],
        3: lambda _: [100 * 4 * 0.2 / (4 * 0.2 + 0.8)],
        4: lambda _: [-math.log(1 / 10)],
        5: lambda films: [doublings(films)],
    },
    "10-beyond-the-line": {
        1: lambda _: [1 * 3, (1 * 3 - 5) ** 2, 3, 2 * (1 * 3 - 5), torch.func.grad(lambda a: (a * 3 - 5) ** 2)(torch.tensor(1.0)).item()],
        2: lambda _: [1 / 2, *(max(0, 2 * x - 1) for x in (0, 1))],
        3: lambda _: [sum(w.numel() for layer in (torch.nn.Linear(1, 100), torch.nn.Linear(100, 1)) for w in layer.parameters())],
        5: lambda _: [3 / 0.1],
        6: lambda _: [0.012 * (0.1 / 16) / (0.3 / 8)],
        7: lambda _: [next(k for k in count() if 0.01 * (1 + 0.5 * 1) ** k >= 0.1)],
    },
}


@pytest.mark.parametrize("lesson", LESSONS)
def test_answers_are_what_the_questions_give(lesson, site, films):
    asked, number = defaultdict(list), 0
    for element in page(site, lesson).elements:
        if found := re.fullmatch(r"exercise-(\d+)", element.get("id", "")):
            number = int(found[1])
        if element.get("class") == "check":
            asked[number].append(float(element["data-answer"]))
    right = {number: solve(films) for number, solve in RIGHT[lesson].items()}
    assert asked.keys() == right.keys()
    for number, answers in right.items():
        assert asked[number] == pytest.approx(answers, rel=1e-4), number


POWERS = {sign: f"**{power}" for power, sign in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹") if power > 1}
SIGNS = str.maketrans({"−": "-", "×": "*", ",": None, "½": "(1/2)", "¼": "(1/4)"} | POWERS)
SUM = re.compile(
    r"((?:(?!, )[\d.,()+/×−½¼²³⁴⁵⁶⁷⁸⁹ ])+) [=≈] (−?\d+(?:,\d{3})*(?:\.\d+)?(?:/\d+)?)"
    r"(?![\w×]| [×/+−]| per cent)"
)


def sums(text):
    """The sums that a text writes out, such as “(1 + 9) / 2 = 5”: their terms, and what they are said to make."""
    for terms, result in SUM.findall(re.sub(r"\s+", " ", text)):
        words = terms.split()
        while words and not (compiles := parse(" ".join(words))):
            words = words[1:]
        if words and re.search(r"[+−×/½²³⁴⁵⁶⁷⁸⁹]", " ".join(words)[1:]) and words[0] not in "+−×/":
            yield " ".join(words), result, eval(compiles)


def parse(terms):
    try:
        return compile(terms.translate(SIGNS), "", "eval")
    except SyntaxError:
        return None


def test_every_sum_in_an_answer_adds_up(site):
    seen = 0
    for lesson in LESSONS:
        for answer in page(site, lesson).soup.select("details.answer"):
            for terms, result, made in sums(answer.get_text()):
                half = 0.5 * 10.0 ** -len(result.partition(".")[2]) * 1.001 if "/" not in result else 1e-9
                assert made == pytest.approx(eval(result.translate(SIGNS)), abs=half), (lesson, terms, result)
                seen += 1
    assert seen > 50
