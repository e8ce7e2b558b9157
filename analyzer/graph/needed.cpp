#include "analyzer/graph/needed.h"

namespace ringfence {
namespace {

std::string_view kind_of(SymbolReason reason) {
  switch (reason) {
    case SymbolReason::Parameter:
    case SymbolReason::Loop:
      return "parameter";
    case SymbolReason::Variable:
      return "variable";
    case SymbolReason::Data:
      return "data";
    case SymbolReason::Runtime:
      return "runtime";
    case SymbolReason::Module:
      return "module";
    case SymbolReason::Limit:
      return "limit";
  }
  return "runtime";
}

}  // namespace

Needed needed_for(const Symbol& term) {
  bool named = !term.args.empty() && term.args[0].is_string() && (term.name == "param" || term.name == "output");
  return {kind_of(term.reason), named ? std::string(term.args[0].str()) : canonical_text(term)};
}

}  // namespace ringfence
