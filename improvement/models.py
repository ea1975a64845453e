from improvement.actions.models import Action

__all__ = ["Action"]
