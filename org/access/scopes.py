"""A token may carry any right that its person holds. Imported when the app is ready."""

from core.api.registry import declare_scopes
from org.access.choices import Right

declare_scopes(Right.choices)
