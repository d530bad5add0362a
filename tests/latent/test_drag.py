"""Dragging points: the objective against values by hand, on a generator whose answer is known, and what is refused."""

import dataclasses
import math
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from benchmarks.drag import middle
from gan_core.errors import UserError
from gan_core.generators.load import load
from gan_core.latent.drag import (
    LAST_STEPS,
    MOST_POINTS,
    REACHED,
    RESTART_STEPS,
    RESTARTS,
    STEPS_A_STRIDE,
    STRIDE,
    Drag,
    DragState,
    Handle,
    drag,
    slopes_after,
    unfit,
)
from gan_core.latent.drag_terms import (
    KEPT,
    LENGTH_PRIOR,
    NORMAL_PRIOR,
    OUTSIDE,
    Terms,
    prior,
    prior_derivatives,
    sampling_matrix,
)
from gan_core.latent.drag_wording import outcome
from gan_core.latent_draws import draw_z
from gan_core.shape import SampleShape
from tests.latent.small_models import Drawn, card, fresh

MIDDLE = np.array([[8.0, 8.0]])
ROWS, COLUMNS = np.mgrid[0:16, 0:16]
PER_Z = 1.5
"""Pixels that the blob moves for each number of z."""


def blob(latent_dim: int = 2) -> Drawn:
    """z -> a round blob whose middle is 7.5 + 1.5 z, to the right and down; further numbers of z do nothing."""

    def draw(z: np.ndarray) -> np.ndarray:
        x, y = (7.5 + PER_Z * z[:, axis, None, None] for axis in (0, 1))
        far = (COLUMNS - x) ** 2 + (ROWS - y) ** 2
        return np.repeat((2 * np.exp(-far / 8) - 1)[:, None], 3, axis=1).astype(np.float32)

    return Drawn(card("gan", latent_dim), draw)


def last(states) -> DragState:
    *_, found = states
    return found


def noise_picture() -> np.ndarray:
    return np.random.default_rng(0).uniform(-1, 1, (3, 16, 16)).astype(np.float32)


def test_between_two_pixels_the_line_is_read_by_its_distance_to_each() -> None:
    assert sampling_matrix(np.array([1.25, -3.0, 3.0]), 4, 0.0) == pytest.approx(
        np.array([[0, 0.75, 0.25, 0], [1, 0, 0, 0], [0, 0, 0, 1]])
    )


def test_a_blurred_pixel_has_the_weights_of_the_gaussian() -> None:
    row = sampling_matrix(np.array([10.0]), 21, 1.5)[0]
    assert row.sum() == pytest.approx(1)
    assert row[12] / row[10] == pytest.approx(math.exp(-4 / 4.5), rel=1e-5)


def test_a_template_between_pixels_is_bilinear() -> None:
    picture = noise_picture()
    terms = Terms(picture, np.array([[8.25, 8.5]]), None, 2.0)
    left, right = picture[:, 8:10, 8].mean(axis=1), picture[:, 8:10, 9].mean(axis=1)
    assert terms.templates[0][0][:, 2, 2] == pytest.approx(0.75 * left + 0.25 * right, abs=1e-6)


def test_of_a_picture_that_is_lighter_everywhere_every_term_is_the_square_of_it() -> None:
    picture, kept = noise_picture(), np.zeros((16, 16), bool)
    kept[2:5, 3:9] = True
    terms = Terms(picture, MIDDLE, kept, 4.0)
    errors = terms.errors(picture[None] + np.float32(0.1), MIDDLE)
    assert (errors**2).sum() == pytest.approx(0.01 * (1 + OUTSIDE + KEPT), rel=1e-4)
    assert terms.errors(picture[None], MIDDLE) == pytest.approx(0)


def test_the_template_of_a_ramp_differs_by_its_slope_times_the_way() -> None:
    picture = np.repeat((0.05 * COLUMNS - 0.4)[None], 3, axis=0).astype(np.float32)
    terms = Terms(picture, MIDDLE, None, 1.0)
    moved = terms.errors(picture[None], MIDDLE + np.array([0.5, 0]))
    assert (moved**2).sum() == pytest.approx((0.05 * 0.5) ** 2, rel=0.01)


