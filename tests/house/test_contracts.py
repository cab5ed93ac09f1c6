"""The architecture is a test."""

import re
from pathlib import Path

from django.apps import apps
from django.db.models import ForeignKey
from importlinter.cli import lint_imports


def test_every_contract_is_kept(project, monkeypatch, capsys):
    monkeypatch.chdir(project)
    assert lint_imports(no_cache=True) == 0, capsys.readouterr().out


def test_foreign_keys_name_classes_and_give_no_name_back(project):
    for app in ("flow", "desks"):
        for model in apps.get_app_config(app).get_models():
            for field in model._meta.get_fields():
                if isinstance(field, ForeignKey):
                    assert field.remote_field.related_name == "+", f"{model.__name__}.{field.name}"
    named_by_string = re.compile(r"(ForeignKey|OneToOneField|ManyToManyField)\(\s*[\"'](?!self)")
    for path in Path(project, "evenreach").rglob("models.py"):
        assert not named_by_string.search(path.read_text()), path


def test_the_contents_pages_name_every_model():
    from evenreach.desks import models as desks
    from evenreach.flow import models as flow

    for page, app in ((flow, "flow"), (desks, "desks")):
        models = {model.__name__ for model in apps.get_app_config(app).get_models()}
        assert set(page.__all__) == models
