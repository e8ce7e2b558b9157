// The two hashes behind uniqueString() and guid(), and Base64.
//
// guid() is documented: "the arguments joined with '-' ... version 5 UUID in the namespace
// 11fb06fb-712d-4ddd-98c7-e71bbd588830" (learn.microsoft.com, Bicep functions - string, guid).
// uniqueString() is not; it is a MurmurHash3 with two 32-bit lanes, written in Base32. Both are
// checked in the tests against values that the deployment engine printed.

#include <array>
#include <bit>
#include <cstring>

#include "analyzer/eval/functions_arm.h"

namespace ringfence::arm {
namespace {

constexpr uint32_t kLane1 = 0x239b961b;
constexpr uint32_t kLane2 = 0xab0e9789;

/// Up to four bytes, little endian.
uint32_t load(std::string_view bytes) {
  uint32_t value = 0;
  for (size_t i = 0; i < bytes.size() && i < 4; ++i)
    value |= static_cast<uint32_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  return value;
}

uint32_t mix1(uint32_t block) { return std::rotl(block * kLane1, 15) * kLane2; }
uint32_t mix2(uint32_t block) { return std::rotl(block * kLane2, 17) * kLane1; }

uint32_t finish(uint32_t hash) {
  hash = (hash ^ (hash >> 16)) * 0x85ebca6b;
  hash = (hash ^ (hash >> 13)) * 0xc2b2ae35;
  return hash ^ (hash >> 16);
}

uint64_t murmur64(std::string_view bytes) {
  uint32_t h1 = 0, h2 = 0;
  std::string_view rest = bytes;
  for (; rest.size() >= 8; rest.remove_prefix(8)) {
    h1 = (std::rotl(h1 ^ mix1(load(rest)), 19) + h2) * 5 + 0x561ccd1b;
    h2 = (std::rotl(h2 ^ mix2(load(rest.substr(4))), 13) + h1) * 5 + 0x0bcaa747;
  }
  if (!rest.empty()) h1 ^= mix1(load(rest));
  if (rest.size() > 4) h2 ^= mix2(load(rest.substr(4)));
  const auto length = static_cast<uint32_t>(bytes.size());
  h1 ^= length;
  h2 ^= length;
  h1 += h2;
  h2 += h1;
  h1 = finish(h1);
  h2 = finish(h2);
  h1 += h2;
  h2 += h1;
  return (static_cast<uint64_t>(h2) << 32) | h1;
}

class Sha1 {
 public:
  std::array<unsigned char, 20> digest(std::string message) {
    const uint64_t bits = message.size() * 8;
    message += static_cast<char>(0x80);
    while (message.size() % 64 != 56) message += '\0';
    for (int shift = 56; shift >= 0; shift -= 8) message += static_cast<char>(bits >> shift);
    for (size_t at = 0; at < message.size(); at += 64) add(message.data() + at);
    std::array<unsigned char, 20> out{};
    for (size_t i = 0; i < out.size(); ++i) out[i] = static_cast<unsigned char>(state_[i / 4] >> (24 - 8 * (i % 4)));
    return out;
  }

 private:
  void add(const char* block) {
    uint32_t w[80];
    for (size_t i = 0; i < 16; ++i) {
      w[i] = 0;
      for (size_t byte = 0; byte < 4; ++byte) w[i] = (w[i] << 8) | static_cast<unsigned char>(block[4 * i + byte]);
    }
    for (size_t i = 16; i < 80; ++i) w[i] = std::rotl(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    auto [a, b, c, d, e] = state_;
    for (size_t i = 0; i < 80; ++i) {
      const uint32_t f = i < 20 ? (b & c) | (~b & d) : i < 40 ? b ^ c ^ d : i < 60 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
      const uint32_t k = i < 20 ? 0x5a827999 : i < 40 ? 0x6ed9eba1 : i < 60 ? 0x8f1bbcdc : 0xca62c1d6;
      const uint32_t next = std::rotl(a, 5) + f + e + k + w[i];
      e = d;
      d = c;
      c = std::rotl(b, 30);
      b = a;
      a = next;
    }
    state_[0] += a;
    state_[1] += b;
    state_[2] += c;
    state_[3] += d;
    state_[4] += e;
  }

  std::array<uint32_t, 5> state_{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
};

constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

std::string unique_string(std::string_view text) {
  constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz234567";
  uint64_t hash = murmur64(text);
  std::string out;
  for (int i = 0; i < 13; ++i, hash <<= 5) out += kAlphabet[hash >> 59];
  return out;
}

std::string name_guid(std::string_view text) {
  constexpr std::string_view kNamespace{"\x11\xfb\x06\xfb\x71\x2d\x4d\xdd\x98\xc7\xe7\x1b\xbd\x58\x88\x30", 16};
  auto digest = Sha1().digest(std::string(kNamespace) + std::string(text));
  digest[6] = static_cast<unsigned char>((digest[6] & 0x0f) | 0x50);
  digest[8] = static_cast<unsigned char>((digest[8] & 0x3f) | 0x80);
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out;
  for (size_t i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
    out += kHex[digest[i] >> 4];
    out += kHex[digest[i] & 15];
  }
  return out;
}

std::string base64_encode(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (size_t at = 0; at < bytes.size(); at += 3) {
    uint32_t block = 0;
    for (size_t i = 0; i < 3; ++i)
      block = (block << 8) | (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0u);
    for (size_t i = 0; i < 4; ++i)
      out += at + i <= bytes.size() ? kBase64[(block >> (18 - 6 * i)) & 63] : '=';
  }
  return out;
}

std::optional<std::string> base64_decode(std::string_view text) {
  std::string out;
  uint32_t block = 0;
  size_t digits = 0, padding = 0;
  for (const char c : text) {
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
    const size_t digit = c == '=' ? 0 : kBase64.find(c);
    if (digit == std::string_view::npos || (padding > 0 && c != '=')) return std::nullopt;
    if (c == '=') ++padding;
    block = (block << 6) | static_cast<uint32_t>(digit);
    if (++digits % 4 != 0) continue;
    for (int shift = 16; shift >= 0; shift -= 8) out += static_cast<char>(block >> shift);
    block = 0;
  }
  if (digits % 4 != 0 || padding > 2) return std::nullopt;
  out.resize(out.size() - padding);
  return out;
}

}  // namespace ringfence::arm
