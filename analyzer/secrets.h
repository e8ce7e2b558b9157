#pragma once
// Secrets: the places in the sources where a secret is written in the open, so that no report quotes
// them. Comes after the graphs are made, before anything is printed.
//
// A literal is a secret when it is given to a parameter that is declared secure (as its default, by a
// parameter file, by the caller of a module, or by a variable that is passed on whole), when it stands
// at a property with a secret's name, or when its text carries one (knowledge/secrets.h).

#include <vector>

#include "analyzer/analyze.h"

namespace ringfence {

/// Sorted by file and place.
std::vector<Span> secret_places(const Model& model);

/// Does one of them (as secret_places gives them) overlap with it?
bool is_secret_place(const std::vector<Span>& secrets, const Span& span);

/// What findings say of their values and diagnostics of the text, without the secrets in it (report.secrets). For what
/// is declared secure there is nothing to do: it was never a value.
void hide_secrets(ScanReport& report);

}  // namespace ringfence
