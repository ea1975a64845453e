"""The rows of docs: each measures one kind of work beside its reference and says whether the target is met."""
