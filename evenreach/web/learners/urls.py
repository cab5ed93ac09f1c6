from django.urls import path

from evenreach.web.learners import looks, moving, search, timeline

app_name = "learners"
urlpatterns = [
    path("search/", search.search, name="search"),
    path("moves/", moving.moves, name="moves"),
    path("moves/arriving/<int:urn>/", moving.arriving, name="arriving"),
    path("moves/<int:move_id>/", moving.move, name="move"),
    path("<int:learner_id>/", timeline.learner, name="learner"),
    path("<int:learner_id>/looks/", looks.looks, name="looks"),
    path("<int:learner_id>/leaving/", moving.leaving, name="leaving"),
]
