#include "analyzer/report/indented_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace ringfence {

namespace {

using Json = nlohmann::ordered_json;

bool is_plain(char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; }

}  // namespace

void IndentedJson::new_line() {
  out_ += '\n';
  out_.append(2 * depth_, ' ');
}

void IndentedJson::begin_value() {
  if (!after_key_ && depth_ > 0) {  // an element
    if (!empty_) out_ += ',';
    new_line();
  }
  after_key_ = false;
  empty_ = false;
}

void IndentedJson::open(char bracket) {
  begin_value();
  out_ += bracket;
  ++depth_;
  empty_ = true;
}

void IndentedJson::close(char bracket) {
  --depth_;
  if (!empty_) new_line();
  out_ += bracket;
  empty_ = false;
}

void IndentedJson::key(std::string_view name) {
  if (!empty_) out_ += ',';
  empty_ = false;
  new_line();
  quoted(name);
  out_ += ": ";
  after_key_ = true;
}

void IndentedJson::quoted(std::string_view text) {
  if (std::all_of(text.begin(), text.end(), is_plain)) {
    out_ += '"';
    out_ += text;
    out_ += '"';
  } else {
    out_ += Json(text).dump(-1, ' ', /*ensure_ascii=*/true, Json::error_handler_t::replace);
  }
}

void IndentedJson::value(std::string_view text) {
  begin_value();
  quoted(text);
}

void IndentedJson::value(bool is) {
  begin_value();
  out_ += is ? "true" : "false";
}

void IndentedJson::null() {
  begin_value();
  out_ += "null";
}

void IndentedJson::embedded(std::string_view json) {
  Json parsed = Json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (parsed.is_discarded()) return value(json);
  begin_value();
  for (char c : parsed.dump(2, ' ', /*ensure_ascii=*/true, Json::error_handler_t::replace)) {
    if (c == '\n') {
      new_line();
    } else {
      out_ += c;
    }
  }
}

}  // namespace ringfence
