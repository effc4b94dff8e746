"""oneDNN, with which TensorFlow and PyTorch compute on x86: import this before the first of their calls."""

import os

# Its kernels for newer processors corrupt memory; AVX is the newest set of instructions for which they are sound.
# From AVX2 on, the gradient of a strided kernel with one tap is wrong at random or ends the process, as in TensorFlow
# for ones(1, 8, 6, 3) under ones(1, 1, 3, 3) with strides=(2, 1); see uxlfoundation/oneDNN#6035. With AVX-512, a part
# of the output is never written where there is one channel and one window across, as in
# tf.nn.conv2d(tf.ones((2, 2, 3, 1)), tf.ones((1, 2, 1, 1)), strides=(1, 2), padding="VALID").
os.environ.setdefault("ONEDNN_MAX_CPU_ISA", "AVX")
