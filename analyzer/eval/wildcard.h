#pragma once
// Patterns in which a sign stands for any text: of the like() of templates, of policies, of actions of roles, of what
// is known of a text. Case counts: whoever ignores it folds both sides.

#include <string_view>

namespace ringfence {

/// The signs of a pattern; 0: there is none of that kind.
struct WildcardSigns {
  char any = '*';   // any text
  char one = 0;     // any one character
  char within = 0;  // any text without a `/`; patterns_meet only
};

/// Does the pattern cover the whole text? Linear in space, at most the product of the sizes in time. A sign in `text`
/// is a character like others: only `any` covers it.
bool matches_wildcard(std::string_view pattern, std::string_view text, WildcardSigns signs = {});

/// Is there a text that both cover? `one` counts as a character. The product of the sizes in time.
bool patterns_meet(std::string_view a, std::string_view b, WildcardSigns signs_a = {}, WildcardSigns signs_b = {});

}  // namespace ringfence
