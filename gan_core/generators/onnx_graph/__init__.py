"""The ONNX graph of an architecture, and the filling of it with weights."""
