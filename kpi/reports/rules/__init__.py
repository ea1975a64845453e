"""Tables of the complaint report as values, and how counts by unit path become them."""
