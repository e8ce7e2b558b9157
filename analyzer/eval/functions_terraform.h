#pragma once
// What the families of Terraform functions (functions_terraform_*.cpp) share: the list of tables,
// reading arguments with Terraform's conversions, text of numbers, and sets.
//
// Numbers are int64 where they are whole and fit, and exact otherwise (big_number.h). What lists, sets and maps are:
// terraform_types.h. Comes under functions.h; nothing but this folder includes it.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/eval/big_number.h"
#include "analyzer/eval/functions.h"
#include "analyzer/eval/terraform_types.h"

namespace ringfence::terraform_library {

std::span<const FunctionRow> cidr_rows();
std::span<const FunctionRow> collection_rows();
std::span<const FunctionRow> control_rows();
std::span<const FunctionRow> conversion_rows();
std::span<const FunctionRow> date_rows();
std::span<const FunctionRow> encoding_rows();
std::span<const FunctionRow> file_rows();
std::span<const FunctionRow> fileset_rows();
std::span<const FunctionRow> format_rows();
std::span<const FunctionRow> hash_rows();
std::span<const FunctionRow> json_rows();
std::span<const FunctionRow> list_rows();
std::span<const FunctionRow> number_rows();
std::span<const FunctionRow> regex_rows();
std::span<const FunctionRow> set_rows();
std::span<const FunctionRow> string_rows();
std::span<const FunctionRow> yaml_rows();
std::span<const FunctionRow> yamldecode_rows();

// ---- conversions -----------------------------------------------------------------------------------

using terraform_types::primitive_text;
using terraform_types::to_bool;
using terraform_types::to_number;

/// As Terraform prints it: no exponent, no trailing zeros.
std::string number_text(const Value& number);
/// What a function that computes with doubles gives; whole numbers become Int.
Value number_value(double number, Arena& arena);

/// Converts the arguments to the types of the function's parameters; the error of one that cannot be.
std::optional<Value> fit_arguments(CallContext& context, std::span<Value> args);

/// Reads the arguments of a call; the first one that is wrong makes `error()`. Symbols do not convert.
class Arguments {
 public:
  explicit Arguments(CallContext& context) : context_(context) {}

  std::string_view text(size_t index);
  double number(size_t index);
  int64_t integer(size_t index);
  bool boolean(size_t index);
  std::span<const Value> list(size_t index);
  std::span<const Member> object(size_t index);

  bool failed() const { return failed_; }
  Value error() const { return error_; }
  Value fail(size_t index, std::string_view expected);

 private:
  CallContext& context_;
  bool failed_ = false;
  Value error_;
};

// ---- terms -----------------------------------------------------------------------------------------

bool is_error(const Value& value);
/// The term of another name, with the reason and secrecy of what is unknown in `args`.
Value term(CallContext& context, std::string_view name, std::span<const Value> args, SymbolType type);
/// The term of the call itself.
Value unknown_call(CallContext& context, SymbolType type);
/// Has one of the first `count` arguments a symbol as itself (not inside)?
bool is_unknown(const Value& value);

// ---- lists and sets --------------------------------------------------------------------------------

/// A tuple; a list, which has one type already; a set of that.
Value list_value(CallContext& context, const std::vector<Value>& items);
Value typed_list(CallContext& context, const std::vector<Value>& items);
Value set_value(CallContext& context, std::vector<Value>& items);
/// Members by key, as Terraform iterates maps and objects.
std::vector<Member> sorted_members(const Value& object);
/// jsonencode's text.
void append_json_string(std::string& out, std::string_view text);
void append_json(std::string& out, const Value& value, uint32_t depth = 0);

// ---- paths -----------------------------------------------------------------------------------------

/// Terraform's paths are relative to where it runs, and begin with path.module as a rule; the project wants them
/// relative to the module's folder.
std::string_view in_module(CallContext& context, std::string_view path);
/// Does the path lead to the user's machine at large: an absolute one, or "~"?
bool is_elsewhere(std::string_view path);

// ---- bytes -----------------------------------------------------------------------------------------

std::string md5(std::string_view bytes);  // raw digests
std::string sha1(std::string_view bytes);
std::string sha256(std::string_view bytes);
std::string sha512(std::string_view bytes);
std::string hex(std::string_view bytes);
void append_utf8(std::string& out, uint32_t code);
/// Code points; bytes that are no UTF-8 count as U+FFFD each.
std::u32string decode_utf8(std::string_view text);
std::string encode_utf8(std::u32string_view text);

}  // namespace ringfence::terraform_library
