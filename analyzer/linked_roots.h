#pragma once
// Roots that turn out to be linked templates: the link is computed, so that only evaluation could tell.
//
// Comes after the roots were expanded for the first time. What another root deploys is judged there, with the values
// that it is given, and not on its own as well.

#include "analyzer/analyze.h"

namespace ringfence {

/// Removes from `model` the roots, with their graphs, that another root entered. Of templates that link to each other
/// in a circle the first stays.
void drop_linked_roots(Model& model);

}  // namespace ringfence
