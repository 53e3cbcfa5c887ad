"""Addresses of the design system's own views: live help, language."""

from django.urls import path

from daicho.screens import views

app_name = "screens"
urlpatterns = [
    path("help/date", views.date_help, name="date_help"),
    path("help/text", views.text_help, name="text_help"),
    path("help/town", views.town_help, name="town_help"),
    path("help/characters", views.character_help, name="character_help"),
    path("language", views.set_language, name="language"),
]
