"""What the lessons say of torch, of matplotlib and in formulas, where no film shows it: the code on the pages runs here."""

import re
from pathlib import Path
from textwrap import dedent

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from markup import Html
from PIL import Image

from scenes.nudge import scene as nudge
from scenes.shared.line_fit import lecture_points

LESSONS = Path(__file__).resolve().parents[2] / "docs" / "lessons"


def blocks(lesson: str, language: str) -> list[str]:
    """The blocks of code that stand in a note, folded ones too."""
    text = (LESSONS / f"{lesson}.md").read_text(encoding="utf-8")
    return [dedent(code) for code in re.findall(rf"^ *```{language}\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL)]


def points() -> tuple[torch.Tensor, torch.Tensor]:
    rng = torch.Generator().manual_seed(1)
    x = torch.ones(50, 2, dtype=torch.double)
    x[:, 0].uniform_(-2, 1, generator=rng)
    return x, torch.rand(50, generator=rng, dtype=torch.double)


SAID = [(call, told) for lesson in ("2-data-and-loss", "3-gradient") for block in blocks(lesson, "pycon")
        for call, told in re.findall(r"^>>> (.*)\n(\w+Error: .*)$", block, re.MULTILINE)]  # fmt: skip


@pytest.mark.parametrize(("call", "told"), SAID, ids=[call for call, _ in SAID])
def test_an_error_is_what_torch_says(call: str, told: str) -> None:
    a = torch.tensor([-1.0, 1.0], requires_grad=True)
    a.sum().backward()
    with pytest.raises(Exception) as error:  # noqa: PT011
        eval(call, {"torch": torch, "x": torch.rand(3, 2), "a": a, "lr": 0.1})
    assert f"{error.typename}: {error.value}" == told


TOLD = [  # where a page tells what torch says outside of a session
    ("2-data-and-loss", "torch.tensor([1, 2]).mean()"),
    ("2-data-and-loss", "torch.tensor(-1., 1)"),
    ("1-functions", "torch.tensor([[1] * 6, [1] * 5])"),
]


@pytest.mark.parametrize(("lesson", "call"), TOLD, ids=[call for _, call in TOLD])
def test_an_error_that_a_page_quotes_is_what_torch_says(lesson: str, call: str) -> None:
    with pytest.raises(Exception) as error:  # noqa: PT011
        eval(call)
    assert f"{error.typename}: {error.value}" in (LESSONS / f"{lesson}.md").read_text(encoding="utf-8")


def test_torch_does_with_gradients_shapes_and_batches_what_the_lessons_say() -> None:
    a = torch.tensor([-1.0, 1.0], requires_grad=True)
    sgd = torch.optim.SGD([a], lr=0.1)
    a.sum().backward()
    a.sum().backward()
    assert a.grad.tolist() == [2, 2]  # lesson 3: backward adds
    sgd.zero_grad()
    assert a.grad is None
    assert a.sub(1).tolist() == [-2, 0]
    assert a.tolist() == [-1, 1]
    assert [torch.tensor(rows).shape for rows in ([[1, 2], [3, 4]], [5], [[[1], [2]]])] == [(2, 2), (1,), (1, 2, 1)]  # lesson 1, exercise 5
    loader = torch.utils.data.DataLoader(torch.arange(25), batch_size=10, shuffle=True, drop_last=True)
    first, second = ([batch.tolist() for batch in loader] for _ in range(2))  # lesson 7
    assert [len(batch) for batch in first] == [10, 10]
    assert first != second
    assert len({index for batch in first for index in batch}) == 20


def test_weight_decay_is_added_to_the_gradient_except_in_adamw() -> None:
    """Lesson 8: added to the gradient, multiplied, or as a penalty, the step of SGD is the same. AdamW multiplies, Adam does not."""
    lr, w, start, slope = 0.1, 0.5, 2.0, 3.0

    def step(optimiser, **settings) -> float:
        a = torch.tensor(start, dtype=torch.double, requires_grad=True)
        (slope * a).backward()
        optimiser([a], lr=lr, **settings).step()
        return a.item()

    penalised = torch.func.grad(lambda a: slope * a + w / 2 * a**2)(torch.tensor(start, dtype=torch.double)).item()
    same = [start - lr * (slope + w * start), (1 - lr * w) * start - lr * slope, start - lr * penalised]
    assert step(torch.optim.SGD, weight_decay=w) == pytest.approx(same[0])
    assert same == pytest.approx([same[0]] * 3)
    adam, adamw = torch.optim.Adam, torch.optim.AdamW
    assert step(adamw, weight_decay=w) - step(adam) == pytest.approx(-lr * w * start)
    assert step(adam, weight_decay=w) - step(adam) == pytest.approx(0, abs=1e-6)


def test_the_losses_of_lesson_9_take_logits_and_the_targets_that_it_names() -> None:
    """Sigmoid is softmax for z and 0; cross-entropy is the mean of minus the logarithm of the right class's probability."""
    z, classes = torch.randn(6, 2, dtype=torch.double), torch.tensor([0, 1, 1, 0, 1, 0])
    q = z.softmax(1)[torch.arange(6), classes]
    assert torch.nn.functional.cross_entropy(z, classes) == pytest.approx(-q.log().mean())
    is_teddy = classes.double()
    logit = z[:, 1] - z[:, 0]
    assert torch.nn.functional.binary_cross_entropy_with_logits(logit, is_teddy) == pytest.approx(-q.log().mean())
    with pytest.raises(RuntimeError):
        torch.nn.functional.binary_cross_entropy_with_logits(logit, classes)


def test_the_code_of_lessons_5_and_6_calculates_limit_best_fit_and_map() -> None:
    x, y = points()
    names = {"torch": torch, "plt": plt, "x": x, "y": y, "print": lambda limit: names.update(printed=limit)}
    quoted = {"eigvalsh": "5-learning-rate", "func.grad": "5-learning-rate", "lstsq": "6-loss-surface", "meshgrid": "6-loss-surface"}
    for sign, lesson in quoted.items():
        names |= run_lines(lesson, sign, names)
    step = torch.eye(2, dtype=torch.double) - names["limit"] * 2 * x.T @ x / len(x)
    assert torch.linalg.eigvalsh(step)[0] == pytest.approx(-1)
    assert names["printed"] == 1
    best = (x @ names["best"] - y).square().mean()
    assert best <= names["losses"].min() < 1.1 * best + 0.05
    row, column = divmod(int(names["losses"].argmin()), names["losses"].shape[1])
    assert names["slopes"][row, column] == pytest.approx(names["best"][0].item(), abs=0.06)
    assert names["intercepts"][row, column] == pytest.approx(names["best"][1].item(), abs=0.06)
    plt.close("all")


def run_lines(lesson: str, sign: str, names: dict) -> dict:
    """What the one block of a lesson that holds `sign` leaves of these names."""
    (code,) = [block for block in blocks(lesson, "python") if sign in block]
    exec(code, names := {"torch": torch, "plt": plt, **names})
    return names


def test_the_lines_of_lessons_1_to_3_do_what_is_said_of_them() -> None:
    x, y = (values.float() for values in points())
    a = torch.tensor([3.0, 2.0])
    short, long = (run_lines("1-functions", sign, {"x": x, "a": a})["y"] for sign in ("y = x @ a", "y = torch.stack"))
    torch.testing.assert_close(short, long)
    digits = {"picture": torch.randint(256, (28, 28)), "w": torch.rand(784, 10), "b": torch.rand(10)}
    assert run_lines("1-functions", "flatten", digits)["p"].sum() == pytest.approx(1)
    lr, mse = 0.1, run_lines("2-data-and-loss", "def mse", {})["mse"]
    guess = run_lines("3-gradient", "requires_grad", {})["a"]
    slopes = torch.func.grad(lambda a: mse(x @ a, y))(guess.detach().clone())
    after = run_lines("3-gradient", "no_grad", {"a": guess, "x": x, "y": y, "mse": mse, "lr": lr})["a"]
    torch.testing.assert_close(after.detach(), torch.tensor([-1.0, 1.0]) - lr * slopes)
    assert after.grad.tolist() == [0, 0]


def test_the_lines_of_lessons_6_to_10_do_what_is_said_of_them() -> None:
    x, y = points()
    a = torch.tensor([-1.0, 1.0], dtype=torch.double, requires_grad=True)
    sgd = run_lines("6-loss-surface", "momentum=", {"a": a})["sgd"]
    assert [sgd.defaults[name] for name in ("lr", "momentum")] == [0.03, 0.9]
    slopes, intercepts = torch.meshgrid(torch.linspace(-1, 1, 3), torch.linspace(-1, 1, 3), indexing="xy")
    run_lines("6-loss-surface", "plot_surface", {"slopes": slopes, "intercepts": intercepts, "losses": slopes**2})
    plt.close("all")
    batch = torch.tensor([1, 4, 7])
    mean = lambda y_hat, y: ((y_hat - y) ** 2).mean().item()  # noqa: E731
    names = run_lines("7-mini-batches", "batch]", {"x": x, "y": y, "a": a, "batch": batch, "mse": mean})
    assert names["loss"] == pytest.approx((x @ a - y).square()[batch].mean().item())
    run_lines("7-mini-batches", "drop_last", {"dataset": torch.utils.data.TensorDataset(x, y)})
    assert run_lines("8-fit", "weight_decay", {"a": a, "lr": 0.1, "w": 0.2})["sgd"].defaults["weight_decay"] == 0.2
    one, many = (block for block in blocks("9-in-practice", "python")[0].splitlines())
    exec(one, {"torch": torch, "x": x, "a": a, "is_teddy": (y > 0.5).double()})
    exec(many, {"torch": torch, "x": x, "a": torch.rand(2, 3, dtype=torch.double), "classes": torch.randint(3, (len(x),))})
    w, b, v, c = weights = [torch.rand(4, requires_grad=True) for _ in range(3)] + [torch.rand(1, requires_grad=True)]
    names = run_lines("10-beyond-the-line", "relu", {"x": torch.rand(9), "w": w, "b": b, "v": v, "c": c})
    assert (names["hidden"].shape, names["y_hat"].shape) == ((9, 4), (9,))
    optimiser = run_lines("10-beyond-the-line", "Adam", dict(zip("wbvc", weights, strict=True)))["optimiser"]
    names["y_hat"].sum().backward()
    before = c.item()
    optimiser.step()
    assert before - c.item() == pytest.approx(0.01, rel=1e-4)  # its first step is as long as the rate
    schedule = run_lines("10-beyond-the-line", "ExponentialLR", {"sgd": sgd})["schedule"]
    sgd.step()
    schedule.step()
    assert sgd.param_groups[0]["lr"] == pytest.approx(0.03 * 0.98)


def test_every_attribution_has_its_source_on_the_page_of_sources() -> None:
    sources = (LESSONS.parent / "sources.md").read_text(encoding="utf-8")
    listed = re.findall(r"^- (.*?)(?=^- |^\S)", sources, re.MULTILINE | re.DOTALL)
    named = {
        number: [item for item in listed if re.search(rf"\blessons? (?:\d+ and )?{number}\b|\blessons {number} and ", item)]
        for number in range(1, 11)
    }
    named[9] += listed[-2:]  # on skill in mathematics, below a line that names the lesson
    for number, page in enumerate(sorted(LESSONS.glob("[0-9]*.md"), key=lambda page: int(page.stem.split("-")[0])), 1):
        links = page.read_text(encoding="utf-8").count("sources.md#beyond-the-lecture")
        assert len(named[number]) >= links, page.name
    text = (LESSONS / "9-in-practice.md").read_text(encoding="utf-8")
    assert all(name in text and name in sources for name in ("Buda", "Maki", "Mazurowski"))


def test_a_step_that_is_not_in_place_loses_its_gradient_as_lesson_3_says() -> None:
    a = torch.tensor([-1.0, 1.0], requires_grad=True)
    a.sum().backward()
    a = a - 0.1 * a.grad
    with pytest.warns(UserWarning, match="not a leaf"), pytest.raises(AttributeError) as error:
        a.grad.zero_()
    assert f"AttributeError: {error.value}\n" in blocks("3-gradient", "text")


def test_torch_warns_of_a_loss_of_other_shapes_and_calculates_it_as_lesson_2_says() -> None:
    x, y = points()
    y_hat = x @ torch.tensor([-1.0, 1.0], dtype=torch.double)
    with pytest.warns(UserWarning, match="target size"):
        wrong = torch.nn.functional.mse_loss(y_hat[:, None], y)
    table = ((y_hat[:, None] - y) ** 2).mean()
    np.testing.assert_allclose([wrong, ((y_hat - y.mean()) ** 2).mean() + ((y - y.mean()) ** 2).mean()], [table, table])


def test_a_nudge_of_the_intercept_helps_most_points_and_one_of_the_slope_moves_them_half_as_far() -> None:
    """Lesson 3. The points that a lift takes farther away are those below the line, or so little above it that it goes past them."""
    x, y = lecture_points()
    residuals = x @ torch.tensor([-1.0, 1.0]) - y
    helped = (residuals + nudge.by).abs() < residuals.abs()
    assert helped.float().mean() > 0.7
    assert (residuals[~helped] > -nudge.by).all()
    assert x[:, 0].abs().mean() == pytest.approx(0.5, abs=0.05)


def test_the_rate_inside_the_sum_of_momentum_makes_the_same_steps() -> None:
    a = torch.tensor([3.0], dtype=torch.double)
    ours, books, v, u = a.clone(), a.clone(), 0.0, 0.0
    for _ in range(20):
        v = 0.9 * v + 2 * ours
        u = 0.9 * u - 0.03 * 2 * books
        ours, books = ours - 0.03 * v, books + u
    np.testing.assert_allclose(ours, books)


def test_standardised_as_in_lesson_6_the_bowl_is_round() -> None:
    x, _ = points()
    (line,) = [block for block in blocks("6-loss-surface", "python") if "std" in block]
    exec(line, {"x": x})
    assert torch.linalg.cond(x.T @ x) == pytest.approx(1)


def test_the_code_of_lesson_10_finds_the_gradient_that_it_says(site: Path) -> None:
    page = Html.of(site / "lessons" / "10-beyond-the-line.html").soup
    (code,) = [block.get_text() for block in page.select("pre") if "requires_grad" in block.get_text()]
    run, _, told = code.partition("a.grad  # ")
    names = {"torch": torch}
    exec(run, names)
    assert repr(names["a"].grad) == told.strip()


def test_the_gradient_by_hand_is_that_of_torch() -> None:
    x, y = points()
    a = torch.tensor([0.3, -0.7], dtype=torch.double, requires_grad=True)
    ((x @ a - y) ** 2).mean().backward()
    residual = (x @ a - y).detach()
    by_hand = [2 * (residual * x[:, 0]).mean(), 2 * residual.mean()]
    np.testing.assert_allclose(a.grad, by_hand)


def test_the_loss_of_balanced_points_is_two_parabolas() -> None:
    x, y = points()
    x[:, 0] -= x[:, 0].mean()
    best = torch.linalg.lstsq(x, y).solution
    a = torch.tensor([1.3, -0.7], dtype=torch.double)
    lowest, loss = (((x @ line - y) ** 2).mean() for line in (best, a))
    np.testing.assert_allclose(loss, lowest + (x[:, 0] ** 2).mean() * (a[0] - best[0]) ** 2 + (a[1] - best[1]) ** 2)


def test_the_animation_of_lesson_4_begins_at_step_2_and_the_better_one_with_the_guess(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    begin, eleven, cure = (block for block in blocks("4-descent", "python") if "lr * x.grad" not in block and "print" not in block)
    assert len(eleven.replace("\n\n", "\n").splitlines()) == 11
    names: dict[str, object] = {}
    exec(begin + eleven.replace("frames=60", "frames=3"), names)
    drawn = names["line"].get_ydata()
    again: dict[str, object] = {}
    exec(begin + eleven.partition("def picture")[0] + cure.replace("range(60)", "range(4)"), again)
    np.testing.assert_allclose(drawn, names["x"] @ again["path"][4])  # the last of three frames is step 4
    assert again["path"][0].tolist() == [-1, 1]
    with Image.open("line.gif") as gif:
        assert (gif.n_frames, gif.info["duration"]) == (5, 20)  # a frame for each step and the guess, 50 a second
    plt.close("all")
