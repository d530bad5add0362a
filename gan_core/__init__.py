"""Train small GANs and VAEs, use them, and measure what they cost: the library behind the app."""

import os
import sys

# ONNX Runtime (from 1.29) and OpenVINO report their use to their makers unless told otherwise before they are imported,
# and every process here imports this package first. ONNX Runtime has a variable for it, which whoever sets it decides;
# OpenVINO has none and does without its reporting package where that cannot be imported.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]  # None forbids the import
