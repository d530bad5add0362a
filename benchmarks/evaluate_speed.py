"""python -m benchmarks.evaluate_speed [--num 10000] [--threads 2]: seconds for whole evaluations at 32x32.

Everything that the Evaluate page does for one model: pictures drawn, features, seven measures, each with interval,
floor, ceiling and curve, and the copying test. The first round reads the real pictures anew; the others have their
features, and those of what they made themselves are new. "processor" is processor time, which other programs on the
same machine hardly move.
"""

import argparse
import os
import tempfile
import time

import torch

from benchmarks.machine import machine
from gan_core.evaluation.evaluate import Evaluator
from gan_core.evaluation.settings import load_evaluate_config


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--num", type=int, default=10_000)
    parser.add_argument("--threads", type=int, default=2)
    chosen = parser.parse_args()
    torch.set_num_threads(chosen.threads)
    print(machine())
    with tempfile.TemporaryDirectory() as cache:
        os.environ["XDG_CACHE_HOME"] = cache
        rounds = (("shapes-vae", "nothing cached"), ("shapes-gan", "the real pictures' features cached"))
        for model, name in rounds:
            values = {"subjects": [{"where": model, "title": model}], "num": chosen.num}
            started, worked = time.perf_counter(), time.process_time()
            work = Evaluator(load_evaluate_config(values))
            for _ in work.steps():
                pass
            passed, worked = time.perf_counter() - started, time.process_time() - worked
            print(
                f"{model}, {name}: {passed:.1f} s, processor {worked:.1f} s, N = {work.found.against.num:,}", flush=True
            )


if __name__ == "__main__":
    main()
