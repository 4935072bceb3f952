from django.urls import path

from programs.enrolment.rosters import acts, desk, views

app_name = "imports"
urlpatterns = [
    path("", views.Index.as_view(), name="index"),
    path("export/", views.Export.as_view(), name="export"),
    path("exported/<uuid:pk>/", views.Exported.as_view(), name="exported"),
    path("blank/<str:program>/", views.Blank.as_view(), name="blank"),
    path("<uuid:pk>/", desk.Detail.as_view(), name="detail"),
    path("<uuid:pk>/look/", acts.LookThrough.as_view(), name="look"),
    path("<uuid:pk>/columns/", desk.Columns.as_view(), name="columns"),
    path("<uuid:pk>/choose/", acts.Choose.as_view(), name="choose"),
    path("<uuid:pk>/row/<int:number>/", desk.Row.as_view(), name="row"),
    path("<uuid:pk>/row/<int:number>/who/", acts.Recognise.as_view(), name="recognise"),
    path("<uuid:pk>/take-in/", acts.TakeIn.as_view(), name="take_in"),
    path("<uuid:pk>/errors/", acts.Errors.as_view(), name="errors"),
    path("<uuid:pk>/undo/", desk.Undo.as_view(), name="undo"),
]
