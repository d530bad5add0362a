"""A user's own pictures, from a folder or a zip."""

from typing import ClassVar, Literal

from pydantic import Field

from gan_core.data.settings import DataSettings


class FolderSettings(DataSettings):
    """Pictures of one's own; sub-folders become labels."""

    title: ClassVar[str] = "My own pictures"
    about: ClassVar[str] = "A folder or a zip of your own pictures; its sub-folders become labels."

    name: Literal["folder"] = "folder"
    path: str = Field("", description="The folder or the zip that holds the pictures, as a path on this machine.")
    colour: Literal["auto", "grey", "rgb"] = Field(
        "auto",
        description="Make all pictures grey or keep them in colour; auto makes them grey only where every one is grey.",
    )
