from __future__ import annotations

from django.urls import path

from halls.book import views

urlpatterns = [
    path("books/", views.day_of_books, name="books"),
    path("books/rule/<str:code>/", views.book_rule, name="book_rule"),
    path("at/<str:code>/books/", views.hall_books, name="hall_books"),
]
