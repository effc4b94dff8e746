"""Lets TensorFlow compute with Eigen, as it does by itself on older processors. Imported before TensorFlow."""

from spec import configure

configure(tensorflow={"TF_ENABLE_ONEDNN_OPTS": "0"})
