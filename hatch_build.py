"""The wheel holds the knowledge compiled, so that the first answer after installing it does not wait for that."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledKnowledge(BuildHookInterface[Any]):
    """Compiles the pack of the source tree into the wheel; an editable install compiles into the user's cache, as it changes."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by the build tool. A pack with complaints stops the build with all of them."""
        if version == "editable":
            return
        sys.path.insert(0, str(Path(self.root) / "src"))
        try:
            from afterwards.pack.load import PACKAGED, compile_built_in

            self._folder = tempfile.TemporaryDirectory()
            made = compile_built_in(Path(self._folder.name))
        finally:
            sys.path.pop(0)
        build_data["force_include"][str(made)] = f"afterwards/pack/{PACKAGED}/{made.name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Called by the build tool when the wheel is written."""
        if version != "editable":
            self._folder.cleanup()
