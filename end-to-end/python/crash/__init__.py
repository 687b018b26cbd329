"""Killing processes under load, and a ledger of what was acknowledged meanwhile."""
