"""A measurement as a job for a worker: builds the variants, measures their cost, then their quality."""

from __future__ import annotations

import dataclasses
import gc
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from gan_core.cost import probe as costs
from gan_core.cost import table
from gan_core.cost.fresh import origin_of
from gan_core.cost.plan import Plan
from gan_core.errors import RunError, UserError
from gan_core.events import Event, Note, Progress, Samples
from gan_core.generators.generator import Generator, to_bytes
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.job import OneGoJob, Report
from gan_core.latent.fit_sampler import ensured_sampler
from gan_core.latent_draws import draw_z
from gan_core.measure import quality
from gan_core.measure.export import unfit_formats
from gan_core.measure.quality import Quality
from gan_core.measure.results import COST_TABLE, NOTES, QUALITY
from gan_core.measure.settings import load_measure_config, pictures_only
from gan_core.measure.web_files import write_web_files
from gan_core.quality.features import default_for
from gan_core.samplers.sampler import Sampler, drawn_from
from gan_core.store import atomic
from gan_core.store.model_card import read_card
from gan_core.store.model_ref import reference_of, resolve
from gan_core.variants.baseline import baselines
from gan_core.variants.recipe import ORIGINAL, build

COLUMNS = 10
WRITE_SECONDS = 1.0
COST_SHARE = 0.6
NUM_THREADS = 1


class MeasureJob(OneGoJob):
    """One measurement in the folder `folder`; see gan_core.jobs.job.Job for what a worker asks of it."""

    title = "A measurement"

    def __init__(self, folder: RunFolder, report: Report) -> None:
        self.folder, self.report = folder, report
        self.config = load_measure_config(folder.config())
        self.variants: dict[str, Generator] = {}
        self.notes: dict[str, list[str]] = {}
        self.unbuilt: dict[str, str] = {}
        self.unfit: dict[str, dict[str, str]] = {}
        self.qualities: list[Quality] = []
        self.sampler: Sampler | None = None
        self._step, self._share, self._begun, self._written = 0, 0.0, time.monotonic(), 0.0

    def events(self) -> Iterator[Event]:
        """Build, measure, compare; a variant that cannot be built is named and left out."""
        import torch

        torch.set_num_threads(NUM_THREADS)
        if why := pictures_only(read_card(resolve(self.config.model))):
            raise RunError(why)
        yield from self.build_variants()
        self.sampler = ensured_sampler(self.variants[ORIGINAL], self.config.sampler, self.report)
        yield self._pictures()
        write_web_files(self.folder.path, self.variants, self.config.variants(), self.config.seed)
        yield from self._cost()
        yield from self._quality()
        yield self._progress(1.0)

    def build_variants(self) -> Iterator[Event]:
        for name, recipe in self.config.variants().items():
            self.report(f"Building: {name}", None)
            try:
                self.variants[name] = build(recipe, self.report, self.variants.get(ORIGINAL) if recipe.steps else None)
                self.notes[name] = list(self.variants[name].notes)
                self.unfit[name] = unfit_formats(self.variants[name])
            except UserError as error:
                if name == ORIGINAL:
                    raise
                self.unbuilt[name] = str(error)
                yield Note(self._step, "warning", f"{name}: {error}")
            yield self._progress(0.0)
        measured = reference_of(self.variants[ORIGINAL].card.path)
        names = list(self.config.variants())
        told = {"names": names, "notes": self.notes, "unbuilt": self.unbuilt, "unfit": self.unfit, "measured": measured}
        atomic.write_json(self.folder.path / NOTES, told)

    def _pictures(self) -> Event:
        """The same latents drawn by every variant, a row each; another model draws its own of the same seed."""
        rows = []
        for name, each in self.variants.items():
            label = each.labels_for(COLUMNS)
            z = draw_z(self.config.seed, COLUMNS, each.latent_dim)
            rows.append(to_bytes(each.decode(drawn_from(self._sampler_of(name), each, z, label), label)))
        return Samples(self._step, "samples", np.concatenate(rows), COLUMNS)

    def _cost(self) -> Iterator[Event]:
        config = self.config
        recipes = config.variants()
        plan = Plan(
            batches=config.batches,
            rounds=config.num_rounds,
            budget_seconds=config.seconds_a_batch * len(config.batches) * 2,
            num_threads=NUM_THREADS,
            seed=config.seed,
            grid=config.grid,
        )
        last = None
        with TemporaryDirectory() as place:
            origins = {
                name: origin_of(each, recipes[name], Path(place) / str(index))
                for index, (name, each) in enumerate(self.variants.items())
            }
            for last in costs.measure(self.variants, plan, origins=origins, baselines=baselines(recipes)):
                self.report(last.text, last.share * COST_SHARE)
                self._write_cost_table(last.cost_table)
                yield self._progress(last.share * COST_SHARE)
        if last:
            self._write_cost_table(last.cost_table, now=True)

    def _write_cost_table(self, found: table.CostTable, now: bool = False) -> None:
        if now or time.monotonic() - self._written > WRITE_SECONDS:
            self._written = time.monotonic()
            atomic.write_bytes(self.folder.path / COST_TABLE, table.to_json(found).encode())

    def _quality(self) -> Iterator[Event]:
        original, seed, number = self.variants[ORIGINAL], self.config.seed, self.config.num_quality
        recipes = self.config.variants()
        self.qualities = [
            quality.likeness(name, original, each, seed, self.sampler)
            if recipes[name].same_latents
            else quality.not_alike(name, original)
            for name, each in self.variants.items()
        ]
        self._write_quality()
        if not number:
            return
        self.report("Reading real pictures", COST_SHARE)
        try:
            reference = quality.reference_of(original, number, seed)
        except UserError as error:
            self.qualities = [dataclasses.replace(row, why=str(error)) for row in self.qualities]
            self._write_quality()
            yield Note(self._step, "warning", str(error))
            return
        extractor = default_for(original.card)
        for index, (name, variant) in enumerate(self.variants.items()):
            parts: list[np.ndarray] = []
            count = len(reference.features)
            for part in quality.features_of(variant, extractor, reference, seed + 1, self._sampler_of(name)):
                parts.append(part)
                share = (index + sum(map(len, parts)) / count) / len(self.variants)
                share = COST_SHARE + (1 - COST_SHARE) * share
                self.report(f"Pictures for quality: {name}", share)
                yield self._progress(share)
            self.qualities[index] = quality.against(reference, np.concatenate(parts), self.qualities[index])
            self._write_quality()

    def _sampler_of(self, name: str) -> Sampler | None:
        """The sampler that a variant is drawn with; another model has latents of its own."""
        return self.sampler if self.config.variants()[name].same_latents else None

    def _write_quality(self) -> None:
        atomic.write_bytes(self.folder.path / QUALITY, quality.to_json(self.qualities).encode())

    def _progress(self, share: float) -> Progress:
        self._share, self._step = share, self._step + 1
        return self.now()

    def progress(self) -> float:
        return self._share

    def now(self) -> Progress:
        return Progress(self._step, 0, time.monotonic() - self._begun)

    def close(self) -> None:
        self.variants.clear()
        gc.collect()
