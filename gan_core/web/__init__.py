"""Browser code: the pad and its decoder (JavaScript), and ONNX Runtime Web where npm has installed it."""

from pathlib import Path

WEB = Path(__file__).parent
RUNTIME = WEB / "node_modules" / "onnxruntime-web" / "dist"
RUNTIME_FILES = ("ort.wasm.min.mjs", "ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm")
