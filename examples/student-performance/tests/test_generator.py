import json
import unittest
from statistics import correlation

from student_performance.columns import CHOICES, COLUMNS, FEATURES, TARGET, student_from
from student_performance.components.data_generator import generate
from student_performance.utils import digest_of


class Generator(unittest.TestCase):
    def test_has_the_columns_of_the_well_known_set(self):
        self.assertEqual(
            COLUMNS,
            (
                "gender",
                "race_ethnicity",
                "parental_level_of_education",
                "lunch",
                "test_preparation_course",
                "math_score",
                "reading_score",
                "writing_score",
            ),
        )
        self.assertEqual(set(generate(1)[0]), set(COLUMNS))

    def test_gives_the_same_students_on_any_machine(self):
        digest = digest_of(json.dumps(generate()).encode())
        self.assertEqual(digest, "sha256:0d3189c36736f571688ce341214c9da49c8608ac84ac095d7c820af7a5c8ceee")

    def test_gives_others_for_another_seed(self):
        self.assertNotEqual(generate(10, seed=1), generate(10, seed=2))

    def test_makes_only_students_that_the_form_takes(self):
        students = generate()
        for student in students:
            student_from({name: student[name] for name in FEATURES})
        for name, values in CHOICES.items():
            self.assertEqual({student[name] for student in students}, set(values))

    def test_lets_scores_go_together_as_they_do_in_a_school(self):
        students = generate()
        scores = [[student[name] for student in students] for name in (TARGET, "reading_score")]
        self.assertTrue(0.75 < correlation(*scores) < 0.95)


if __name__ == "__main__":
    unittest.main()
