"""A fictional organisation with forty cases, to look around in."""
