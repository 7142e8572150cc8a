"""A photo as heavy as a phone makes it, and choosing it in the form."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

PHOTO = """async ([width, height]) => {
  const canvas = Object.assign(document.createElement("canvas"), {width, height});
  const context = canvas.getContext("2d");
  for (let at = 0; at < 6000; at += 1) {
    context.fillStyle = `hsl(${at % 360} 60% ${30 + at % 50}%)`;
    context.fillRect((at * 7919) % width, (at * 104729) % height, 90, 60);
  }
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.95));
  return Array.from(new Uint8Array(await blob.arrayBuffer()));
}"""


def choose(page: Page, data: bytes, name: str) -> Locator:
    """Choose a file for the logo; return what the form says about it."""
    field = page.locator(".entry", has=page.get_by_label("Файл логотипа", exact=True))
    field.get_by_label("Выбрать снимок").set_input_files(
        {"name": name, "mimeType": "image/jpeg", "buffer": data}  # type: ignore[typeddict-item]
    )
    return field.get_by_role("status")
