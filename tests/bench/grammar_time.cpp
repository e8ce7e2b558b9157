#include "tests/bench/grammar_time.h"

#include <tree_sitter/api.h>

#include <chrono>
#include <memory>

extern "C" {
const TSLanguage* tree_sitter_json();
const TSLanguage* tree_sitter_hcl();
const TSLanguage* published_bicep();  // renamed, see CMakeLists.txt
}

namespace ringfence::bench {

namespace {

const TSLanguage* grammar_of(Language language) {
  switch (language) {
    case Language::Json:
      return tree_sitter_json();
    case Language::Hcl:
      return tree_sitter_hcl();
    case Language::Bicep:
      break;
  }
  return published_bicep();
}

}  // namespace

GrammarTime time_grammar(Language language, const std::vector<File>& files) {
  using Clock = std::chrono::steady_clock;
  GrammarTime out;
  std::unique_ptr<TSParser, decltype(&ts_parser_delete)> parser(ts_parser_new(), &ts_parser_delete);
  ts_parser_set_language(parser.get(), grammar_of(language));
  for (const File& file : files) {
    if (file.language != language) continue;
    auto begin = Clock::now();
    TSTree* tree =
        ts_parser_parse_string(parser.get(), nullptr, file.bytes.data(), static_cast<uint32_t>(file.bytes.size()));
    out.seconds += std::chrono::duration<double>(Clock::now() - begin).count();
    ++out.files;
    out.bytes += file.bytes.size();
    if (ts_node_has_error(ts_tree_root_node(tree))) ++out.files_with_errors;
    ts_tree_delete(tree);
  }
  return out;
}

}  // namespace ringfence::bench
