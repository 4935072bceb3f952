from django.urls import path

from programs.enrolment.rosters import views

app_name = "imports"
urlpatterns = [
    path("", views.Index.as_view(), name="index"),
    path("export/", views.Export.as_view(), name="export"),
    path("blank/<str:program>/", views.Blank.as_view(), name="blank"),
    path("<uuid:pk>/", views.Detail.as_view(), name="detail"),
    path("<uuid:pk>/take-in/", views.TakeIn.as_view(), name="take_in"),
    path("<uuid:pk>/errors/", views.Errors.as_view(), name="errors"),
]
