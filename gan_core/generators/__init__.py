"""A trained model in use: loaded, in torch, ONNX Runtime or OpenVINO."""
