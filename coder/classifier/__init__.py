"""passages, labels -> scores: fit, calibrate, evaluate."""

from coder.classifier.estimator import Learned, ThemeClassifier
from coder.classifier.evaluation import Evaluation, evaluate

__all__ = ["Evaluation", "Learned", "ThemeClassifier", "evaluate"]
