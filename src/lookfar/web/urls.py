"""Every address."""

from django.urls import URLPattern, URLResolver, include, path

from lookfar.web.pages import alerts, areas, incidents, people, score, sign_in, sites, sources, trips, world

urlpatterns: list[URLPattern | URLResolver] = [
    path("", world.world, name="world"),
    path("map.json", world.map_data, name="map-data"),
    path("areas/", areas.every_area, name="areas"),
    path("areas/<str:code>", areas.area, name="area"),
    path("incidents/<str:ident>", incidents.incident, name="incident"),
    path("score", score.score, name="score"),
    path("sources", sources.all_sources, name="sources"),
    path("sign-in", sign_in.sign_in, name="sign-in"),
    path("sign-out", sign_in.sign_out, name="sign-out"),
    path("welcome/<str:token>", sign_in.welcome, name="welcome"),
    path("password", sign_in.password, name="password"),
    path("people", people.people, name="people"),
    path("people/add", people.add_person, name="add-person"),
    path("people/<uuid:ident>", people.edit_person, name="person"),
    path("people/<uuid:ident>/delete", people.delete_person, name="delete-person"),
    path("sites", sites.sites, name="sites"),
    path("sites/add", sites.add_site, name="add-site"),
    path("sites/<uuid:ident>", sites.edit_site, name="site"),
    path("sites/<uuid:ident>/delete", sites.delete_site, name="delete-site"),
    path("trips", trips.trips, name="trips"),
    path("trips/add", trips.add_trip, name="add-trip"),
    path("trips/<uuid:ident>", trips.trip, name="trip"),
    path("trips/<uuid:ident>/edit", trips.edit_trip, name="edit-trip"),
    path("trips/<uuid:ident>/delete", trips.delete_trip, name="delete-trip"),
    path("alerts", alerts.alerts, name="alerts"),
    path("alerts/<uuid:ident>", alerts.alert, name="alert"),
    path("", include("lookfar.api.urls")),
]
