import unittest

from degrees.scales import convert


class Scales(unittest.TestCase):
    def test_water_freezes_and_boils_in_every_scale(self):
        self.assertEqual(convert(0, "celsius"), {"celsius": 0, "fahrenheit": 32, "kelvin": 273.15})
        self.assertEqual(convert(212, "fahrenheit"), {"celsius": 100, "fahrenheit": 212, "kelvin": 373.15})

    def test_refuses_what_is_no_temperature(self):
        for value, scale in [(-274, "celsius"), (float("nan"), "kelvin"), (float("inf"), "kelvin"), (20, "warm")]:
            with self.subTest(value=value, scale=scale), self.assertRaises(ValueError):
                convert(value, scale)


if __name__ == "__main__":
    unittest.main()
