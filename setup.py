"""The packages of the library, and the models that ship with it, which lie in checkpoints/ in a checkout."""

from setuptools import find_packages, setup

setup(
    packages=[*find_packages(include=["gan_core*"]), "gan_core.shipped"],
    package_dir={"gan_core.shipped": "checkpoints"},
)
