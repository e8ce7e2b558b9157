#pragma once
// Trouble in the user's text or set-up, told with its place. Library code appends diagnostics and
// goes on with the best partial result; analyzer/report prints them.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parsers/span.h"

namespace ringfence {

/// error: something could not be read, so the result is incomplete (exit code 3).
/// warning: read, but suspicious (an unused suppression, nothing to scan). note: never changes the exit code.
enum class Severity { Error, Warning, Note };

/// Codes are stable and documented in docs/json.md.
struct Diagnostic {
  Severity severity = Severity::Error;
  std::string_view code;  // a literal: "syntax-error", "module-not-found", "limit", ...
  std::string message;    // lower case, no full stop, names the thing
  Span span;              // invalid when no file is concerned
  std::string path;       // used when there is no span: the path that could not be read
};

class Diagnostics {
 public:
  void error(std::string_view code, std::string message, Span span) {
    items_.push_back({Severity::Error, code, std::move(message), span, {}});
  }
  void warning(std::string_view code, std::string message, Span span) {
    items_.push_back({Severity::Warning, code, std::move(message), span, {}});
  }
  void note(std::string_view code, std::string message, Span span) {
    items_.push_back({Severity::Note, code, std::move(message), span, {}});
  }
  void add(Diagnostic diagnostic) { items_.push_back(std::move(diagnostic)); }
  void append(Diagnostics&& other) {
    for (Diagnostic& each : other.items_) items_.push_back(std::move(each));
    other.items_.clear();
  }
  const std::vector<Diagnostic>& items() const { return items_; }
  std::vector<Diagnostic>& items() { return items_; }
  bool empty() const { return items_.empty(); }

 private:
  std::vector<Diagnostic> items_;
};

}  // namespace ringfence
