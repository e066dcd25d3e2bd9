"""`descend` is plain SGD: checked against the update written out by hand."""

import numpy as np
import pytest
import torch

from scenes.studio.run.descend import descend, lockstep, mse


def bowl(w, b):
    return ((w - 3) ** 2).sum() + (w[0] * b**3).sum()


def guess():
    return torch.tensor([1.0, -2.0, 0.3], requires_grad=True), torch.tensor([0.7], requires_grad=True)


def test_each_step_is_w_minus_lr_times_grad_bit_for_bit():
    lr = 0.0625  # a power of two: the product is exact, and so are the bits on processors that fuse it with the sum
    w, b = guess()
    by_hand = guess()
    for _ in descend([w, b], lambda: bowl(w, b), lr=lr, steps=20):
        assert torch.equal(w, by_hand[0])
        assert torch.equal(b, by_hand[1])
        grads = torch.autograd.grad(bowl(*by_hand), by_hand)
        with torch.no_grad():
            for weight, grad in zip(by_hand, grads, strict=True):
                weight -= lr * grad


@pytest.mark.parametrize("lr", [0.1, 0.3, 1.05])
def test_each_step_is_right_to_the_last_bit_at_any_rate(lr):
    w = torch.tensor([1.0, -2.0, 0.3], requires_grad=True)
    before = grad = None
    for _ in descend([w], lambda: (w**2).sum(), lr=lr, steps=10):
        if before is not None:
            exact = before.astype(float) - np.float64(np.float32(lr)) * grad.astype(float)
            # A processor may round the product, too: half a unit in its last place.
            np.testing.assert_allclose(w.detach().numpy(), exact, rtol=2**-23, atol=2**-24 * abs(lr * grad).max())
        before, grad = w.detach().numpy().copy(), w.grad.numpy().copy()


def test_the_first_row_is_the_untouched_guess():
    w = torch.tensor([1.5, -2.0], requires_grad=True)
    next(descend([w], lambda: (w**2).sum(), lr=0.1, steps=5))
    assert w.tolist() == [1.5, -2.0]


def test_there_is_a_row_for_the_guess_and_one_for_each_step():
    w = torch.tensor([1.0], requires_grad=True)
    assert sum(1 for _ in descend([w], lambda: (w**2).sum(), lr=0.1, steps=7)) == 8


def test_loss_and_gradient_belong_to_the_weights_they_stand_with():
    w = torch.tensor([1.0, -2.0], requires_grad=True)
    for loss in descend([w], lambda: (w**2).sum(), lr=0.3, steps=5):
        assert torch.equal(w.grad, 2 * w)
        assert torch.equal(loss, (w**2).sum())


def test_mean_squared_error_is_numpys():
    y_hat, y = np.random.default_rng(0).normal(size=(2, 50)).astype(np.float32)
    expected = np.mean((y_hat.astype(float) - y) ** 2)
    assert mse(torch.tensor(y_hat), torch.tensor(y)).item() == pytest.approx(expected, rel=1e-6)


def test_runs_in_lockstep_are_the_runs_by_themselves():
    def run(lr):
        w = torch.tensor([1.0], requires_grad=True)
        for loss in descend([w], lambda: (w**2).sum(), lr=lr, steps=4):
            yield {"loss": loss.item(), "w": w.item()}

    together = list(lockstep({"": run(0.1), "fast_": run(0.4)}))
    assert [{name: row[name] for name in ("loss", "w")} for row in together] == list(run(0.1))
    assert [{name: row[f"fast_{name}"] for name in ("loss", "w")} for row in together] == list(run(0.4))


def test_runs_of_unlike_length_are_refused():
    with pytest.raises(ValueError, match="shorter"):
        list(lockstep({"": [{"loss": 1.0}] * 2, "b_": [{"loss": 1.0}]}))
