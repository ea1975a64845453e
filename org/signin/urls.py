from django.urls import path

from org.signin import views

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/code/", views.second_factor_check, name="second_factor_check"),
    path("sign-in/forgotten/", views.forgotten, name="forgotten"),
    path("sign-in/password/<str:uid>/<str:token>/", views.set_password, name="set_password"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("language/", views.set_language, name="set_language"),
    path("me/password/", views.change_password, name="change_password"),
    path("me/second-factor/", views.second_factor, name="second_factor"),
    path("me/second-factor/begin/", views.second_factor_begin, name="second_factor_begin"),
    path("me/second-factor/set-up/", views.second_factor_setup, name="second_factor_setup"),
    path("me/second-factor/remove/", views.second_factor_remove, name="second_factor_remove"),
]
