"""A whole evaluation, step by step: real pictures, then each subject in turn, each result as it comes."""

from __future__ import annotations

import dataclasses
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field

import numpy as np

from gan_core.data import ImageData, load_data
from gan_core.errors import NotHereError, UserError
from gan_core.evaluation import attributes, caption_variety, copies
from gan_core.evaluation.bank import Bank
from gan_core.evaluation.evaluation import Against, Evaluation, Portrait
from gan_core.evaluation.metrics import METRICS
from gan_core.evaluation.reference import load_reference, shortened
from gan_core.evaluation.score import Score
from gan_core.evaluation.scoring import Scorer, protocol
from gan_core.evaluation.settings import RECONSTRUCTIONS, EvaluateConfig, Subject
from gan_core.evaluation.sources import ModelSource, PicturesSource, Source, card_of, source_of
from gan_core.present import present
from gan_core.quality.class_accuracy import ClassAccuracy, class_accuracy
from gan_core.quality.class_readers import CLASS_READERS
from gan_core.quality.feature_cache import keep_features, stored_features
from gan_core.quality.features import EXTRACTORS, default_for
from gan_core.quality.protocol import noise
from gan_core.samplers.sampler import PRIOR
from gan_core.shape import SampleShape
from gan_core.store.model_card import ModelCard

PORTION = 1000
REFERENCE_SHARE = 0.3
COLUMNS = 10
NO_COPYING = "Whether a model copies can be tested only with the pictures that it learned from."


@dataclass(frozen=True)
class EvaluationStep:
    """Something was done: which share of the whole, what comes next, all found so far, and pictures to keep by name."""

    share: float
    text: str
    found: Evaluation
    pictures: dict[str, np.ndarray] = field(default_factory=dict)


