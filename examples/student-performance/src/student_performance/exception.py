"""What this application refuses, and why. Everything else is a fault of its own, and ends as one."""


class StudentPerformanceError(Exception):
    """Said to whoever called, as it stands."""


class WrongInput(StudentPerformanceError):
    """A student that is none."""

    def __init__(self, problems: list[dict]):
        super().__init__("; ".join(f"{each['field']}: {each['problem']}" for each in problems))
        self.problems = problems


class UnusableModel(StudentPerformanceError):
    """A model that is not there, or not the one that was released."""


class UnusableMetrics(StudentPerformanceError):
    """A file that does not hold the metrics of a model."""


class RefusedByGate(StudentPerformanceError):
    """A model that is worse than the one that it would replace."""
