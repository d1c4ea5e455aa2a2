"""text -> vectors: whatever turns texts into (n, d) float32 meets one method, `encode`."""

from coder.encoders.static import StaticEncoder
from coder.encoders.types import Encoder, Rarity, StudyEncoder

__all__ = ["Encoder", "Rarity", "StaticEncoder", "StudyEncoder"]
