from django.urls import path

from complaints.tickets import views

urlpatterns = [
    path("new/", views.new, name="complaint_new"),
    path("new/duplicates/", views.duplicates, name="complaint_duplicates"),
    path("<ticket:number>/", views.ticket, name="complaint"),
    path("<ticket:number>/beside/", views.beside_ticket, name="complaint_beside"),
    path("<ticket:number>/print/", views.printed, name="complaint_print"),
    path("<ticket:number>/edit/", views.edit, name="complaint_edit"),
    path("<ticket:number>/note/", views.note, name="complaint_note"),
    path("<ticket:number>/acknowledge/", views.acknowledge, name="complaint_acknowledge"),
    path("<ticket:number>/assign/", views.assign, name="complaint_assign"),
    path("<ticket:number>/close/", views.close, name="complaint_close"),
    path("<ticket:number>/reopen/", views.reopen, name="complaint_reopen"),
    path("<ticket:number>/void/", views.void, name="complaint_void"),
    path("<ticket:number>/reveal/", views.reveal, name="complaint_reveal"),
]
