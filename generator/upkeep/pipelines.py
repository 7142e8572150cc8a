"""CI pipelines of a town's repository, one template per family of forges: install the program, run ``portal ci``. Pure.

GitHub, Forgejo, Gitea and GitVerse run Actions; GitLab and GitFlic run jobs. Only keys documented by each forge are
used. The pipeline's logic is in the program, so these files hardly ever change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

FORGES = ("github", "gitlab", "gitea", "gitflic", "gitverse")  # Forgejo reads what Gitea does
FOLDERS = {"github": ".github/workflows", "gitea": ".gitea/workflows", "gitverse": ".gitverse/workflows"}
MADE = "# Made by the program (portal init); the same for every town. What it does: portal ci --help\n"
# Pinned by commit; .github/dependabot.yml keeps them current.
CHECKOUT = "actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2"
CACHE = "actions/cache@668228422ae6a00e4ad889ee87cd7109ec5666a7 # v5"
UPLOAD = "actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0"
UPLOAD_PAGES = "actions/upload-pages-artifact@fc324d3547104276b827a68afc52ff2a11cc49c9 # v5.0.0"
DEPLOY_PAGES = "actions/deploy-pages@cd2ce8fcbc39b97be8ca5fce6e763baed58fa128 # v5.0.0"
# Forgejo, Gitea and GitVerse carry the checkout action of this major.
PLAIN_CHECKOUT = "actions/checkout@v4"

SETUP = """\
      - name: Взять записи
        uses: @CHECKOUT
        with:
          fetch-depth: 0
          persist-credentials: false
      - name: Поставить программу
        run: @INSTALL
"""
CHECK = """\
name: Проверка

on:
  pull_request:

permissions:
  contents: read

concurrency:
  group: check-${{ github.event.pull_request.number }}
  cancel-in-progress: true

jobs:
  records:
    name: Записи и сайт
    runs-on: ubuntu-24.04
    timeout-minutes: 20
    steps:
@SETUP\
      - name: Проверить правку и собрать сайт
        run: @PORTAL ci check
      - name: Приложить сайт
        uses: @UPLOAD
        with:
          name: site
          path: site
          if-no-files-found: error
          retention-days: 7
"""
PUBLISH = """\
name: Публикация

on:
  push:
    branches: [@BRANCH]
  schedule:
    - cron: "17 18 * * *" # UTC: night in most of the country
  workflow_dispatch:

permissions: {}

concurrency:
  group: publish
  cancel-in-progress: false

jobs:
  build:
    name: Сборка
    runs-on: ubuntu-24.04
    timeout-minutes: 60
    permissions:
      contents: read
    outputs:
      site: ${{ steps.site.outputs.artifact_id }}
    steps:
@SETUP\
      - name: Взять отчёт о внешних ссылках
        uses: @CACHE
        with:
          path: build/links.md
          key: links-${{ github.run_id }}
          restore-keys: links-
      - name: Собрать сайт
        run: @PORTAL ci nightly
      - name: Передать сайт
        id: site
        if: ${{ !cancelled() && hashFiles('site/index.html') != '' }} # red with exit 3, but there is a site
        uses: @UPLOAD_PAGES
        with:
          path: site

  deploy:
    name: Выкладка
    needs: build
    if: ${{ !cancelled() && needs.build.outputs.site != '' && github.ref == 'refs/heads/@BRANCH' }}
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    permissions:
      pages: write # to publish the site
      id-token: write # by which Pages knows the workflow
    environment:
      name: github-pages
      url: ${{ steps.pages.outputs.page_url }}
    steps:
      - name: Выложить сайт
        id: pages
        uses: @DEPLOY_PAGES
"""
PLAIN_CHECK = """\
name: Проверка
on:
  pull_request:
jobs:
  records:
    runs-on: ubuntu-latest
    steps:
      - uses: @PLAIN_CHECKOUT
        with:
          fetch-depth: 0
      - run: @INSTALL
      - run: @PORTAL ci check
"""
PLAIN_PUBLISH = """\
name: Публикация
on:
  push:
    branches: [@BRANCH]
  schedule:
    - cron: "17 18 * * *"
