"""Temperatures from one scale to another."""

ABSOLUTE_ZERO = {"celsius": -273.15, "fahrenheit": -459.67, "kelvin": 0.0}
TO_KELVIN = {
    "celsius": lambda value: value + 273.15,
    "fahrenheit": lambda value: (value + 459.67) / 1.8,
    "kelvin": lambda value: value,
}
FROM_KELVIN = {
    "celsius": lambda value: value - 273.15,
    "fahrenheit": lambda value: value * 1.8 - 459.67,
    "kelvin": lambda value: value,
}


def convert(value: float, scale: str) -> dict[str, float]:
    """The same temperature in every scale; a ValueError says what is wrong with what was asked."""
    if scale not in TO_KELVIN:
        raise ValueError(f"no scale is called {scale}; there are {', '.join(TO_KELVIN)}")
    # Also refuses what is no number: nothing compares with it.
    if not ABSOLUTE_ZERO[scale] <= value < float("inf"):
        raise ValueError(f"nothing is as cold as {value:g} {scale}, or as hot")
    kelvin = TO_KELVIN[scale](value)
    return {name: round(back(kelvin), 2) for name, back in FROM_KELVIN.items()}
