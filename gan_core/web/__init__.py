"""What runs in a browser: the pad and its decoder (JavaScript), and ONNX Runtime Web where it is installed by npm."""

from pathlib import Path

WEB = Path(__file__).parent
RUNTIME = WEB / "node_modules" / "onnxruntime-web" / "dist"
RUNTIME_FILES = ("ort.wasm.min.mjs", "ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm")
