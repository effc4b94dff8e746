"""Lets TensorFlow compute with Eigen, as it does by itself on older processors. Imported before TensorFlow.

Eigen, in turn, multiplies matrices of float32 with oneDNN's `sgemm`, whose instructions are those of `_configuration`.
"""

from spec import configure

configure(tensorflow={"TF_ENABLE_ONEDNN_OPTS": "0"})
