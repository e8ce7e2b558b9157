#include "analyzer/policy/comment_words.h"

#include <algorithm>

namespace ringfence {
namespace {

constexpr std::string_view kOurs = "ringfence:ignore", kCheckov = "checkov:skip=", kTrivy = "trivy:ignore:", kTfsec = "tfsec:ignore:",
                           kKics = "kics-scan ";

std::string_view trimmed(std::string_view text) {
  size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

/// Up to the first blank.
std::string_view word_at(std::string_view text) { return text.substr(0, std::min(text.find_first_of(" \t\r\n"), text.size())); }

bool is_date(std::string_view text) { return text.size() == 10 && text[4] == '-' && text[7] == '-'; }

void split_names(std::string_view list, std::vector<std::string>& out) {
  while (!list.empty()) {
    size_t comma = std::min(list.find(','), list.size());
    if (std::string_view name = trimmed(list.substr(0, comma)); !name.empty()) out.emplace_back(name);
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
}

/// ringfence:ignore RF-AI-001, slug until=2027-01-31 -- reason
CommentWords read_ours(std::string_view text) {
  CommentWords out;
  text = text.substr(0, text.find('\n'));
  if (size_t reason = text.find("--"); reason != std::string_view::npos) {
    out.reason = trimmed(text.substr(reason + 2));
    text = text.substr(0, reason);
  }
  if (size_t until = text.find("until="); until != std::string_view::npos) {
    std::string_view date = word_at(text.substr(until + 6));
    // A date that is none has passed: better to report than to suppress for ever.
    out.until = is_date(date) ? std::string(date) : "0000-00-00";
    std::string names(text.substr(0, until));
    names += text.substr(until + 6 + date.size());
    split_names(names, out.names);
  } else {
    split_names(text, out.names);
  }
  // A reason without `--` begins after the last name.
  for (std::string& name : out.names) {
    std::string_view word = word_at(name);
    if (out.reason.empty() && word.size() < name.size()) out.reason = trimmed(std::string_view(name).substr(word.size()));
    name.resize(word.size());
  }
  return out;
}

/// checkov:skip=CKV_AZURE_1:reason
CommentWords read_checkov(std::string_view text) {
  CommentWords out;
  out.foreign = true;
  text = text.substr(0, text.find('\n'));
  size_t colon = std::min(text.find(':'), text.size());
  split_names(word_at(trimmed(text.substr(0, colon))), out.names);
  if (colon < text.size()) out.reason = trimmed(text.substr(colon + 1));
  return out;
}

/// trivy:ignore:AVD-AZU-0012[block.x=y]:exp:2027-01-31
CommentWords read_trivy(std::string_view text) {
  CommentWords out;
  out.foreign = true;
  std::string_view word = word_at(text);
  if (size_t exp = word.find(":exp:"); exp != std::string_view::npos) {
    std::string_view date = word.substr(exp + 5, 10);
    out.until = is_date(date) ? std::string(date) : "0000-00-00";
  }
  word = word.substr(0, std::min(word.find_first_of(":["), word.size()));
  // "*" is for all rules of theirs, of which only named ones are known here.
  if (!word.empty() && word != "*") out.names.emplace_back(word);
  return out;
}

/// kics-scan ignore-line | ignore-block | ignore | disable=ID,ID
CommentWords read_kics(std::string_view text) {
  CommentWords out;
  out.foreign = true;
  std::string_view word = word_at(trimmed(text));
  if (word == "ignore-line") {
    out.target = SuppressionTarget::NextLine;
  } else if (word == "ignore") {
    out.target = SuppressionTarget::File;
  } else if (word.starts_with("disable=")) {
    out.target = SuppressionTarget::File;
    split_names(word.substr(8), out.names);
    return out;
  } else if (word != "ignore-block") {
    return out;
  }
  out.names.emplace_back("*");
  return out;
}

}  // namespace

std::vector<CommentWords> read_comment(std::string_view text) {
  std::vector<CommentWords> out;
  auto each = [&](std::string_view sign, CommentWords (*read)(std::string_view)) {
    for (size_t at = text.find(sign); at != std::string_view::npos; at = text.find(sign, at + sign.size())) {
      CommentWords words = read(text.substr(at + sign.size()));
      if (!words.names.empty()) out.push_back(std::move(words));
    }
  };
  each(kOurs, read_ours);
  each(kCheckov, read_checkov);
  each(kTrivy, read_trivy);
  each(kTfsec, read_trivy);
  each(kKics, read_kics);
  return out;
}

}  // namespace ringfence
