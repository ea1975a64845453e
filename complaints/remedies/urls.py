from django.urls import path

from complaints.remedies import views

_AT = "<ticket:number>"
urlpatterns = [
    path(f"{_AT}/offers/", views.offers, name="offers"),
    path(f"{_AT}/offers/alternatives/", views.alternatives, name="offer_alternatives"),
    path(f"{_AT}/offers/past/", views.past_offers, name="offer_past"),
    path(f"{_AT}/offers/choice/", views.choice, name="offer_choice"),
    path(f"{_AT}/offers/mediation/", views.mediation, name="offer_mediation"),
    path(f"{_AT}/offers/plan/<slug:kind>/", views.plan, name="offer_plan"),
    path(f"{_AT}/offers/<int:pk>/deliver/", views.deliver, name="offer_deliver"),
    path(f"{_AT}/letter/", views.letter, name="letter"),
    path(f"{_AT}/letter/edit/", views.letter_edit, name="letter_edit"),
    path(f"{_AT}/letter/ask/", views.letter_ask, name="letter_ask"),
    path(f"{_AT}/letter/send/", views.letter_send, name="letter_send"),
    path(f"{_AT}/letter/file/", views.letter_file, name="letter_file"),
    path(f"{_AT}/letter/print/", views.letter_print, name="letter_print"),
]
