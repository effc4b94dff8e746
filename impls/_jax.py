"""What every JAX row needs: 64-bit types, which JAX otherwise narrows without a word."""

import jax

jax.config.update("jax_enable_x64", True)