def test_the_mean_over_points_counts_each_as_much() -> None:
    picture = np.repeat((0.05 * COLUMNS - 0.4)[None], 3, axis=0).astype(np.float32)
    both = np.array([[6.0, 8.0], [9.0, 8.0]])
    moved = Terms(picture, both, None, 1.0).errors(picture[None], both + np.array([[0.5, 0], [0, 0]]))
    assert (moved**2).sum() == pytest.approx((0.05 * 0.5) ** 2 / 2, rel=0.01)


def test_a_kept_pixel_counts_where_a_template_lies_too() -> None:
    picture, kept = noise_picture(), np.zeros((16, 16), bool)
    kept[8, 8] = kept[8, 9] = True
    changed = picture.copy()
    changed[:, 8, 8] += 0.2
    with_mask, without = (
        (Terms(picture, MIDDLE, mask, 4.0).errors(changed[None], MIDDLE) ** 2).sum() for mask in (kept, None)
    )
    assert with_mask - without == pytest.approx(KEPT * 0.2**2 / 2, rel=1e-4)


def test_outside_begins_a_pixel_beyond_the_template_where_it_is_and_where_it_was() -> None:
    picture = noise_picture()
    changed, untouched = picture.copy(), picture.copy()
    for x in (5, 11):
        changed[:, 8, x] += 1
    untouched[:, 8, 0] += 1
    terms, at = Terms(picture, np.array([[4.0, 8.0]]), None, 1.0), np.array([[10.0, 8.0]])
    assert terms.outside_difference(changed, at) == 0
    assert terms.outside_difference(untouched, at) > 0


def test_the_prior_of_a_gan_is_of_the_length_and_that_of_a_vae_of_the_square() -> None:
    z = np.array([[3.0, 4.0]])
    assert prior(z, length_kept=True) == pytest.approx(LENGTH_PRIOR * (5 / math.sqrt(2) - 1) ** 2)
    assert prior(z, length_kept=False) == pytest.approx(NORMAL_PRIOR * 25 / 2)


@pytest.mark.parametrize("length_kept", [True, False])
def test_the_slope_of_the_prior_is_half_its_gradient(length_kept: bool) -> None:
    z, tiny = np.array([0.3, -1.2, 2.0]), 1e-6
    slope, _ = prior_derivatives(z, length_kept=length_kept)
    ahead, behind = (prior(z + sign * tiny * np.eye(3), length_kept=length_kept) for sign in (1, -1))
    assert slope == pytest.approx((ahead - behind) / (4 * tiny), abs=1e-6)


def test_corrected_slopes_are_right_along_the_step_and_unchanged_across_it() -> None:
    slopes = np.random.default_rng(0).normal(size=(3, 1, 2, 2)).astype(np.float32)
    step, change = np.array([0.5, 0.0, -1.0]), np.full((1, 2, 2), 0.7, np.float32)
    found = slopes_after(slopes, step, change)
    assert np.einsum("d,dchw->chw", step, found) == pytest.approx(change, abs=1e-6)
    assert found[1] == pytest.approx(slopes[1])


def test_a_blob_goes_where_it_is_dragged() -> None:
    found = last(drag(blob(3), np.array([-0.9, 0.9, 1.2]), None, [Handle((6.15, 8.85), (9.15, 6.85))]))
    assert found.z[:2] == pytest.approx([-0.9 + 3 / PER_Z, 0.9 - 2 / PER_Z], abs=0.1)
    assert np.linalg.norm(found.z) == pytest.approx(math.sqrt(3), abs=0.1)
    assert found.reached and found.rest < 0.3 and found.likeness > 0.9


def test_the_tracker_finds_a_blob_between_pixels() -> None:
    model, start = blob(), np.array([0.0, 0.0])
    terms = Terms(model.decode(start[None])[0], np.array([[7.5, 7.5]]), None, 4.0)
    picture = model.decode(np.array([[1.2, -0.6]]))[0]
    place, likeness = terms.found(picture, 0, np.array([9.0, 7.0]))
    assert place == pytest.approx((7.5 + 1.2 * PER_Z, 7.5 - 0.6 * PER_Z), abs=0.1) and likeness > 0.8


