#pragma once
// Three-valued truth with Kleene's logic: what cannot be known stays Unknown and is decided only
// by what does not depend on it.

#include <algorithm>
#include <cstdint>

namespace ringfence {

enum class Tri : uint8_t { False = 0, Unknown = 1, True = 2 };

inline Tri operator&&(Tri a, Tri b) { return std::min(a, b); }
inline Tri operator||(Tri a, Tri b) { return std::max(a, b); }
inline Tri operator!(Tri a) { return static_cast<Tri>(2 - static_cast<uint8_t>(a)); }
inline Tri tri(bool known) { return known ? Tri::True : Tri::False; }

}  // namespace ringfence
