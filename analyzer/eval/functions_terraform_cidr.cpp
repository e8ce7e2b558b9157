// cidrhost, cidrnetmask, cidrsubnet, cidrsubnets, over IPv4 and IPv6 alike.

#include <array>
#include <charconv>

#include "analyzer/eval/functions_terraform.h"

namespace ringfence::terraform_library {

namespace {

__extension__ using Bits = unsigned __int128;

struct Network {
  Bits address = 0;  // of 32 or 128 bits, the host part zero
  int length = 0;
  int width = 32;

  Bits host_mask() const { return width - length >= 128 ? ~Bits{0} : (Bits{1} << (width - length)) - 1; }
};

std::optional<uint32_t> parse_part(std::string_view text, int base, uint32_t largest) {
  uint32_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || value > largest) return std::nullopt;
  return value;
}

std::optional<Bits> parse_ipv4(std::string_view text) {
  Bits out = 0;
  for (int i = 0; i < 4; ++i) {
    size_t end = i < 3 ? text.find('.') : text.size();
    if (end == std::string_view::npos) return std::nullopt;
    std::optional<uint32_t> part = parse_part(text.substr(0, end), 10, 255);
    if (!part) return std::nullopt;
    out = out << 8 | *part;
    text.remove_prefix(i < 3 ? end + 1 : end);
  }
  return out;
}

/// Groups of one side of "::", a dotted tail included.
bool parse_groups(std::string_view text, std::vector<uint32_t>& groups) {
  while (!text.empty()) {
    size_t end = std::min(text.find(':'), text.size());
    std::string_view part = text.substr(0, end);
    if (end == text.size() && part.find('.') != std::string_view::npos) {
      std::optional<Bits> tail = parse_ipv4(part);
      if (!tail) return false;
      groups.push_back(static_cast<uint32_t>(*tail >> 16) & 0xFFFF);
      groups.push_back(static_cast<uint32_t>(*tail) & 0xFFFF);
      return true;
    }
    std::optional<uint32_t> group = parse_part(part, 16, 0xFFFF);
    if (!group || part.size() > 4) return false;
    groups.push_back(*group);
    if (end == text.size()) return true;
    text.remove_prefix(end + 1);
    if (text.empty()) return false;
  }
  return true;
}

std::optional<Bits> parse_ipv6(std::string_view text) {
  std::vector<uint32_t> head, tail;
  size_t gap = text.find("::");
  if (!parse_groups(text.substr(0, gap), head)) return std::nullopt;
  if (gap != std::string_view::npos && !parse_groups(text.substr(gap + 2), tail)) return std::nullopt;
  size_t given = head.size() + tail.size();
  if (given > 8 || (gap == std::string_view::npos && given != 8) || (gap != std::string_view::npos && given == 8))
    return std::nullopt;
  head.resize(8 - tail.size());
  head.insert(head.end(), tail.begin(), tail.end());
  Bits out = 0;
  for (uint32_t group : head) out = out << 16 | group;
  return out;
}

std::optional<Network> parse_network(std::string_view text) {
  size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  Network out;
  std::string_view address = text.substr(0, slash);
  out.width = address.find(':') == std::string_view::npos ? 32 : 128;
  std::optional<Bits> bits = out.width == 32 ? parse_ipv4(address) : parse_ipv6(address);
  std::optional<uint32_t> length = parse_part(text.substr(slash + 1), 10, static_cast<uint32_t>(out.width));
  if (!bits || !length) return std::nullopt;
  out.length = static_cast<int>(*length);
  out.address = *bits & ~out.host_mask();
  return out;
}

/// RFC 5952: the longest run of two or more zero groups is "::".
std::string ipv6_text(Bits address) {
  std::array<uint32_t, 8> groups{};
  for (size_t i = 0; i < 8; ++i) groups[i] = static_cast<uint32_t>(address >> (112 - 16 * i)) & 0xFFFF;
  size_t best = 8, best_size = 1;
  for (size_t i = 0; i < 8; ++i) {
    size_t end = i;
    while (end < 8 && groups[end] == 0) ++end;
    if (end - i > best_size) {
      best = i;
      best_size = end - i;
    }
  }
  std::string out;
  for (size_t i = 0; i < 8; ++i) {
    if (i == best) {
      out += "::";
      i += best_size - 1;
      continue;
    }
    if (!out.empty() && !out.ends_with(':')) out += ':';
    char buffer[8];
    auto end = std::to_chars(buffer, buffer + sizeof buffer, groups[i], 16).ptr;
    out.append(buffer, end);
  }
  return out;
}

std::string address_text(Bits address, int width) {
  if (width == 128) return ipv6_text(address);
  auto part = [&](int shift) { return std::to_string(static_cast<uint32_t>(address >> shift) & 0xFF); };
  return part(24) + "." + part(16) + "." + part(8) + "." + part(0);
}

std::string network_text(const Network& network) {
  return address_text(network.address, network.width) + "/" + std::to_string(network.length);
}

std::optional<Network> network_argument(CallContext& context, Arguments& arguments, Value& error) {
  std::string_view text = arguments.text(0);
  error = arguments.error();
  if (arguments.failed()) return std::nullopt;
  std::optional<Network> network = parse_network(text);
  if (!network)
    error =
        context.error(std::string(context.name) + "() cannot read \"" + std::string(text) + "\" as an address range");
  return network;
}

Value host(CallContext& context) {
  Arguments arguments(context);
  Value error;
  std::optional<Network> network = network_argument(context, arguments, error);
  int64_t number = arguments.integer(1);
  if (!network) return error;
  if (arguments.failed()) return arguments.error();
  Bits mask = network->host_mask();
  // A negative number counts back from the end of the range.
  Bits offset = number >= 0 ? static_cast<Bits>(number) : mask - static_cast<Bits>(-(number + 1));
  bool fits = number >= 0 ? offset <= mask : static_cast<Bits>(-(number + 1)) <= mask;
  if (!fits) return context.error("cidrhost() has no host " + std::to_string(number) + " in " + network_text(*network));
  return context.text(address_text(network->address | offset, network->width));
}

Value netmask(CallContext& context) {
  Arguments arguments(context);
  Value error;
  std::optional<Network> network = network_argument(context, arguments, error);
  if (!network) return error;
  if (network->width != 32) return context.error("cidrnetmask() expects an IPv4 range");
  return context.text(address_text(~network->host_mask() & 0xFFFFFFFF, 32));
}

/// The `number`th range of `length` bits in the network, if it is there.
std::optional<Network> subnet_of(const Network& network, int64_t new_bits, int64_t number) {
  if (new_bits < 0 || new_bits > network.width - network.length || number < 0) return std::nullopt;
  if (new_bits < 63 && number >= int64_t{1} << new_bits) return std::nullopt;
  Network out = network;
  out.length += static_cast<int>(new_bits);
  if (out.width > out.length || number > 0) {
    int shift = out.width - out.length;
    if (shift < 128) out.address |= static_cast<Bits>(number) << shift;
  }
  return out;
}

Value subnet(CallContext& context) {
  Arguments arguments(context);
  Value error;
  std::optional<Network> network = network_argument(context, arguments, error);
  int64_t bits = arguments.integer(1), number = arguments.integer(2);
  if (!network) return error;
  if (arguments.failed()) return arguments.error();
  std::optional<Network> out = subnet_of(*network, bits, number);
  if (!out) return context.error("cidrsubnet() has no such range in " + network_text(*network));
  return context.text(network_text(*out));
}

/// Ranges one after the other, each aligned to its own size.
Value subnets(CallContext& context) {
  Arguments arguments(context);
  Value error;
  std::optional<Network> network = network_argument(context, arguments, error);
  if (!network) return error;
  std::vector<Value> out;
  Bits next = network->address;
  Bits last = network->address | network->host_mask();
  bool full = false;
  for (size_t i = 1; i < context.args.size(); ++i) {
    int64_t bits = arguments.integer(i);
    if (arguments.failed()) return arguments.error();
    Network each = *network;
    bool fits = bits > 0 && bits <= network->width - network->length && !full;
    if (fits) {
      each.length += static_cast<int>(bits);
      Bits mask = each.host_mask();
      Bits aligned = (next + mask) & ~mask;
      fits = aligned >= next && aligned <= last;
      each.address = aligned;
      full = (aligned | mask) >= last;
      next = (aligned | mask) + 1;
    }
    if (!fits)
      return context.error("cidrsubnets() has no room for range " + std::to_string(i) + " in " +
                           network_text(*network));
    out.push_back(context.text(network_text(each)));
  }
  return typed_list(context, out);
}

constexpr std::array kRows = {
    FunctionRow{"cidrhost", 2, 2, kPlain, SymbolType::String, host},
    FunctionRow{"cidrnetmask", 1, 1, kPlain, SymbolType::String, netmask},
    FunctionRow{"cidrsubnet", 3, 3, kPlain, SymbolType::String, subnet},
    FunctionRow{"cidrsubnets", 1, 255, kPlain, SymbolType::Array, subnets},
};

}  // namespace

std::span<const FunctionRow> cidr_rows() { return kRows; }

}  // namespace ringfence::terraform_library
