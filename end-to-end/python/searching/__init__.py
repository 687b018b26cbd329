"""Searches through HTTP, whoever answers them: sending and paging, and what the answer must be."""
