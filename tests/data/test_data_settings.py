import subprocess
import sys

import pytest
from pydantic import TypeAdapter

from gan_core.data import DATASETS
from gan_core.data.settings import data_root
from gan_core.errors import SettingsError
from gan_core.settings import parse


@pytest.mark.parametrize("name", DATASETS)
def test_every_setting_of_a_data_set_says_what_it_means(name):
    for field, info in DATASETS[name].model_fields.items():
        assert field == "name" or (info.description or "").endswith("."), field


@pytest.mark.parametrize("name", DATASETS)
def test_every_data_set_is_named_as_in_the_list(name):
    assert DATASETS[name]().name == name
    assert DATASETS[name].title
    assert DATASETS[name].about.endswith(".")


@pytest.mark.parametrize("name", DATASETS)
def test_settings_survive_json(name):
    settings = DATASETS[name](fraction=0.5)
    assert TypeAdapter(DATASETS[name]).validate_json(settings.model_dump_json()) == settings


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("image_size", 30, "image_size must be a multiple of 4, got 30"),
        ("image_size", 68, "image_size must be at most 64, got 68"),
        ("image_size", 12, "image_size must be at least 16, got 12"),
        ("fraction", 0, "fraction must be more than 0"),
        ("fraction", 1.5, "fraction must be at most 1"),
        ("shift", 9, "shift must be at most 8, got 9"),
    ],
)
@pytest.mark.parametrize("name", ["shapes", "mnist"])
def test_bad_setting_is_refused_in_words(name, setting, value, said):
    with pytest.raises(SettingsError) as error:
        parse(DATASETS[name], {setting: value})
    assert said in str(error.value)


def test_reading_settings_imports_nothing_heavy():
    heavy = "torch torchvision sklearn PIL"
    code = f"import sys, gan_core.data; sys.exit(any(m in sys.modules for m in {heavy.split()}))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_data_root_is_the_setting_then_the_variable_then_the_cache(monkeypatch, tmp_path):
    monkeypatch.setenv("GAN_CORE_DATA", str(tmp_path / "variable"))
    assert data_root(str(tmp_path / "setting")) == tmp_path / "setting"
    assert data_root("") == tmp_path / "variable"
    monkeypatch.delenv("GAN_CORE_DATA")
    assert data_root("").parts[-2:] == ("gan_core", "data")
