#include "analyzer/policy/cidr.h"

#include <algorithm>
#include <charconv>

#include "analyzer/eval/value.h"

namespace ringfence {
namespace {

constexpr uint64_t kMapped = 0x0000ffff00000000ull;

std::optional<uint32_t> read_number(std::string_view text, int base, uint32_t max) {
  uint32_t out = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out, base);
  if (error != std::errc() || end != text.data() + text.size() || text.empty() || out > max) return std::nullopt;
  return out;
}

std::optional<uint32_t> read_v4(std::string_view text) {
  uint32_t out = 0;
  for (int i = 0; i < 4; ++i) {
    size_t end = i < 3 ? text.find('.') : text.size();
    if (end == std::string_view::npos) return std::nullopt;
    auto part = read_number(text.substr(0, end), 10, 255);
    if (!part) return std::nullopt;
    out = out << 8 | *part;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

/// Groups of 16 bits on one side of "::".
bool read_groups(std::string_view text, std::vector<uint32_t>& out) {
  while (!text.empty()) {
    size_t end = std::min(text.find(':'), text.size());
    std::string_view part = text.substr(0, end);
    if (part.find('.') != std::string_view::npos) {
      auto v4 = read_v4(part);
      if (!v4) return false;
      out.push_back(*v4 >> 16);
      out.push_back(*v4 & 0xffff);
    } else {
      auto group = read_number(part, 16, 0xffff);
      if (!group) return false;
      out.push_back(*group);
    }
    if (end + 1 == text.size()) return false;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return true;
}

std::optional<Address> read_v6(std::string_view text) {
  std::vector<uint32_t> before, after;
  size_t gap = text.find("::");
  if (gap == std::string_view::npos) {
    if (!read_groups(text, before) || before.size() != 8) return std::nullopt;
  } else {
    if (!read_groups(text.substr(0, gap), before) || !read_groups(text.substr(gap + 2), after)) return std::nullopt;
    if (before.size() + after.size() > 7) return std::nullopt;
    before.resize(8 - after.size());
    before.insert(before.end(), after.begin(), after.end());
  }
  Address out;
  for (size_t i = 0; i < 4; ++i) out.high = out.high << 16 | before[i];
  for (size_t i = 4; i < 8; ++i) out.low = out.low << 16 | before[i];
  return out;
}

struct Parsed {
  Address address;
  bool v4 = false;
};

std::optional<Parsed> read_address(std::string_view text) {
  if (auto v4 = read_v4(text)) return Parsed{{0, kMapped | *v4}, true};
  if (text.find(':') == std::string_view::npos) return std::nullopt;
  if (auto v6 = read_v6(text)) return Parsed{*v6, false};
  return std::nullopt;
}

AddressRange with_prefix(const Parsed& from, uint32_t bits) {
  uint32_t total = from.v4 ? bits + 96 : bits;
  uint64_t high_mask = total >= 64 ? ~0ull : total == 0 ? 0 : ~0ull << (64 - total);
  uint64_t low_mask = total <= 64 ? 0 : total == 128 ? ~0ull : ~0ull << (128 - total);
  AddressRange out;
  out.first = {from.address.high & high_mask, from.address.low & low_mask};
  out.last = {from.address.high | ~high_mask, from.address.low | ~low_mask};
  out.prefix = static_cast<int>(bits);
  return out;
}

std::optional<AddressRange> read_range(std::string_view text) {
  if (size_t slash = text.find('/'); slash != std::string_view::npos) {
    auto address = read_address(text.substr(0, slash));
    if (!address) return std::nullopt;
    auto bits = read_number(text.substr(slash + 1), 10, address->v4 ? 32 : 128);
    if (!bits) return std::nullopt;
    return with_prefix(*address, *bits);
  }
  if (size_t dash = text.find('-'); dash != std::string_view::npos) {
    auto first = read_address(text.substr(0, dash));
    auto last = read_address(text.substr(dash + 1));
    if (!first || !last || first->v4 != last->v4 || last->address < first->address) return std::nullopt;
    return AddressRange{first->address, last->address, -1};
  }
  auto address = read_address(text);
  if (!address) return std::nullopt;
  return with_prefix(*address, address->v4 ? 32 : 128);
}

std::vector<AddressRange> everything() {
  return {with_prefix({{0, kMapped}, true}, 0), with_prefix({{0, 0}, false}, 0)};
}

std::vector<AddressRange> private_ranges() {
  std::vector<AddressRange> out;
  // RFC 1918, 6598 (shared), 1122 (loopback), 3927 (link-local), 4193 (unique local), 4291 (loopback, link-local).
  for (std::string_view each : {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8",
                                "169.254.0.0/16", "fc00::/7", "::1", "fe80::/10"}) {
    out.push_back(*read_range(each));
  }
  return out;
}

/// What the private ranges leave of all addresses.
std::vector<AddressRange> public_ranges() {
  std::vector<AddressRange> holes = private_ranges();
  std::sort(holes.begin(), holes.end(), [](const AddressRange& a, const AddressRange& b) { return a.first < b.first; });
  std::vector<AddressRange> out;
  Address next{0, 0};
  for (const AddressRange& hole : holes) {
    if (next < hole.first) out.push_back({next, address_before(hole.first), -1});
    next = address_after(hole.last);
  }
  out.push_back({next, {UINT64_MAX, UINT64_MAX}, -1});
  return out;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

Address address_after(Address address) {
  return address.low == UINT64_MAX ? Address{address.high + 1, 0} : Address{address.high, address.low + 1};
}

Address address_before(Address address) {
  return address.low == 0 ? Address{address.high - 1, UINT64_MAX} : Address{address.high, address.low - 1};
}

std::vector<AddressRange> read_ranges(std::string_view text) {
  text = trimmed(text);
  if (text == "*" || equal_ignore_case(text, "any") || equal_ignore_case(text, "internet")) return everything();
  if (auto range = read_range(text)) return {*range};
  return {};
}

std::vector<AddressRange> read_range_operand(std::string_view text) {
  if (equal_ignore_case(text, "private")) return private_ranges();
  if (equal_ignore_case(text, "public")) return public_ranges();
  return read_ranges(text);
}

std::optional<std::vector<PortRange>> read_ports(std::string_view list) {
  std::vector<PortRange> out;
  while (true) {
    size_t comma = std::min(list.find(','), list.size());
    std::string_view each = trimmed(list.substr(0, comma));
    size_t dash = each.find('-');
    if (each == "*" || equal_ignore_case(each, "any")) {
      out.push_back({0, 65535});
    } else {
      auto first = read_number(trimmed(each.substr(0, dash)), 10, 65535);
      auto last = dash == std::string_view::npos ? first : read_number(trimmed(each.substr(dash + 1)), 10, 65535);
      if (!first || !last) return std::nullopt;
      out.push_back({*first, *last});
    }
    if (comma == list.size()) return out;
    list.remove_prefix(comma + 1);
  }
}

std::optional<bool> ports_include(std::string_view list, int64_t port) {
  std::optional<std::vector<PortRange>> ranges = read_ports(list);
  if (!ranges) return std::nullopt;
  return std::any_of(ranges->begin(), ranges->end(),
                     [port](const PortRange& each) { return each.first <= port && port <= each.last; });
}

}  // namespace ringfence
