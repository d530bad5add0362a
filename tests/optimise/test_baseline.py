"""Every transformation has a baseline that differs from it in nothing else."""

import pytest

from gan_core.variants.baseline import baseline_of, baselines
from gan_core.variants.recipe import Recipe, load_recipe
from gan_core.variants.transformations import TRANSFORMATIONS


def recipe(*steps: str, **settings: object) -> Recipe:
    return load_recipe({"model": "shapes-gan", "steps": [{"name": name} | settings for name in steps]})


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ((), ()),
        (("prune",), ()),
        (("onnx",), ()),
        (("int8_static",), ("onnx",)),
        (("int8_dynamic",), ("onnx",)),
        (("prune", "onnx"), ("onnx",)),
        (("int8_static", "openvino"), ("openvino",)),
        (("openvino",), ()),
        (("int8_pt2e",), ("compile",)),
        (("precision", "compile"), ("compile",)),
        (("compile",), ()),
        (("precision", "cuda_graphs"), ("cuda_graphs",)),
    ],
)
def test_baseline_is_the_runtime_alone_or_the_original(steps, expected):
    found = baseline_of(recipe(*steps))
    assert (tuple(step.name for step in found.steps), found.model) == (expected, "shapes-gan")


def test_every_runtime_has_its_plain_form():
    for step in TRANSFORMATIONS.values():
        assert bool(step.runtime) == (step.stage == "runtime")
        assert not step.runtime or TRANSFORMATIONS[step.runtime].runtime == step.runtime


def test_baselines_are_named_as_the_variants_that_they_are():
    recipes = {"original": recipe(), "fast": recipe("onnx"), "small": recipe("int8_static"), "half": recipe("prune")}
    assert baselines(recipes) == {"original": "original", "fast": "original", "small": "fast", "half": "original"}
    del recipes["fast"]
    assert baselines(recipes)["small"] == recipe("onnx").title
