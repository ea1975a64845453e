from django.urls import path, register_converter

from complaints.categories import views
from complaints.categories.choices import Tree


class TreeName:
    """One of the three trees."""

    regex = "|".join(Tree.values)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return str(value)


register_converter(TreeName, "tree")

urlpatterns = [
    path("categories/", views.categories, name="categories"),
    path("categories/<tree:tree>/", views.categories, name="category_tree"),
    path("categories/<tree:tree>/new/", views.category_new, name="category_new"),
    path("categories/<tree:tree>/<str:code>/", views.category_edit, name="category_edit"),
    path("categories/<tree:tree>/<str:code>/offer/", views.category_offer, name="category_offer"),
]
