"""Files as two librarians got them wrong, and what each should be once everything its messages say is done."""

from __future__ import annotations

from tests.hostile.mistakes_of_forums import FORUM_MISTAKES, Case
from tests.hostile.mistakes_of_places import MISPLACED

NGO = "name: Клуб «Пример»\nstatus: unknown\nsource: анкета\n"
DEAL = "title: Соглашение\nsource: план\n"
SIDES = "sides:\n  - name: Школа «Пример»\n    kind: municipal\n  - name: Клуб «Пример»\n    kind: group\n"
EVENT = "title: Занятие\nkind: meeting\nsource: план\n"
DAY = 'starts_on: "2026-12-12"\n'
LIST = "title: Залы\nsource: план центра\n"
WORK = ["mon", "tue", "wed", "thu", "fri"]
WEEK = [{"days": WORK, "opens": "09:00", "closes": "18:00"}, {"days": ["sat"], "opens": "10:00", "closes": "14:00"}]
PHONES = ["8(39169)2-00-01", "8(913)000-00-01"]
MISTAKES: dict[str, Case] = {
    **FORUM_MISTAKES,
    **MISPLACED,
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
    "a text in the line below its field": ("ngos", NGO + "address:\nул. Мира, д. 5\n", {"address": "ул. Мира, д. 5"}),
    "a sentence in the lines below its field": (
        "ngos",
        NGO + "summary:\nЧитаем вслух\nи учим детей.\naddress: ул. Мира\n",
        {"summary": "Читаем вслух и учим детей."},
    ),
    "paragraphs below their field": (
        "ngos",
        NGO + "description:\n  Читаем вслух.\n\n  Ждём: детей и взрослых.\n",
        {"description": "Читаем вслух.\n\nЖдём: детей и взрослых.\n"},
    ),
    "fields as programs write them": (
        "ngos",
        NGO + '"summary": "Читаем вслух",\n"address": "ул. Мира, д. 5";\n',
        {"summary": "Читаем вслух", "address": "ул. Мира, д. 5"},
    ),
    "the wrong closing bracket": ("ngos", NGO + "offers: [зал, сцена)\n", {"offers": ["зал", "сцена"]}),
    "values under dashes set unevenly": (
        "ngos",
        NGO + "offers:\n    - зал\n  - сцена\n",
        {"offers": ["зал", "сцена"]},
    ),
    "a list under another name": ("ngos", NGO + f"телефоны: {', '.join(PHONES)}\n", {"phones": PHONES}),
    "a quote left open before a date": ("ngos", NGO + 'seen_on: "5 марта 2026 г.\n', {"seen_on": "2026-03-05"}),
    "values by letters": ("ngos", NGO + "offers:\n  а) зал\n  б) сцена\n", {"offers": ["зал", "сцена"]}),
    "values under arrows": ("ngos", NGO + "offers:\n  → зал\n  → сцена\n", {"offers": ["зал", "сцена"]}),
    "a title in Latin letters": ("ngos", NGO + "adres: ул. Мира\n", {"address": "ул. Мира"}),
    "a colon too many": ("ngos", NGO.replace("status:", "status::"), {"status": "unknown"}),
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
    "a dot behind an address": ("ngos", NGO + "site: https://primer.ru.\n", {"site": "https://primer.ru"}),
    "addresses in a row": (
        "ngos",
        NGO + "links: https://vk.com/a https://t.me/a\n",
        {"links": ["https://vk.com/a", "https://t.me/a"]},
    ),
    "a name and its short one": ("ngos", NGO + "legal_form: Фонд (фонд)\n", {"legal_form": "fund"}),
    "hours before days": ("ngos", NGO + "hours: 9:00-18:00 пн-пт\n", {"hours": WEEK[:1]}),
    "a day and an hour in words": (
        "events",
        EVENT + "starts_on: 12 декабря 2026 г. в 15 часов\n",
        {"starts_on": "2026-12-12", "start": "15:00"},
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
    "words after a phone": (
        "ngos",
        NGO + "phones: 8 (39169) 2-00-01, звонить после 15:00\n",
        {"phones": ["8 (39169) 2-00-01 (звонить после 15:00)"]},
    ),
    "a second phone without the town's code": (
        "ngos",
        NGO + 'phones: ["+7 (39169) 2-00-01, 2-00-02"]\n',
        {"phones": ["+7 (39169) 2-00-01", "+73916920002"]},
    ),
    "a timetable in words": (
        "ngos",
        NGO + "services:\n  - title: Хор\n    times:\n      - Понедельник и среда 17:00–18:30, младшая группа\n"
        "      - Пятница 18:00\n",
        {
            "services": [
                {
                    "title": "Хор",
                    "times": [
                        {"days": ["mon", "wed"], "start": "17:00", "end": "18:30", "note": "младшая группа"},
                        {"days": ["fri"], "start": "18:00"},
                    ],
                }
            ]
        },
    ),
    "ИНН with a КПП that has its own line": (
        "ngos",
        NGO.replace("unknown", "registered") + 'inn: 2499000012/249901001\nogrn: "1102499000010"\nkpp: "249901001"\n',
        {"inn": "2499000012", "kpp": "249901001"},
    ),
    "the second side without its dash": (
        "partnerships",
        DEAL + "sides:\n  - name: Школа\n    kind: municipal\n    role: Даёт зал.\n    ngo: klub-primer\n"
        "    role: Ведёт кружок.\n",
        {
            "sides": [
                {"name": "Школа", "kind": "municipal", "role": "Даёт зал."},
                {"ngo": "klub-primer", "role": "Ведёт кружок."},
            ]
        },
    ),
    "a page's address for an id": (
        "moved",
        "moved:\n  - id: staryj\n    to: https://portal.example/ngos/novyj/\n    on: 2026-03-01\n    kind: ngos\n",
        {"moved": [{"id": "staryj", "to": "novyj", "on": "2026-03-01", "kind": "ngos"}]},
    ),
    "both coordinates under a key of their own": (
        "ngos",
        NGO + "coordinates: 56.1137, 94.6023\n",
        {"lat": "56.1137", "lon": "94.6023", "coordinates": None},
    ),
    "an item that begins with its bare code": (
        "ngos",
        NGO + "help_wanted:\n  - money\n    text: Собираем на зал.\n  - way: volunteer\n    text: Нужны руки.\n",
        {"help_wanted": [{"way": "money", "text": "Собираем на зал."}, {"way": "volunteer", "text": "Нужны руки."}]},
    ),
    "an item that begins with its bare title": (
        "ngos",
        NGO + "services:\n  - title: Чтения\n    cost: free\n  - Прогулки\n    cost: free\n",
        {"services": [{"title": "Чтения", "cost": "free"}, {"title": "Прогулки", "cost": "free"}]},
    ),
    "a file that begins with its first item": (
        "moved",
        "- id: staryj\n  to: novyj\n  on: 1 марта 2026\n  kind: events\n",
        {"moved": [{"id": "staryj", "to": "novyj", "on": "2026-03-01", "kind": "events"}]},
    ),
    "numbers in each other's field": (
        "ngos",
        NGO.replace("unknown", "registered") + 'inn: "1102499000010"\nogrn: "2499000012"\n',
        {"inn": "2499000012", "ogrn": "1102499000010"},
    ),
    "a mailbox as mail programs paste it": (
        "ngos",
        NGO + "emails: [klub@example.org <mailto:klub@example.org>]\n",
        {"emails": ["klub@example.org"]},
    ),
    "a list in a column that begins beside its name": (
        "forums",
        "title: Форум\nseason: 2026-winter\nsource: план\nhalls: Большой зал\nМалый зал\nФойе\n",
        {"halls": ["Большой зал", "Малый зал", "Фойе"]},
    ),
    "a wish with a day and without the name of its text": (
        "ngos",
        NGO + 'seeks:\n  - водитель\n  - склад на 10 кв. м\n    until: "2027-12-25"\n',
        {"seeks": ["водитель", {"text": "склад на 10 кв. м", "until": "2027-12-25"}]},
    ),
    "paragraphs at the margin, one with a colon": (
        "ngos",
        NGO + "description: |\n  Читаем вслух.\n\nЖдём всех соседей: детей и взрослых.\n\nПриходите в субботу.\n",
        {"description": "Читаем вслух.\n\nЖдём всех соседей: детей и взрослых.\n\nПриходите в субботу.\n"},
    ),
    "a path of Windows in quotes": (
        "events",
        EVENT + DAY + 'picture_file: "C:\\Users\\Гость\\foto-1.png"\npicture_alt: Гости за столом\n',
        {"picture_file": "foto-1.png"},
    ),
    "times as shallow as their service": (
        "ngos",
        NGO + "services:\n  - title: Чтения\n    times:\n"
        '  - days: [tue]\n    start: "10:00"\n    place: Зал\n  - title: Хор\n',
        {
            "services": [
                {"title": "Чтения", "times": [{"days": ["tue"], "start": "10:00", "place": "Зал"}]},
                {"title": "Хор"},
            ]
        },
    ),
    "bullets below a field of an item": (
        "ngos",
        NGO + "services:\n  - title: Чтения\n    bring:\n      • паспорт\n      • справка\n    cost: free\n",
        {"services": [{"title": "Чтения", "bring": ["паспорт", "справка"], "cost": "free"}]},
    ),
    "rows of a table of hours": (
        "ngos",
        NGO + "hours:\n  пн\t10:00\t19:00\n  ср\t10:00\t18:00\n",
        {
            "hours": [
                {"days": ["mon"], "opens": "10:00", "closes": "19:00"},
                {"days": ["wed"], "opens": "10:00", "closes": "18:00"},
            ]
        },
    ),
    "lines of a letter that was answered": (
        "ngos",
        NGO + "> summary: Читаем вслух.\n> address: ул. Мира, д. 5\n",
        {"summary": "Читаем вслух.", "address": "ул. Мира, д. 5"},
    ),
    "an error of a spreadsheet": ("ngos", NGO + "postcode: #Н/Д\n", {"postcode": None}),
    "words in bold": ("ngos", NGO + "summary: **Читаем** вслух.\n", {"summary": "Читаем вслух."}),
    "letters for the zeros of a phone": ("ngos", NGO + 'phones: ["8 (39169) О-ОО-О2"]\n', {"phones": ["+73916900002"]}),
    "words in a number's field": ("ngos", NGO + "inn: нет данных\n", {"inn": None}),
    "a state under a key of one's own": (
        "events",
        EVENT + DAY + "status: отменено 20.11.2026\n",
        {"cancelled_on": "2026-11-20"},
    ),
    "a point in degrees and minutes": (
        "ngos",
        NGO + "lat: 56°07'36\" с. ш.\nlon: 94°37′12″ в. д.\n",
        {"lat": "56.12667", "lon": "94.62"},
    ),
    "both hours under one key": ("events", EVENT + DAY + "time: 12.00–13.30\n", {"start": "12:00", "end": "13:30"}),
    "a dash lost before an item whose fields the item above has": (
        "partnerships",
        DEAL + "sides:\n  - name: Школа\n    kind: municipal\n  name: Клуб\n    kind: group\n",
        {"sides": [{"name": "Школа", "kind": "municipal"}, {"name": "Клуб", "kind": "group"}]},
    ),
}
