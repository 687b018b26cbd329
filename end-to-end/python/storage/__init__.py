"""Artifacts on a real MinIO, and what comes of it when MinIO is slow, busy, full or away."""
