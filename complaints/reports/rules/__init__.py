"""Pure arithmetic over counted rows, and the tables that reports are made of."""
