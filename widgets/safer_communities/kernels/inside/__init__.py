"""What runs in a parent and, after the fork, in its kernels. Loaded by `parent.py`, not imported."""
