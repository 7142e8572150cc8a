"""Things in wrong places: items apart from their list, a name without its field, two codes in one item."""

from __future__ import annotations

from tests.hostile.mistakes_of_forums import Case

NGO = "name: Клуб «Пример»\nstatus: unknown\nsource: анкета\n"
DEAL = "title: Соглашение\nsource: план\n"
SERVICE = "services:\n  - title: Чтения\n    cost: free\n"
TEA = "  - title: Чай во дворе\n    cost: free\n"
BOTH = [{"title": "Чтения", "cost": "free"}, {"title": "Чай во дворе", "cost": "free"}]
FORUM = 'title: Форум «Пример»\nseason: "2026-winter"\nsource: план\nstarts_on: "2026-12-09"\nends_on: "2026-12-10"\n'
TALK = "sessions:\n  - type: seminar\n    title: Гранты\n"
MISPLACED: dict[str, Case] = {
    "an item at the end of the file": ("ngos", NGO + SERVICE + "address: ул. Мира\n" + TEA, {"services": BOTH}),
    "an item at the margin, below a value": (
        "ngos",
        SERVICE + NGO + TEA.replace("\n  ", "\n").removeprefix("  "),
        {"services": BOTH, "source": "анкета"},
    ),
    "an item of a list that the record lacks": ("ngos", NGO + TEA, {"services": BOTH[1:]}),
    "a name without its field": ("ngos", NGO.removeprefix("name: "), {"name": "Клуб «Пример»"}),
    "a Russian name of a field without its colon": (
        "ngos",
        NGO + "address: ул. Мира\nтелефон 8 (39169) 2-00-01\n",
        {"address": "ул. Мира", "phones": ["8 (39169) 2-00-01"]},
    ),
    "a record below its kind": (
        "ngos",
        "ngos:\n  - " + NGO.strip().replace("\n", "\n    ") + "\n",
        {"source": "анкета"},
    ),
    "a record below a word": (
        "ngos",
        "Организация:\n  " + NGO.strip().replace("\n", "\n  ") + "\n",
        {"source": "анкета"},
    ),
    "an age under a key of one's own": (
        "ngos",
        NGO + SERVICE + "    age: с 7 до 12 лет\n",
        {"services": [{**BOTH[0], "age_from": "7", "age_to": "12"}]},
    ),
    "a field again under another key": (
        "ngos",
        NGO + "logo_file: klub.png\nlogo_alt: Круг\nlogo: klub.png\n",
        {"logo_file": "klub.png", "logo": None},
    ),
    "a state that its day tells already": (
        "partnerships",
        DEAL + 'ended_on: "2026-11-15"\nstatus: расторгнуто\nsides:\n  - name: Школа\n    kind: municipal\n'
        "  - name: Клуб\n    kind: group\n",
        {"ended_on": "2026-11-15", "status": None},
    ),
    "a side whose name says what it is": (
        "partnerships",
        DEAL + "sides:\n  - name: Телеканал «Пример»\n  - name: Клуб\n    kind: group\n",
        {"sides": [{"name": "Телеканал «Пример»", "kind": "media"}, {"name": "Клуб", "kind": "group"}]},
    ),
    "a day whose year the record has": (
        "forums",
        FORUM + TALK + '    date: 09.12\n    start: "10:00"\n    code: vstrecha-1\n',
        {
            "sessions": [
                {"type": "seminar", "title": "Гранты", "date": "2026-12-09", "start": "10:00", "code": "vstrecha-1"}
            ]
        },
    ),
    "a numbered list of questions": (
        "forums",
        FORUM + TALK + "    topics:\n      1. дворы\n      2. скверы\n",
        {"sessions": [{"type": "seminar", "title": "Гранты", "topics": ["дворы", "скверы"]}]},
    ),
}
