"""The ONNX graph of an architecture, and filling it with weights."""