def test_what_the_model_cannot_draw_is_not_said_to_have_arrived() -> None:
    stuck = Drawn(card("gan", 2), lambda z: blob().draw(np.zeros_like(z)))
    found = last(drag(stuck, np.array([1.0, 1.0]), None, [Handle((7.5, 7.5), (12.5, 7.5))]))
    assert not found.reached and found.rest == pytest.approx(5, abs=0.2)
    assert outcome(found) == "The model does not reach it: 5.0 px left."


def test_kept_pixels_hold_a_blob_back() -> None:
    start, handles = np.array([0.0, 1.0]), [Handle((7.5, 9.0), (11.5, 9.0))]
    free = last(drag(blob(), start, None, handles))
    held = last(drag(blob(), start, None, handles, kept=np.ones((16, 16))))
    assert abs(held.z[0]) < 0.7 * free.z[0]


def test_a_target_that_moves_while_it_runs_is_followed() -> None:
    begun = Drag(blob(), np.array([-0.9, 0.9]), None, [Handle((6.15, 8.85), (10.15, 8.85))])
    for _ in range(10):
        begun.step(hold=True)
    begun.retarget([(6.15, 5.85)])
    state = begun.step()
    while not state.done:
        state = begun.step()
    assert state.z == pytest.approx([-0.9, 0.9 - 3 / PER_Z], abs=0.1)


def test_a_held_drag_waits_at_the_end_of_its_way_and_ends_when_it_is_let_go() -> None:
    begun = Drag(blob(), np.array([0.0, 1.0]), None, [Handle((7.5, 9.0), (8.5, 9.0))])
    states = [begun.step(hold=True) for _ in range(60)]
    assert begun.waits and not any(state.done for state in states)
    while not begun.step().done:
        assert begun.step  # it ends: else the test would not


def test_every_step_is_at_least_as_good_as_the_one_before_at_the_target() -> None:
    model = load("shapes-gan", backend="onnx")
    begun = Drag(model, draw_z(3, 1, 32)[0], None, [Handle((14, 14), (17, 14))])
    while not begun.arrived:
        begun.step()
    badness = []
    while not begun.done:
        state = begun.step()
        badness.append(float(begun.badness(state.z[None], state.picture[None])[0]))
    assert np.all(np.diff(badness) <= 1e-6)


def test_the_middle_of_a_shipped_shape_is_where_it_was_dragged_to() -> None:
    model = load("shapes-gan", backend="onnx")
    z = draw_z(0, 1, 32)[0]
    before = middle(model.decode(z[None])[0])
    found = last(drag(model, z, None, [Handle((before[0], before[1]), (before[0] - 4, before[1]))]))
    assert math.dist(middle(found.picture), before - np.array([4, 0])) < REACHED


def test_dragging_never_changes_the_weights() -> None:
    model = load("digits-gan")
    before = {name: value.clone() for name, value in model.module.state_dict().items()}
    list(drag(model, draw_z(0, 1, 16)[0], np.eye(10)[3], [Handle((14, 8), (16, 8))]))
    after = model.module.state_dict()
    assert all(np.array_equal(value, after[name]) for name, value in before.items())
    assert all(each.grad is None for each in model.module.parameters())


@pytest.mark.parametrize("name", ["dcgan", "resnet_gan", "style_gan", "conv_vae", "mlp_vae", "mlp_gan"])
def test_every_architecture_can_be_dragged(name: str) -> None:
    found = last(drag(fresh(name), draw_z(0, 1, 4)[0], None, [Handle((8, 8), (8, 8)), Handle((4, 4), (4, 4))]))
    assert found.done and np.isfinite(found.z).all() and found.points.shape == (2, 2)