class Evaluator:
    """One evaluation. `steps` does the work; `found` is what is known so far."""

    def __init__(self, config: EvaluateConfig, report=lambda text, share: None) -> None:
        self.config, self.report = config, report
        self.found = Evaluation()
        self.share, self.num = 0.0, 0
        self.scorers: dict[str, Scorer] = {}
        self.training: dict[str, ImageData | str] = {}

    def steps(self) -> Iterator[EvaluationStep]:
        """Raises UserError where there is no reference; a subject that cannot be scored says why; others continue."""
        config = self.config
        self.reference = load_reference(config, self._first_card(), self.report)
        sources = self._sources()
        self._settle_number(sources)
        if not any(isinstance(each, Source) for each in sources.values()):
            raise UserError(" ".join(f"{title}: {why}" for title, why in sources.items()))
        names = config.extractors or (default_for(self.reference.name),)
        for index, name in enumerate(names):
            yield from self._look_at_real(name, index / len(names), (index + 1) / len(names))
        for index, subject in enumerate(config.subjects):
            source = sources[subject.title]
            if isinstance(source, str):
                self._portray(Portrait(subject.title, why=source))
                continue
            yield from self._subject(subject, source, names, index)
        self.share = 1.0
        yield self._step("Done")

    def _first_card(self) -> ModelCard | None:
        """Of the first model that can be read; the others say themselves what is wrong with them."""
        for subject in self.config.subjects:
            if subject.kind == "model":
                try:
                    return card_of(subject)
                except UserError:
                    if len(self.config.subjects) == 1:
                        raise
        return None

    def _sources(self) -> dict[str, Source | str]:
        found: dict[str, Source | str] = {}
        for subject in self.config.subjects:
            try:
                found[subject.title] = source_of(subject, self.reference)
            except UserError as error:
                found[subject.title] = str(error)
        return found

    def _settle_number(self, sources: dict[str, Source | str]) -> None:
        """As many of each as the smallest set holds: only then can all be compared."""
        there = {title: each for title, each in sources.items() if isinstance(each, Source)}
        smallest = min(there, key=lambda title: there[title].most, default="")
        most, notes = there[smallest].most if smallest else 2**31, self.reference.notes
        for title, each in there.items():
            if isinstance(each, PicturesSource):
                notes += tuple(f"{title}: {note}" for note in each.notes)
        if most < self.reference.num:
            self.reference = shortened(self.reference, most)
            notes += (
                f"{most:,} pictures per subject: “{smallest}” has no more, and all are scored on the same number.",
            )
        made = self.reference
        self.num = made.num
        against = Against(made.title, made.role, made.key, made.resolution, self.num, notes)
        self.found = dataclasses.replace(self.found, against=against)

    def _look_at_real(self, name: str, first: float, last: float) -> Iterator[EvaluationStep]:
        """Features of the reference, other real pictures and noise; then floor and ceiling of every metric."""
        extractor, shape = EXTRACTORS[name], self._shape()
        if why := extractor.fits(shape, self.reference.name) or extractor.absent() or self._not_shipped(name):
            self._refuse_all(name, why)
            return
        nothing = noise((self.num, *self.reference.images.shape[1:]), self.config.seed)
        banks, width, real = [], REFERENCE_SHARE * (last - first), self.reference
        labels = (real.labels, real.other_labels, None)
        for index, (images, words) in enumerate(
            [(self.reference.images, "real pictures"), (self.reference.others, "other real ones"), (nothing, "noise")]
        ):
            self.share = REFERENCE_SHARE * first + width * index / 4
            if real.shipped and index < len(real.shipped):
                features = real.shipped[index].features
                read: np.ndarray | None = real.shipped[index].read
            else:
                features = yield from self._features(name, images, f"{extractor.title} reads {words}", width / 4)
                read = None if images is nothing else self._read(images)
            banks.append(Bank(features, self._counts(read), self._asked_against_read(labels[index], read)))
        self.scorers[name] = Scorer(name, present(self.found.against), self.config.seed, *banks)
        for measure in self.config.measures:
            yield self._step(f"What real pictures reach: {METRICS[measure].title}")
            self.scorers[name].bounds(measure)
        self.share = REFERENCE_SHARE * last

    def _not_shipped(self, name: str) -> str:
        """Why there are no scores by this extractor where only another one's features of real pictures are here."""
        shipped = self.reference.shipped
        if shipped is None or shipped[0].extractor == name:
            return ""
        here = EXTRACTORS[shipped[0].extractor].title
        return (
            f"{self.reference.title} is not on this machine, and the project ships only its features by {here}: "
            "choose that extractor."
        )

    def _shape(self) -> SampleShape:
        channels, size, _ = self.reference.images.shape[1:]
        return SampleShape(channels=channels, image_size=size, num_classes=0)

    def _read(self, images: np.ndarray) -> np.ndarray | None:
        """int64 (N,): the class that is read in each, -1 for none; None where nothing can read or none asks."""
        reader = CLASS_READERS.get(self.reference.name)
        wanted = any(METRICS[each].counts_classes or METRICS[each].reads_classes for each in self.config.measures)
        if not wanted or reader is None or EXTRACTORS[reader.extractor].absent():
            return None
        return reader.read(images)

    def _counts(self, read: np.ndarray | None) -> dict[str, int] | None:
        if read is None:
            return None
        reader = CLASS_READERS[self.reference.name]
        return dict(zip(reader.names, reader.counted(read), strict=True))

    def _asked_against_read(self, asked: np.ndarray | None, read: np.ndarray | None) -> ClassAccuracy | None:
        """None where no classes are asked for, nothing is read, or they are not those that are read."""
        if asked is None or read is None:
            return None
        num = len(CLASS_READERS[self.reference.name].names)
        return class_accuracy(asked, read, num) if asked.max(initial=0) < num else None

    def _subject(
        self, subject: Subject, source: Source, names: tuple[str, ...], index: int
    ) -> Iterator[EvaluationStep]:
        width = (1 - REFERENCE_SHARE) / len(self.config.subjects)
        start = self.share = REFERENCE_SHARE + width * index
        parts: list[np.ndarray] = []
        if isinstance(source, ModelSource) and source.sampler != PRIOR:
            yield self._step(f"{subject.title}: fitting the sampler")
        for part in source.portions(self.reference, self.num, self.config.seed):
            parts.append(part)
            self.share = start + width * 0.5 * sum(map(len, parts)) / self.num
            yield self._step(f"{subject.title}: pictures")
        images = np.concatenate(parts)
        yield self._step(f"{subject.title}: features", {f"made-{index}": images[:COLUMNS]})
        banks: dict[str, Bank] = {}
        read = self._read(images)
        asked = self._asked_against_read(self._asked(source), read)
        for name in [each for each in names if each in self.scorers]:
            features = yield from self._features(name, images, f"{subject.title}: features", width * 0.2 / len(names))
            banks[name] = Bank(features, self._counts(read), asked)
            for measure in self.config.measures:
                score = self.scorers[name].score(subject.title, measure, banks[name])
                self.found = dataclasses.replace(self.found, scores=(*self.found.scores, score))
                yield self._step(f"{subject.title}: {METRICS[measure].title}")
        self.share = start + width * 0.85
        self._portray(Portrait(subject.title, drawn=subject.sampler != RECONSTRUCTIONS))
        if isinstance(source, ModelSource) and attributes.can_be_read(source.card):
            yield from self._captions(subject, source.card)
        if self.config.copying and isinstance(source, ModelSource):
            yield from self._copies(subject, source, images, banks, index)

    def _asked(self, source: Source) -> np.ndarray | None:
        """What a model was asked for, where its classes are those that are read."""
        reader = CLASS_READERS.get(self.reference.name)
        if isinstance(source, PicturesSource) or reader is None or source.card.labels != reader.names:
            return None
        return source.asked(self.reference, self.num)

    def _captions(self, subject: Subject, card: ModelCard) -> Iterator[EvaluationStep]:
        """What of its captions a model draws, and what is left for the latent to decide within one."""
        yield self._step(f"{subject.title}: what captions ask for")
        shares = attributes.attributes_of(card, self.config.seed)
        self._portray(dataclasses.replace(self._portrait(subject), attributes=shares))
        yield self._step(f"{subject.title}: samples of one caption")
        draw, size = attributes.drawer_of(card, self.config.seed), card.shape.image_size
        found = caption_variety.within_captions(draw, image_size=size, seed=self.config.seed)
        self._portray(dataclasses.replace(self._portrait(subject), variety=found))

    def _copies(
        self, subject: Subject, source: ModelSource, images: np.ndarray, banks: dict[str, Bank], index: int
    ) -> Iterator[EvaluationStep]:
        yield self._step(f"{subject.title}: its training pictures")
        data = self._training(source.card)
        if isinstance(data, str):
            return self._portray(dataclasses.replace(self._portrait(subject), copying_why=data))
        portrait = dataclasses.replace(self._portrait(subject), seen=copies.num_seen(self.reference, data))
        near, portrait = copies.nearest(portrait, images, data)
        self._portray(portrait)
        yield self._step(f"{subject.title}: looking for copies", {f"near-{index}": near} if len(near) else {})
        try:
            held_out = copies.held_out(source.card.config.data, data, self.reference, portrait.seen or 0)
            name = next(iter(banks), "")
            if not name:
                raise UserError("No feature network could read these pictures, so their distances are unknown.")
            training = yield from self._features(name, data.images, f"{subject.title}: its training pictures", 0.0)
            unseen = yield from self._features(name, held_out, f"{subject.title}: looking for copies", 0.0)
            found = copies.tested(banks[name].x, unseen, training, self.config.seed)
            self._portray(dataclasses.replace(portrait, copying=found))
        except UserError as error:
            self._portray(dataclasses.replace(portrait, copying_why=str(error)))

    def _training(self, card: ModelCard) -> ImageData | str:
        """What a model learned from, read once for all models; or why it cannot be had."""
        key = card.config.data.model_dump_json()
        if key not in self.training:
            try:
                self.training[key] = load_data(card.config.data, self.report)
            except NotHereError as error:
                self.training[key] = f"{error.plain} {NO_COPYING}"
            except UserError as error:
                self.training[key] = str(error)
        return self.training[key]

    def _features(
        self, name: str, images: np.ndarray, text: str, width: float
    ) -> Generator[EvaluationStep, None, np.ndarray]:
        """Kept ones, or new ones in portions, so that a stop is heard."""
        known = stored_features(name, images)
        if known is not None:
            return known
        parts, start = [], self.share
        for first in range(0, len(images), PORTION):
            parts.append(EXTRACTORS[name].features(images[first : first + PORTION]))
            self.share = start + width * min(first + PORTION, len(images)) / len(images)
            yield self._step(text)
        features = np.concatenate(parts)
        keep_features(name, images, features)
        return features

    def _refuse_all(self, name: str, why: str) -> None:
        """Every score with this extractor is its sentence."""
        scores = [
            Score(subject.title, protocol(measure, name, present(self.found.against)), why=why)
            for subject in self.config.subjects
            for measure in self.config.measures
        ]
        self.found = dataclasses.replace(self.found, scores=(*self.found.scores, *scores))

    def _portray(self, portrait: Portrait) -> None:
        others = tuple(each for each in self.found.portraits if each.subject != portrait.subject)
        self.found = dataclasses.replace(self.found, portraits=(*others, portrait))

    def _portrait(self, subject: Subject) -> Portrait:
        return next(each for each in self.found.portraits if each.subject == subject.title)

    def _step(self, text: str, pictures: dict[str, np.ndarray] | None = None) -> EvaluationStep:
        return EvaluationStep(self.share, text, self.found, pictures or {})
