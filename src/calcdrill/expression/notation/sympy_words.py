"""Short words that SymPy gives a meaning of its own, so that none of them may stand for a variable."""

from __future__ import annotations

from typing import Final

LONGEST: Final = 7
"""The longest word that is listed; a longer one is never left to chance."""

_WORDS: Final = (
    "Abs Add Adjoint And Array Atom Basic CC CRootOf Catalan Chi Ci Circle Curve Dict Domain Dummy E E1 "
    "EPath EX EXRAW Ei Eijk Ellipse Eq Expr FF FF_gmpy FU Float GF Ge Gt I ITE Id Idx Implies Indexed "
    "Integer Inverse LC LM LT Lambda Le Li Limit Line Line2D Line3D Lt MatAdd MatMul MatPow Matrix Max "
    "Min Mod Mul N Nand Ne Nor Not Number O Options Or Order Ordinal POSform Plane Point Point2D "
    "Point3D Poly Polygon Pow Product Q QQ QQ_I QQ_gmpy RR Range Ray Ray2D Ray3D Reals Rel Rem RootOf "
    "RootSum S SOPform Segment SeqAdd SeqMul SeqPer Set Shi Si Sieve Subs Sum Symbol Trace Tuple Union "
    "Wild Xor Ynm Ynm_c ZZ ZZ_I ZZ_gmpy Znm acos acosh acot acoth acsc acsch adjoint airyai airybi "
    "andre apart arg arity asec asech asin asinh ask atan atan2 atanh banded bell besseli besselj "
    "besselk bessely beta betainc cacheit cancel capture cartes catalan cbrt ccode ceiling collect comp "
    "compose content core cos cosh cot coth csc csch cse cxxcode deg degree denom det diag diff digamma "
    "div doctest dsolve epath erf erf2 erf2inv erfc erfcinv erfi erfinv euler evalf exp expand expint "
    "exquo eye factor false fcode ff fft field flatten floor fps frac fu fwht gamma gcd gcdex gff "
    "grevlex grlex group gruntz hankel1 hankel2 hermite hessian hn1 hn2 horner hyper idiff ifft ifwht "
    "igcd igrlex ilcm ilex im intt invert isolate isprime jacobi jn jscode latex lcm lex li limit ln "
    "log logic lucas marcumq mathml maximum meijerg minimum minpoly mobius monic motzkin n_order nan "
    "nfloat nroots nsolve ntheory ntt numer ones ord0 ordered parsing pdiv pdsolve per pexquo plot poly "
    "polylog polys posify powsimp pprint pquo prem pretty preview prime primenu primepi prod product "
    "public pycode python quo rad radsimp ratsimp rcode re reduced refine release rem reshape residue "
    "rf ring root rootof roots rsolve sec sech series seterr sets sfield shape sieve sift sign sin sinc "
    "sinh solve solvers sqf sqrt srepr sring sstr sturm subsets symbols sympify take tan tanh tensor "
    "test timed to_cnf to_dnf to_nnf totient trace true trunc use var vfield viete vring xfield xring "
    "yn zeros zeta zoo "
)
TAKEN: Final = frozenset(_WORDS.split())
