"""The least that a Django page with a 25-row table, a session and a signed-in person can be."""
