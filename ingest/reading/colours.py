"""Colour profiles that say no more than a standard name does.

Knows: when a profile means sRGB, or the greys of sRGB.
Does not know: PDF. Runs only in an airlock child: profiles are hostile bytes like any others.
Keeps: no colour changes by more than one step of 255 when the name stands for the profile.
"""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageCms

_STEP = 17
_OFF_MOST = 1


def means_srgb(profile: bytes) -> bool:
    """Whether the ICC profile turns colours (RGB or grey) into the same as sRGB does."""
    steps = np.arange(0, 256, _STEP, dtype=np.uint8)
    if profile[16:20] == b"GRAY":
        tried = Image.fromarray(np.arange(256, dtype=np.uint8)[None])
    elif profile[16:20] == b"RGB ":
        cube = np.stack(np.meshgrid(steps, steps, steps), axis=-1)
        tried = Image.fromarray(cube.reshape(len(steps), -1, 3))
    else:
        return False
    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        seen = ImageCms.profileToProfile(
            tried,
            given,
            ImageCms.createProfile("sRGB"),
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            outputMode="RGB",
        )
    except (ImageCms.PyCMSError, OSError):
        return False
    assert seen is not None  # a new picture was asked for
    apart = np.asarray(seen).astype(int) - np.asarray(tried.convert("RGB"))
    return int(np.abs(apart).max()) <= _OFF_MOST
