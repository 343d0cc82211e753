"""What runs in a parent and, after the fork, in its kernels; `parent.py` loads it."""