jobs:
  site:
    runs-on: ubuntu-latest
    steps:
      - uses: @PLAIN_CHECKOUT
        with:
          fetch-depth: 0
      - run: @INSTALL
      - run: @PORTAL ci nightly --branch pages --no-links
"""
GITLAB = """\
# A nightly build needs a schedule: Build → Pipeline schedules. Mark variables «protected»: requests are strangers'.
default:
  image: python:3.12-bookworm
  interruptible: true
  timeout: 1 hour

variables:
  GIT_DEPTH: "0"

workflow:
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH

stages: [check, publish, tell]

records:
  stage: check
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  script:
    - @INSTALL
    - @PORTAL ci check
  artifacts:
    when: always
    expire_in: 1 week
    expose_as: Site and summary
    paths: [site/, build/ci/]
    reports:
      codequality: build/ci/gl-code-quality-report.json

pages:
  stage: publish
  interruptible: false
  rules:
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  cache:
    key: links
    paths: [build/links.md]
  script:
    - @INSTALL
    - @PORTAL ci nightly || test $? -eq 3
  pages:
    publish: site
  artifacts:
    paths: [site/, build/ci/]

# Red, with a letter by the project's own settings, when files with errors were published as they last were valid.
tell:
  stage: tell
  rules:
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  script:
    - if test -s build/ci/alarm.md; then cat build/ci/alarm.md; exit 3; fi
"""
GITFLIC = """\
image: python:3.12-bookworm

stages:
  - check
  - publish

records:
  stage: check
  except:
    - @BRANCH
  script:
    - @INSTALL
    - @PORTAL ci check --since origin/@BRANCH
  artifacts:
    paths:
      - site/
      - build/ci/

site:
  stage: publish
  only:
    - @BRANCH
  script:
    - @INSTALL
    - @PORTAL ci nightly --no-links
  artifacts:
    paths:
      - site/
      - build/ci/
"""
DEPENDABOT = """\
version: 2
updates:
  - package-ecosystem: github-actions
    directory: /
    schedule:
      interval: monthly
    cooldown:
      default-days: 7
"""


@dataclass(frozen=True, slots=True)
class Pipeline:
    """How a repository installs the program (one shell line), how it calls it, and the name of its main branch."""

    install: str
    portal: str = ".venv/bin/portal"
    branch: str = "main"


def make_pipelines(forge: str, pipeline: Pipeline) -> dict[str, str]:
    """Return path in the repository → text. ``forge`` is one of FORGES."""
    files = {
        "github": {"check.yml": CHECK, "publish.yml": PUBLISH},
        "gitea": {"check.yml": PLAIN_CHECK, "publish.yml": PLAIN_PUBLISH},
        "gitverse": {"check.yaml": PLAIN_CHECK, "publish.yaml": PLAIN_PUBLISH},
        "gitlab": {".gitlab-ci.yml": GITLAB},
        "gitflic": {"gitflic-ci.yaml": GITFLIC},
    }[forge]
    folder = FOLDERS.get(forge, "")
    made = {f"{folder}/{name}".lstrip("/"): _filled(text, pipeline) for name, text in files.items()}
    return made | ({".github/dependabot.yml": MADE + DEPENDABOT} if forge == "github" else {})


def _filled(template: str, pipeline: Pipeline) -> str:
    words: Sequence[tuple[str, str]] = (
        ("@SETUP", SETUP),
        ("@INSTALL", pipeline.install),
        ("@PORTAL", pipeline.portal),
        ("@BRANCH", pipeline.branch),
        ("@PLAIN_CHECKOUT", PLAIN_CHECKOUT),
        ("@CHECKOUT", CHECKOUT),
        ("@CACHE", CACHE),
        ("@UPLOAD_PAGES", UPLOAD_PAGES),
        ("@UPLOAD", UPLOAD),
        ("@DEPLOY_PAGES", DEPLOY_PAGES),
    )
    for sign, value in words:
        template = template.replace(sign, value)
    return MADE + template
