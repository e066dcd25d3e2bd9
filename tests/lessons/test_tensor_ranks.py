"""What tensor_ranks claims, on its trace."""

import numpy as np
import pytest
import torch

from scenes.shared.rank_parts import newest, sought
from scenes.tensor_ranks import refusal, scene


def test_each_rank_puts_one_number_more_into_the_shape():
    trace = scene.run()
    last = {act: trace.shape[trace.act == act][-1].tolist() for act in range(4)}
    assert last[0] == [6, 0, 0, 0]
    assert last[1] == [4, 6, 0, 0]  # rows before columns
    assert last[2] == [4, 6, 3, 0]
    assert last[3] == [5, 4, 6, 3]
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


def test_the_sun_is_the_brightest_pixel_of_every_image_and_moves_on():
    images, _ = scene.data()
    bright = images[..., :2].sum(3).flatten(1).argmax(1)
    assert bright.tolist() == [(2 + i) % scene.columns for i in range(scene.images)]


def test_torch_refuses_the_list_with_the_short_row_and_takes_the_rows_before_it():
    matrix = scene.data()[0][0, :, :, 0].tolist()
    assert scene.ragged == [*matrix[:-1], matrix[-1][:-1]]
    assert refusal(scene.ragged[:-1]) == ""
    with pytest.raises(ValueError, match=r"expected sequence of length 6 at dim 1 \(got 5\)") as refused:
        torch.tensor(scene.ragged)
    assert refusal(scene.ragged) == f"ValueError: {refused.value}"
    assert scene.run().refused.tolist()[-2:] == [0, 1]


def test_each_act_stacks_what_the_one_before_has_made_one_more_a_row():
    trace = scene.run()
    for act, axis, pieces in ((1, 0, scene.rows), (2, 2, 3), (3, 0, scene.images)):
        stacked = (trace.act == act) & (trace.pushed == 0)
        assert trace.shape[stacked][:, axis].tolist() == list(range(2, pieces + 1))


def test_the_full_image_moves_aside_once_before_the_second_one_comes():
    trace = scene.run()
    (row,) = np.flatnonzero(trace.pushed)
    assert trace.shape[row].tolist() == trace.shape[row - 1].tolist() == [4, 6, 3, 0]
    assert trace.shape[row + 1].tolist() == [2, 4, 6, 3]


def test_in_every_image_the_number_that_is_looked_for_is_that_of_the_sun():
    trace, images = scene.run(), scene.data()[0].numpy()
    columns = sought(trace, scene.columns)
    for row in np.flatnonzero((trace.act == 2) | (trace.act == 3)):
        first_row = images[newest(trace)[row], 0, :, 0]
        assert first_row.argmax() == columns[row]
