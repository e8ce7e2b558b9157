#pragma once
// Sums and products of fractions as one writes them: Terraform computes with 512 bits, so that 0.1 + 0.2 is 0.3 there,
// where a double says 0.30000000000000004. Exact in decimal digits, then rounded once. Used by the operators and by
// sum(); quotients stay those of doubles.

#include <optional>

namespace ringfence {

/// nullopt when the digits do not fit (very different magnitudes): the double's own result is as good then.
std::optional<double> decimal_sum(double a, double b);
std::optional<double> decimal_product(double a, double b);

}  // namespace ringfence
