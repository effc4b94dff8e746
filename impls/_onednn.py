"""Lets TensorFlow compute with oneDNN, as it does by itself on newer processors. Imported before TensorFlow."""

from spec import configure

configure(tensorflow={"TF_ENABLE_ONEDNN_OPTS": "1"})
