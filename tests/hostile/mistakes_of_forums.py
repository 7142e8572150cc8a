"""Files of forums as two librarians got them wrong, and what each should be once its messages are obeyed."""

from __future__ import annotations

from typing import Any

FORUM = "title: Форум «Пример»\nseason: 2026-winter\nsource: план\n"
BOTH = [{"type": "seminar", "title": "Гранты"}, {"type": "panel", "title": "Дворы"}]
RULED = [{"number": "1", "text": "Провести конкурс."}, {"number": "2", "text": "Открыть площадку."}]
STEP = {"state": "in_progress"}
Case = tuple[str, str, dict[str, Any]]  # the table, the whole file, and what it should have in the end
FORUM_MISTAKES: dict[str, Case] = {
    "sessions with numbers for dashes": (
        "forums",
        FORUM + "sessions:\n  1. type: seminar\n     title: Гранты\n  2. type: panel\n     title: Дворы\n",
        {"sessions": BOTH},
    ),
    "sessions without dashes": (
        "forums",
        FORUM + "sessions:\n  type: seminar\n  title: Гранты\n  type: panel\n  title: Дворы\n",
        {"sessions": BOTH},
    ),
    "the second session without its dash": (
        "forums",
        FORUM + "sessions:\n  - type: seminar\n    title: Гранты\n  type: panel\n    title: Дворы\n",
        {"sessions": BOTH},
    ),
    "how long a session lasts": (
        "forums",
        FORUM + 'sessions:\n  - type: seminar\n    title: Гранты\n    code: granty\n    date: "2026-12-12"\n'
        '    start: "10:00"\n    duration: 1 час 30 минут\n',
        {
            "sessions": [
                {
                    "type": "seminar",
                    "title": "Гранты",
                    "code": "granty",
                    "date": "2026-12-12",
                    "start": "10:00",
                    "end": "11:30",
                }
            ]
        },
    ),
    "a day and a text for a step": (
        "forums",
        FORUM + 'decisions:\n  - number: "1"\n    text: Провести конкурс.\n    addressees: [council]\n'
        "    steps: 30 июля 2026 принято, предложение в плане\n",
        {
            "decisions": [
                {
                    "number": "1",
                    "text": "Провести конкурс.",
                    "addressees": ["council"],
                    "steps": [{"on": "2026-07-30", "text": "принято, предложение в плане"}],
                }
            ]
        },
    ),
    "dashes alone in their lines": (
        "forums",
        FORUM + "sessions:\n  -\n  type: seminar\n  title: Гранты\n  -\n  type: panel\n  title: Дворы\n",
        {"sessions": BOTH},
    ),
    "a dash before every field": (
        "forums",
        FORUM + "sessions:\n- type: seminar\n- title: Гранты\n- type: panel\n- title: Дворы\n",
        {"sessions": BOTH},
    ),
    "rows under bullets": (
        "forums",
        FORUM + "sessions:\n  •  type: seminar\n     title: Гранты\n  •  type: panel\n     title: Дворы\n",
        {"sessions": BOTH},
    ),
    "the title left of its session": (
        "forums",
        FORUM + "sessions:\n  - type: seminar\n  title: Гранты\n  - type: panel\n  title: Дворы\n",
        {"sessions": BOTH},
    ),
    "an indent of no-break spaces": (
        "forums",
        FORUM
        + "sessions:\n  - type: seminar\n    title: Гранты\n".replace(" ", "\u00a0", 4)
        + "  - type: panel\n    title: Дворы\n",
        {"sessions": BOTH},
    ),
    "an indent of tabs": (
        "forums",
        FORUM + "sessions:\n\t- type: seminar\n\t  title: Гранты\n\t- type: panel\n\t  title: Дворы\n",
        {"sessions": BOTH},
    ),
    "the list itself shifted": (
        "forums",
        FORUM + "  sessions:\n  - type: seminar\n    title: Гранты\n  - type: panel\n    title: Дворы\n",
        {"sessions": BOTH},
    ),
    "a hall by its Russian name": (
        "forums",
        FORUM + "sessions:\n  - type: семинар\n    title: Гранты\n    зал: Большой\n",
        {"sessions": [{**BOTH[0], "hall": "Большой"}]},
    ),
    "a label in the plural of a session": (
        "forums",
        FORUM + "sessions:\n  - type: круглые столы\n    title: Гранты\n    persons:\n      - name: Примеров Пример\n"
        "        role: moderator\n        basis: official\n",
        {"season": "2026-winter"},
    ),
    "a person without a dash": (
        "forums",
        FORUM + "sessions:\n  - type: seminar\n    title: Гранты\n    persons:\n      name: Примеров Пример\n"
        "      role: ведёт\n      basis: official\n",
        {"sessions": [{**BOTH[0], "persons": [{"name": "Примеров Пример", "role": "moderator", "basis": "official"}]}]},
    ),
    "ids with «и» between them": (
        "forums",
        FORUM + "sessions:\n  - type: seminar\n    title: Гранты\n    ngos: klub-primer и fond-primer\n",
        {"sessions": [{**BOTH[0], "ngos": ["klub-primer", "fond-primer"]}]},
    ),
    "a pasted numbered list of decisions": (
        "forums",
        FORUM + "decisions:\n1. Провести конкурс.\n2. Открыть площадку.\n",
        {"decisions": RULED, "left": {"E330"}},
    ),
    "decisions in one line": (
        "forums",
        FORUM + "decisions: 1. Провести конкурс. 2. Открыть площадку.\n",
        {"decisions": RULED, "left": {"E330"}},
    ),
    "a step without its dash": (
        "forums",
        FORUM + "decisions:\n  - number: 1\n    text: Провести\n    addressees: Администрация города\n"
        "    steps:\n      state: в работе\n",
        {"decisions": [{"number": "1", "text": "Провести", "addressees": ["administration"], "steps": [STEP]}]},
    ),
    "a decision's session by its title": (
        "forums",
        FORUM + "sessions:\n  - {code: dvory, type: panel, title: Дворы}\ndecisions:\n  - number: 1\n"
        "    text: Провести\n    addresees: [council]\n    session: Дворы\n",
        {"decisions": [{"number": "1", "text": "Провести", "addressees": ["council"], "session": "dvory"}]},
    ),
    "quotes within quotes": (
        "forums",
        FORUM.replace("Форум «Пример»", '"Форум "Пример""'),
        {"title": "Форум «Пример»"},
    ),
    "a key with a capital letter": ("forums", FORUM.replace("title", "Title"), {"title": "Форум «Пример»"}),
    "a key in Russian": ("forums", FORUM.replace("title", "Название"), {"title": "Форум «Пример»"}),
    "a season in words": ("forums", FORUM.replace("2026-winter", "зима 2026 года"), {"season": "2026-winter"}),
    "a remark after two strokes": ("forums", "// черновик\n" + FORUM, {"title": "Форум «Пример»"}),
    "a text that goes on below": (
        "forums",
        FORUM + "summary: Форум пройдёт\nв библиотеке и в ДК\n",
        {"summary": "Форум пройдёт в библиотеке и в ДК"},
    ),
    "a text with a colon that goes on below": (
        "forums",
        FORUM + "description: Форум пройдёт: в ДК\nи в библиотеке\n",
        {"description": "Форум пройдёт: в ДК и в библиотеке"},
    ),
    "a block of text not shifted": (
        "forums",
        FORUM + "description: |\nФорум пройдёт в ДК\nи в библиотеке\n",
        {"description": "Форум пройдёт в ДК\nи в библиотеке\n"},
    ),
    "halls each on its line": (
        "forums",
        FORUM + "halls:\n  Большой зал\n  Малый зал\n",
        {"halls": ["Большой зал", "Малый зал"]},
    ),
    "halls with dashes that touch": (
        "forums",
        FORUM + "halls:\n  -Большой зал\n  -Малый зал\n",
        {"halls": ["Большой зал", "Малый зал"]},
    ),
    "a bracket left open": (
        "forums",
        FORUM + "halls: [Большой зал, Малый зал\n",
        {"halls": ["Большой зал", "Малый зал"]},
    ),
    "both coordinates in one field": ("forums", FORUM + "lat: 56.11, 94.58\n", {"lat": "56.11", "lon": "94.58"}),
    "the last day of entry": (
        "forums",
        FORUM + "registration_until: до 5 декабря 2026\n",
        {"registration_until": "2026-12-05"},
    ),
    "a field behind another in its line": (
        "forums",
        FORUM + "sessions:\n  - title: Гранты type: seminar\n",
        {"sessions": BOTH[:1]},
    ),
    "a colon lost in an item": (
        "forums",
        FORUM + 'sessions:\n  - title "Гранты"\n    type: seminar\n',
        {"sessions": BOTH[:1]},
    ),
    "decisions by their numbers": (
        "forums",
        FORUM + "decisions:\n  - 1: Провести конкурс.\n  - 2: Открыть площадку.\n",
        {"decisions": RULED, "left": {"E330"}},
    ),
    "both days under one key": (
        "forums",
        FORUM + "dates: 12–13 декабря 2026\n",
        {"starts_on": "2026-12-12", "ends_on": "2026-12-13"},
    ),
    "an item without the name of its first field": (
        "forums",
        FORUM + "sessions:\n  - title: Гранты\n    type: seminar\n  - Дворы\n    type: panel\n",
        {"sessions": [{"title": "Гранты", "type": "seminar"}, {"title": "Дворы", "type": "panel"}]},
    ),
}
