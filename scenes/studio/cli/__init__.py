"""What people type: `python -m scenes …`."""
