"""Static files in production: each is named by its content, and our scripts import each other so."""

import re
import shutil
from pathlib import Path

from django.conf import settings

from iip.static_storage import StaticStorage


def test_a_script_imports_the_other_by_the_name_that_its_content_gives(tmp_path: Path):
    shutil.copytree(settings.BASE_DIR / "static", tmp_path, dirs_exist_ok=True)
    (tmp_path / "govuk").mkdir()
    (tmp_path / "govuk/govuk-frontend.min.js").write_text("export function initAll() {}")
    storage = StaticStorage(location=tmp_path, base_url="/static/")
    names = [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.*")]

    made = storage.post_process({name: (storage, name) for name in names})
    done = {name: new for name, new, _ in made if not new.endswith((".gz", ".br"))}

    imported = re.findall(r'from "(.*)"', (tmp_path / done["js/init.js"]).read_text())
    assert "../" + done["govuk/govuk-frontend.min.js"] in imported
    assert "./" + done["js/idle.js"].removeprefix("js/") in imported
    assert len(imported) == len(re.findall(r"^import", (tmp_path / "js/init.js").read_text(), re.MULTILINE))
