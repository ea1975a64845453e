"""The demo branch: Fuyang, January 2011, by the rule book's figures; its people are invented."""
