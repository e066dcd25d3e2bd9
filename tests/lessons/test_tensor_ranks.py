"""What tensor_ranks claims, on its trace."""

import numpy as np
import pytest
import torch

from scenes.tensor_ranks import RAGGED, refusal, scene


def test_each_rank_puts_one_number_more_into_the_shape():
    trace = scene.run()
    last = {rank: trace.shape[trace.rank == rank][-1].tolist() for rank in (1, 3, 4)}
    matrix = trace.shape[: scene.columns + scene.rows][-1].tolist()
    assert last[1] == [6, 0, 0, 0]
    assert matrix == [4, 6, 0, 0]  # rows before columns
    assert last[3] == [4, 6, 3, 0]
    assert last[4] == [5, 4, 6, 3]
    assert scene.facts(scene.run())["numbers"] == 5 * 4 * 6 * 3


def test_the_rank_is_how_many_axes_there_are():
    trace = scene.run()
    for rank, shape, refused in zip(trace.rank, trace.shape, trace.refused, strict=True):
        assert rank == np.count_nonzero(shape)
        assert (rank == 0) == refused


def test_stacking_channels_and_images_gives_back_the_whole_batch():
    images, _ = scene.data()
    parts = [torch.stack([image[:, :, k] for k in range(3)], dim=2) for image in images]
    assert torch.equal(torch.stack(parts), images)
    assert images.min() >= 0
    assert images.max() <= 255


def test_torch_refuses_the_ragged_list_with_the_words_shown():
    assert refusal(RAGGED[:1]) == ""
    with pytest.raises(ValueError, match="expected sequence of length 3") as refused:
        torch.tensor(RAGGED)
    assert refusal(RAGGED) == f"ValueError: {refused.value}"
    assert scene.run().refused.tolist()[-2:] == [0, 1]


def test_each_act_stacks_what_the_one_before_has_made_a_piece_a_row():
    trace = scene.run()
    for act, axis, pieces in ((0, 0, scene.columns), (1, 0, scene.rows), (2, 2, 3), (3, 0, scene.images)):
        assert trace.shape[trace.act == act][:, axis].tolist() == list(range(1, pieces + 1))