def test_several_viewers_at_once_get_what_each_would_alone() -> None:
    model = load("digits-vae", backend="onnx")

    def dragged(seed: int) -> np.ndarray:
        return last(drag(model, draw_z(seed, 1, 2)[0], None, [Handle((14, 14), (16, 14))])).z

    alone = [dragged(seed) for seed in range(4)]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(dragged, range(4)))
    assert all(np.array_equal(a, b) for a, b in zip(alone, together, strict=True))


@pytest.mark.parametrize(
    ("handles", "more", "words"),
    [
        ([], {}, "Between 1 and 8 points"),
        ([Handle((8, 8), (9, 9))] * (MOST_POINTS + 1), {}, "Between 1 and 8 points"),
        ([Handle((8, 8), (16, 8))], {}, "from 0,0 to 15,15"),
        ([Handle((math.nan, 8), (9, 8))], {}, "from 0,0 to 15,15"),
        ([Handle((8, 8), (9, 8))], {"radius": 0.5}, "The radius must be 1 to 16 pixels, got 0.5."),
        ([Handle((8, 8), (9, 8))], {"radius": math.inf}, "The radius must be 1 to 16 pixels"),
        ([Handle((8, 8), (9, 8))], {"kept": np.ones((3, 3))}, "The mask must be"),
        ([Handle((1, 1), (3, 1))], {"radius": 1}, "all is of one colour"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(handles: list[Handle], more: dict, words: str) -> None:
    with pytest.raises(UserError, match=words):
        Drag(blob(), np.array([1.0, 1.0]), None, handles, **more)


def test_a_target_for_each_point_is_asked_for() -> None:
    begun = Drag(blob(), np.array([0.0, 1.0]), None, [Handle((7.5, 9), (9, 9))])
    with pytest.raises(UserError, match="1 points and 2 targets"):
        begun.retarget([(1, 1), (2, 2)])


def test_models_of_points_and_flows_say_why_they_cannot() -> None:
    points = dataclasses.replace(card("gan", 2), shape=SampleShape(2, 1, kind="points"))
    assert (
        unfit(Drawn(points, lambda z: z)) == "This model makes points, not pictures: there is nothing in them to drag."
    )
    flow = Drawn(card_of_flow(), lambda z: z)
    assert "A flow has a latent number for each of a picture's 768 values" in unfit(flow)
    with pytest.raises(UserError, match="choose a GAN or a VAE"):
        Drag(flow, np.zeros(768), None, [Handle((8, 8), (9, 8))])


def card_of_flow():
    from tests.conftest import tiny

    return dataclasses.replace(card("gan", 2), config=tiny("flow"), path=Path("nowhere"))


def test_nobody_is_told_to_have_arrived_where_the_point_was_lost() -> None:
    state = DragState(9, 9, np.ones(4), np.zeros((3, 16, 16)), MIDDLE, rest=0.1, likeness=0.1, outside=0.0, done=True)
    assert outcome(state).startswith("The model does not follow")
    far = dataclasses.replace(state, likeness=0.9, outside=0.6, z=np.full(4, 2.0))
    assert outcome(far) == (
        "Arrived, 0.1 px from the target. Another picture was found instead: most of what lies around changed too. "
        "z is at its limit, 2.0 times as long as a typical one: few pictures lie further out."
    )


def test_what_is_good_at_the_end_of_the_way_is_not_searched_further() -> None:
    way = 2.0
    found = last(drag(blob(3), np.array([-0.9, 0.9, 1.2]), None, [Handle((6.15, 8.85), (6.15 + way, 8.85))]))
    assert found.step == way / STRIDE * STEPS_A_STRIDE - STEPS_A_STRIDE + LAST_STEPS


def test_what_is_not_good_is_searched_for_beside_and_then_ends() -> None:
    stuck = Drawn(card("gan", 2), lambda z: blob().draw(np.zeros_like(z)))
    steps = [state.step for state in drag(stuck, np.array([1.0, 1.0]), None, [Handle((7.5, 7.5), (9.5, 7.5))])]
    assert steps == list(range(1, len(steps) + 1))
    assert len(steps) == 2 / STRIDE * STEPS_A_STRIDE - STEPS_A_STRIDE + LAST_STEPS + RESTARTS * RESTART_STEPS
