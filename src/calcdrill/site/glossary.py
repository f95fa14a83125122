"""The terms of the field in plain words, and the marking of them in a lesson."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from calcdrill.export.html import escape
from calcdrill.export.rendering import Ready

__all__ = ["GLOSSARY", "Term", "marked"]


@dataclass(frozen=True)
class Term:
    """A term and what it means, both plain text. ``others`` are more spellings of it, in lower case."""

    name: str
    meaning: str
    others: tuple[str, ...] = ()

    @property
    def anchor(self) -> str:
        """The term's id on the glossary page."""
        return re.sub(r"[^a-z0-9]+", "-", self.name.lower())


GLOSSARY: Final = (
    Term("Activation", "What a neuron passes on: a fixed function, such as ReLU, of its weighted sum."),
    Term("Adjoint", "The derivative of the final output with respect to a value inside the computation."),
    Term("Antiderivative", "A function whose derivative is the given one. Two of them differ by a constant."),
    Term("Backpropagation", "The chain rule applied from the loss back to the weights, each adjoint computed once."),
    Term("Batch", "The training examples whose losses are averaged for one step.", ("mini-batch",)),
    Term("Bias", "The number added to a weighted sum; it is learnt like a weight."),
    Term("Chain rule", "The derivative of f(g(x)) is f′(g(x)) · g′(x): the rates multiply."),
    Term("Computational graph", "A computation as a diagram: a node for each value, an arrow to what uses it."),
    Term("Condition number", "Largest curvature divided by smallest. The larger, the slower gradient descent is."),
    Term("Contour", "A curve along which a function of two variables keeps one value.", ("level curve",)),
    Term("Convex", "Curved upwards: no chord of the graph passes below it, so every local minimum is a global one."),
    Term("Critical point", "A point where the derivative, or the gradient, is zero.", ("stationary point",)),
    Term("Cross-entropy", "The loss −log p, where p is the probability that the model gave to the true class."),
    Term("Curvature", "How fast the slope changes; the second derivative measures it."),
    Term("Derivative", "The rate at which the output changes as the input does: the slope of the tangent."),
    Term("Determinant", "The factor by which a linear map scales areas or volumes; negative if it also flips them."),
    Term("Difference quotient", "Change in output divided by change in input: the slope of a secant."),
    Term("Directional derivative", "The slope of a function in one direction: the gradient times a unit vector."),
    Term("Dual number", "A value together with its derivative, a + bε with ε² = 0."),
    Term("Eigenvalue", "A number λ such that the matrix only stretches some nonzero vector, by the factor λ."),
    Term("Expectation", "The long-run average of a random quantity: its values weighted by their probability."),
    Term("Forward mode", "Automatic differentiation that carries derivatives along with the values."),
    Term("Gradient", "The vector of all partial derivatives. It points in the direction of steepest increase."),
    Term("Gradient descent", "Repeated small steps against the gradient, in order to lower a loss."),
    Term("Hessian", "The matrix of all second partial derivatives. It describes curvature in every direction."),
    Term("Inflection point", "A point where the graph changes from curving upwards to downwards, or back."),
    Term("Integral", "The signed area between a graph and the axis: a sum of ever thinner slices."),
    Term("Jacobian", "The matrix of all partial derivatives of a function with several outputs."),
    Term("Learning rate", "The number that multiplies the gradient in a step of gradient descent.", ("step size",)),
    Term("Likelihood", "The probability of the observed data, seen as a function of the parameters."),
    Term("Logit", "A score before sigmoid or softmax turns it into a probability."),
    Term("Momentum", "A running sum of past gradients that is followed in place of the last one alone."),
    Term("Newton's method", "Repeated steps to where the tangent, or the local parabola, has its root or minimum."),
    Term("Norm", "The length of a vector: the root of the sum of its squared entries."),
    Term("Partial derivative", "The derivative with respect to one variable, with all others held constant."),
    Term("Product rule", "The derivative of u·v is u′v + uv′."),
    Term("Quotient rule", "The derivative of u/v is (u′v − uv′)/v²."),
    Term("ReLU", "The function max(0, x): zero for negative inputs, the input itself for positive ones."),
    Term("Reverse mode", "Automatic differentiation that runs from the output back to all inputs in one pass."),
    Term("Saddle point", "A critical point that is a minimum in one direction and a maximum in another.", ("saddle",)),
    Term("Secant", "A line through two points of a graph. Its slope is an average rate of change."),
    Term("Second derivative", "The derivative of the derivative: how fast the slope changes."),
    Term("Sigmoid", "The function 1/(1 + e⁻ˣ), which maps every number to one between 0 and 1."),
    Term("Softmax", "A function that turns scores into probabilities: exponentials divided by their sum."),
    Term("Tangent line", "The line that touches a graph at a point and has its slope there.", ("tangent",)),
    Term("Taylor polynomial", "The polynomial that has the function's value and first derivatives at one point."),
    Term("Unit vector", "A vector of length 1; it says a direction and nothing else."),
    Term("Variance", "The average squared distance of a random quantity from its expectation."),
)
"""In alphabetical order."""

_BY_WORD: Final = {word: term for term in GLOSSARY for word in (term.name.lower(), *term.others)}
_LONGEST_FIRST: Final = "|".join(re.escape(word) for word in sorted(_BY_WORD, key=len, reverse=True))
_WORD: Final = re.compile(
    rf"(?<![\w-])(?<!double )({_LONGEST_FIRST})(?:s|es)?(?![\w-]| plane| correction)", re.IGNORECASE
)
"""A term as a word of its own; a tangent plane, a bias correction and a double integral are something else."""
_MARKUP: Final = re.compile(r"(<math.*?</math>|<[^>]*>)", re.DOTALL)


def marked(html: str, root: str, seen: set[str]) -> Ready:
    """The same with a link to the glossary for each term that is not in ``seen``, which gets it.

    ``html`` holds no links; ``root`` is the way from its page to the site's root.
    """

    def link(found: re.Match[str]) -> str:
        term = _BY_WORD[found[1].lower()]
        if term.name in seen:
            return found[0]
        seen.add(term.name)
        address = f"{root}glossary.html#{term.anchor}"
        return f'<a class="term" href="{address}" data-meaning="{escape(term.meaning)}">{found[0]}</a>'

    parts = _MARKUP.split(html)
    parts[::2] = [_WORD.sub(link, text) for text in parts[::2]]
    return Ready("".join(parts))
