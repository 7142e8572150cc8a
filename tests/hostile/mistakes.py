"""Files as two librarians got them wrong, and what each is to hold when all that its messages say is done."""

from __future__ import annotations

from typing import Any

NGO = "name: Клуб «Пример»\nstatus: unknown\nsource: анкета\n"
FORUM = "title: Форум «Пример»\nseason: 2026-winter\nsource: план\n"
DEAL = "title: Соглашение\nsource: план\n"
SIDES = "sides:\n  - name: Школа «Пример»\n    kind: municipal\n  - name: Клуб «Пример»\n    kind: group\n"
EVENT = "title: Занятие\nkind: meeting\nsource: план\n"
DAY = 'starts_on: "2026-12-12"\n'
LIST = "title: Залы\nsource: план центра\n"
BOTH = [{"type": "seminar", "title": "Гранты"}, {"type": "panel", "title": "Дворы"}]
RULED = [{"number": "1", "text": "Провести конкурс."}, {"number": "2", "text": "Открыть площадку."}]
WORK = ["mon", "tue", "wed", "thu", "fri"]
WEEK = [{"days": WORK, "opens": "09:00", "closes": "18:00"}, {"days": ["sat"], "opens": "10:00", "closes": "14:00"}]
PHONES = ["8(39169)2-00-01", "8(913)000-00-01"]
STEP = {"state": "in_progress"}
Case = tuple[str, str, dict[str, Any]]  # the table, the whole file, and what it is to hold in the end
MISTAKES: dict[str, Case] = {
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
    "a dash before every field of a record": (
        "ngos",
        "- " + NGO.strip().replace("\n", "\n- ") + "\n",
        {"status": "unknown"},
    ),
    "a dash before a record": ("ngos", "- " + NGO.strip().replace("\n", "\n  ") + "\n", {"source": "анкета"}),
    "fields shifted below the name": (
        "ngos",
        NGO.replace("\nst", "\n  st").replace("\nso", "\n  so"),
        {"source": "анкета"},
    ),
    "a record in one line": (
        "ngos",
        NGO.strip().replace("\n", "; ") + "\n",
        {"name": "Клуб «Пример»", "source": "анкета"},
    ),
    "dashes for colons": ("ngos", NGO.replace(": ", " - "), {"name": "Клуб «Пример»", "status": "unknown"}),
    "wide colons": ("ngos", NGO.replace(": ", "："), {"name": "Клуб «Пример»", "status": "unknown"}),
    "signs of equality": ("ngos", NGO.replace(": ", " = "), {"name": "Клуб «Пример»", "status": "unknown"}),
    "a comma after every line": ("ngos", NGO.replace("\n", ",\n"), {"name": "Клуб «Пример»", "source": "анкета"}),
    "a semicolon after every line": ("ngos", NGO.replace("\n", ";\n"), {"name": "Клуб «Пример»", "source": "анкета"}),
    "phones in one text": ("ngos", NGO + f"phones: {', '.join(PHONES)}\n", {"phones": PHONES}),
    "phones each on its line": ("ngos", NGO + f"phones:\n  {PHONES[0]}\n  {PHONES[1]}\n", {"phones": PHONES}),
    "phones with numbers in their keys": (
        "ngos",
        NGO + f"phone1: {PHONES[0]}\nphone2: {PHONES[1]}\n",
        {"phones": PHONES},
    ),
    "no phones": ("ngos", NGO + "phones: нет\n", {"phones": None}),
    "one phone, and none": ("ngos", NGO + f"phones:\n  - {PHONES[0]}\n  - нет\n", {"phones": PHONES[:1]}),
    "a phone of Excel": ("ngos", NGO + "phones: 7,39169E+10\n", {"left": {"E234"}}),
    "a local phone": ("ngos", NGO + "phones: 2-00-01\n", {"left": {"E234"}}),
    "hours in words": ("ngos", NGO + "hours: пн-пт с 9 до 18, сб 10-14, вс выходной\n", {"hours": WEEK}),
    "hours by days": ("ngos", NGO + "hours:\n  пн-пт: 9-18\n  сб: 10-14\n", {"hours": WEEK}),
    "hours as a list of texts": ("ngos", NGO + "hours:\n  - пн-пт с 9 до 18\n  - сб с 10 до 14\n", {"hours": WEEK}),
    "hours with the days as codes": (
        "ngos",
        NGO + "hours:\n  - mon: 9-18\n",
        {"hours": [{**WEEK[0], "days": ["mon"]}]},
    ),
    "services as texts": (
        "ngos",
        NGO + "services:\n  - Занятия\n  - Экскурсии\n",
        {"services": [{"title": "Занятия"}, {"title": "Экскурсии"}]},
    ),
    "services with numbers": (
        "ngos",
        NGO + "services:\n1. Занятия\n2. Экскурсии\n",
        {"services": [{"title": "Занятия"}, {"title": "Экскурсии"}]},
    ),
    "a service's cost at its left": (
        "ngos",
        NGO + "services:\n- title: Занятия\ncost: бесплатно\n",
        {"services": [{"title": "Занятия", "cost": "free"}]},
    ),
    "an ИНН of Excel": ("ngos", NGO + "inn: 2453012343.0\n", {"inn": "2453012343"}),
    "a mailbox hidden from robots": ("ngos", NGO + "emails: info(at)primer.ru\n", {"emails": ["info@primer.ru"]}),
    "a link with its name": (
        "ngos",
        NGO + "links: ВКонтакте: https://vk.com/primer\n",
        {"links": ["https://vk.com/primer"]},
    ),
    "a link as a field": (
        "ngos",
        NGO + "links:\n  - ВКонтакте: https://vk.com/primer\n",
        {"links": ["https://vk.com/primer"]},
    ),
    "a hash in a text": ("ngos", NGO + "summary: Помогаем #вместе\n", {"summary": "Помогаем #вместе"}),
    "a name in quotes, then words": ("ngos", NGO + 'summary: "Лад" — клуб\n', {"summary": "«Лад» — клуб"}),
    "a star at the start": ("ngos", NGO + "summary: * важное\n", {"summary": "* важное"}),
    "a whole date for a year": ("ngos", NGO + "founded: 27.09.2012\n", {"founded": "2012"}),
    "bullets in a list of texts": ("ngos", NGO + "offers:\n• зал\n• сцена\n", {"offers": ["зал", "сцена"]}),
    "the same record pasted twice": ("ngos", NGO + NGO, {"name": "Клуб «Пример»"}),
    "a line of dots at the end": ("ngos", NGO + "...\n", {"source": "анкета"}),
    "a field forgotten": ("ngos", NGO.replace("source: анкета\n", ""), {"status": "unknown"}),
    "labels of a person": (
        "ngos",
        NGO + "persons:\n  - name: Примеров Пример\n    role: руководители\n    basis: должность\n",
        {"persons": [{"name": "Примеров Пример", "role": "head", "basis": "official"}]},
    ),
    "sides as texts": (
        "partnerships",
        DEAL + "sides:\n  - klub-primer\n  - Школа «Пример»\n",
        {"sides": [{"ngo": "klub-primer"}, {"name": "Школа «Пример»"}], "left": {"E344"}},
    ),
    "two sides as one": (
        "partnerships",
        DEAL + "sides:\n  ngo: klub-primer\n  name: Школа\n  kind: municipal\n",
        {"sides": [{"ngo": "klub-primer"}, {"name": "Школа", "kind": "municipal"}]},
    ),
    "no end": ("partnerships", DEAL + SIDES + "ends_on: бессрочно\n", {"open_ended": "yes", "ends_on": None}),
    "open ended, twice said": ("partnerships", DEAL + SIDES + "open_ended: бессрочно\n", {"open_ended": "yes"}),
    "an agreement without a number": (
        "partnerships",
        DEAL + SIDES + "signed_on: б/н от 27.08.2026\n",
        {"signed_on": "2026-08-27"},
    ),
    "a date by its common name": ("partnerships", DEAL + SIDES + "date: 27.08.2026\n", {"signed_on": "2026-08-27"}),
    "an event's date by its common name": ("events", EVENT + "date: 12 декабря 2026\n", {"starts_on": "2026-12-12"}),
    "day and hour in one": (
        "events",
        EVENT + "when: 12.12.2026 в 15.00\n",
        {"starts_on": "2026-12-12", "start": "15:00"},
    ),
    "hours from and to": ("events", EVENT + DAY + "start: с 15-00 до 16-30\n", {"start": "15:00", "end": "16:30"}),
    "a price": ("events", EVENT + DAY + "price: бесплатно\n", {"cost": "free"}),
    "a sum with its sign": ("events", EVENT + DAY + "sum: 5 000 ₽\n", {"sum": "5000"}),
    "labels in a list": (
        "events",
        EVENT + DAY + "audiences:\n  - Дети\n  - Пенсионеры\n",
        {"audiences": ["children", "elderly"]},
    ),
    "a winner as a text": (
        "events",
        EVENT + DAY + "winners:\n  - Клуб «Пример»\n",
        {"winners": [{"name": "Клуб «Пример»"}]},
    ),
    "a list of labels": (
        "lists",
        LIST + "items:\n  - Большой зал\n  - Малый зал\n",
        {"items": [{"code": "bolshoj_zal", "label": "Большой зал"}, {"code": "malyj_zal", "label": "Малый зал"}]},
    ),
    "codes for keys": (
        "lists",
        LIST + "items:\n  big: Большой зал\n",
        {"items": [{"code": "big", "label": "Большой зал"}]},
    ),
    "a label for a code of a list": (
        "lists",
        LIST + "items:\n  - code: Большой зал\n    label: Большой зал\n",
        {"items": [{"code": "bolshoj_zal", "label": "Большой зал"}]},
    ),
    "a file that begins with its first item": (
        "moved",
        "- id: staryj\n  to: novyj\n  on: 1 марта 2026\n  kind: events\n",
        {"moved": [{"id": "staryj", "to": "novyj", "on": "2026-03-01", "kind": "events"}]},
    ),
}
