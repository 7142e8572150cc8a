"""What pyproject.toml cannot say: a wheel carries the templates compiled, if their libraries are here to do it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

COMPILE = "from generator.pages.render import install_templates; install_templates()"


class BuildWithTemplates(build_py):
    """Compiles the templates of the copy that becomes the wheel, never those of the checkout."""

    def run(self) -> None:
        super().run()
        if not self.editable_mode:
            command = [sys.executable, "-B", "-c", COMPILE]
            done = subprocess.run(command, cwd=Path(self.build_lib), check=False)  # noqa: S603 - our own words
            if done.returncode:
                self.warn("templates are not compiled: build with --no-build-isolation, beside the locked packages")


setup(cmdclass={"build_py": BuildWithTemplates})
