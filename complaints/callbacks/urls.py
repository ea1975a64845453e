from django.urls import path

from complaints.callbacks import views

urlpatterns = [
    path("call-backs/", views.call_backs, name="call_backs"),
    path("call-backs/next/", views.call_back_next, name="call_back_next"),
    path("<ticket:number>/call-back/", views.call_back, name="call_back"),
    path("<ticket:number>/call-back/take/", views.call_back_take, name="call_back_take"),
    path("<ticket:number>/call-back/release/", views.call_back_release, name="call_back_release"),
    path("<ticket:number>/call-back/reached/", views.call_back_reached, name="call_back_reached"),
    path("<ticket:number>/call-back/missed/", views.call_back_missed, name="call_back_missed"),
    path("<ticket:number>/call-back/give-up/", views.call_back_give_up, name="call_back_give_up"),
    path("<ticket:number>/call-back/again/", views.call_back_again, name="call_back_again"),
]
