"""How figures, clocks and charts are written on a page."""
