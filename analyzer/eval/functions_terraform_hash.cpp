// md5, sha1, sha256, sha512, their base64 forms and their file forms, uuidv5; uuid and bcrypt are random.

#include <array>
#include <bit>

#include "analyzer/eval/functions_arm.h"
#include "analyzer/eval/functions_terraform.h"

namespace ringfence::terraform_library {

namespace {

/// The message with its padding: 0x80, zeros, and the length in bits in the last `length_bytes`.
std::string padded(std::string_view bytes, size_t block, size_t length_bytes, bool big_endian) {
  std::string out(bytes);
  out += '\x80';
  while (out.size() % block != block - length_bytes) out += '\0';
  uint64_t bits = static_cast<uint64_t>(bytes.size()) * 8;
  for (size_t i = 0; i < length_bytes; ++i) {
    size_t place = big_endian ? length_bytes - 1 - i : i;
    out += static_cast<char>(place < 8 ? bits >> (8 * place) : 0);
  }
  return out;
}

template <class Word>
Word load_big(const char* at) {
  Word out = 0;
  for (size_t i = 0; i < sizeof(Word); ++i) out = static_cast<Word>(out << 8 | static_cast<unsigned char>(at[i]));
  return out;
}

template <class Word>
void store_big(std::string& out, Word word) {
  for (size_t i = sizeof(Word); i-- > 0;) out += static_cast<char>(word >> (8 * i));
}

// RFC 1321: the table is floor(2^32 * |sin(i + 1)|), the shifts by round.
constexpr std::array<uint32_t, 64> kMd5Table = {
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
    0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
    0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
    0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
    0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391};
constexpr int kMd5Shifts[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};

void md5_block(std::array<uint32_t, 4>& state, const char* block) {
  auto [a, b, c, d] = state;
  for (uint32_t i = 0; i < 64; ++i) {
    uint32_t mixed = 0, word = 0;
    switch (i / 16) {
      case 0:
        mixed = (b & c) | (~b & d);
        word = i;
        break;
      case 1:
        mixed = (d & b) | (~d & c);
        word = (5 * i + 1) % 16;
        break;
      case 2:
        mixed = b ^ c ^ d;
        word = (3 * i + 5) % 16;
        break;
      default:
        mixed = c ^ (b | ~d);
        word = (7 * i) % 16;
        break;
    }
    auto input = load_big<uint32_t>(block + 4 * word);
    input = (input >> 24) | ((input >> 8) & 0xFF00) | ((input << 8) & 0xFF0000) | (input << 24);  // little-endian
    uint32_t turned = std::rotl(a + mixed + kMd5Table[i] + input, kMd5Shifts[i / 16][i % 4]);
    a = d;
    d = c;
    c = b;
    b += turned;
  }
  state = {state[0] + a, state[1] + b, state[2] + c, state[3] + d};
}

void sha1_block(std::array<uint32_t, 5>& state, const char* block) {
  std::array<uint32_t, 80> words{};
  for (size_t i = 0; i < 16; ++i) words[i] = load_big<uint32_t>(block + 4 * i);
  for (size_t i = 16; i < 80; ++i) words[i] = std::rotl(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);
  auto [a, b, c, d, e] = state;
  for (size_t i = 0; i < 80; ++i) {
    uint32_t mixed = i < 20   ? ((b & c) | (~b & d)) + 0x5A827999
                     : i < 40 ? (b ^ c ^ d) + 0x6ED9EBA1
                     : i < 60 ? ((b & c) | (b & d) | (c & d)) + 0x8F1BBCDC
                              : (b ^ c ^ d) + 0xCA62C1D6;
    uint32_t next = std::rotl(a, 5) + mixed + e + words[i];
    e = d;
    d = c;
    c = std::rotl(b, 30);
    b = a;
    a = next;
  }
  state = {state[0] + a, state[1] + b, state[2] + c, state[3] + d, state[4] + e};
}

// FIPS 180-4: the first bits of the cube roots of the first primes. SHA-256 uses the upper half of the first 64.
constexpr std::array<uint64_t, 80> kSha2Table = {
    0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc, 0x3956c25bf348b538,
    0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118, 0xd807aa98a3030242, 0x12835b0145706fbe,
    0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2, 0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235,
    0xc19bf174cf692694, 0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65,
    0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5, 0x983e5152ee66dfab,
    0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4, 0xc6e00bf33da88fc2, 0xd5a79147930aa725,
    0x06ca6351e003826f, 0x142929670a0e6e70, 0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed,
    0x53380d139d95b3df, 0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
    0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30, 0xd192e819d6ef5218,
    0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8, 0x19a4c116b8d2d0c8, 0x1e376c085141ab53,
    0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8, 0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373,
    0x682e6ff3d6b2b8a3, 0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
    0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b, 0xca273eceea26619c,
    0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178, 0x06f067aa72176fba, 0x0a637dc5a2c898a6,
    0x113f9804bef90dae, 0x1b710b35131c471b, 0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc,
    0x431d67c49c100d4c, 0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817,
};

/// What differs between the two members of the family.
struct Sha256 {
  using Word = uint32_t;
  static constexpr size_t kRounds = 64;
  static constexpr int kBig[6] = {2, 13, 22, 6, 11, 25};
  static constexpr int kSmall[6] = {7, 18, 3, 17, 19, 10};
};
struct Sha512 {
  using Word = uint64_t;
  static constexpr size_t kRounds = 80;
  static constexpr int kBig[6] = {28, 34, 39, 14, 18, 41};
  static constexpr int kSmall[6] = {1, 8, 7, 19, 61, 6};
};

template <class Sha>
void sha2_block(std::array<typename Sha::Word, 8>& state, const char* block) {
  using Word = typename Sha::Word;
  std::array<Word, Sha::kRounds> words{};
  for (size_t i = 0; i < 16; ++i) words[i] = load_big<Word>(block + sizeof(Word) * i);
  for (size_t i = 16; i < Sha::kRounds; ++i) {
    Word x = words[i - 15], y = words[i - 2];
    Word s0 = std::rotr(x, Sha::kSmall[0]) ^ std::rotr(x, Sha::kSmall[1]) ^ (x >> Sha::kSmall[2]);
    Word s1 = std::rotr(y, Sha::kSmall[3]) ^ std::rotr(y, Sha::kSmall[4]) ^ (y >> Sha::kSmall[5]);
    words[i] = words[i - 16] + s0 + words[i - 7] + s1;
  }
  auto [a, b, c, d, e, f, g, h] = state;
  for (size_t i = 0; i < Sha::kRounds; ++i) {
    auto constant = static_cast<Word>(kSha2Table[i] >> (64 - 8 * sizeof(Word)));
    Word s1 = std::rotr(e, Sha::kBig[3]) ^ std::rotr(e, Sha::kBig[4]) ^ std::rotr(e, Sha::kBig[5]);
    Word first = h + s1 + ((e & f) ^ (~e & g)) + constant + words[i];
    Word s0 = std::rotr(a, Sha::kBig[0]) ^ std::rotr(a, Sha::kBig[1]) ^ std::rotr(a, Sha::kBig[2]);
    Word second = s0 + ((a & b) ^ (a & c) ^ (b & c));
    h = g;
    g = f;
    f = e;
    e = d + first;
    d = c;
    c = b;
    b = a;
    a = first + second;
  }
  const std::array<Word, 8> turned = {a, b, c, d, e, f, g, h};
  for (size_t i = 0; i < 8; ++i) state[i] += turned[i];
}

template <class Sha>
std::string sha2(std::string_view bytes, std::array<typename Sha::Word, 8> state) {
  constexpr size_t kBlock = sizeof(typename Sha::Word) * 16;
  std::string message = padded(bytes, kBlock, kBlock / 8, true);
  for (size_t at = 0; at < message.size(); at += kBlock) sha2_block<Sha>(state, message.data() + at);
  std::string out;
  for (auto word : state) store_big(out, word);
  return out;
}

}  // namespace

std::string md5(std::string_view bytes) {
  std::string message = padded(bytes, 64, 8, false);
  std::array<uint32_t, 4> state = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
  for (size_t at = 0; at < message.size(); at += 64) md5_block(state, message.data() + at);
  std::string out;
  for (uint32_t word : state) {
    for (int i = 0; i < 4; ++i) out += static_cast<char>(word >> (8 * i));
  }
  return out;
}

std::string sha1(std::string_view bytes) {
  std::string message = padded(bytes, 64, 8, true);
  std::array<uint32_t, 5> state = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
  for (size_t at = 0; at < message.size(); at += 64) sha1_block(state, message.data() + at);
  std::string out;
  for (uint32_t word : state) store_big(out, word);
  return out;
}

std::string sha256(std::string_view bytes) {
  return sha2<Sha256>(bytes,
                      {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19});
}

std::string sha512(std::string_view bytes) {
  return sha2<Sha512>(bytes, {0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
                              0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179});
}

std::string hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (char each : bytes) {
    auto byte = static_cast<unsigned char>(each);
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

namespace {

using Digest = std::string (*)(std::string_view);

template <Digest Hash>
Value hashed(CallContext& context) {
  Arguments arguments(context);
  std::string_view text = arguments.text(0);
  if (arguments.failed()) return arguments.error();
  if (!context.spend(text.size() / 8 + 1)) return context.error("hashing makes too much work");
  return context.text(hex(Hash(text)));
}

template <Digest Hash>
Value hashed_base64(CallContext& context) {
  Arguments arguments(context);
  std::string_view text = arguments.text(0);
  if (arguments.failed()) return arguments.error();
  if (!context.spend(text.size() / 8 + 1)) return context.error("hashing makes too much work");
  return context.text(arm::base64_encode(Hash(text)));
}

std::string uuid_text(std::string_view bytes) {
  std::string digits = hex(bytes);
  return digits.substr(0, 8) + "-" + digits.substr(8, 4) + "-" + digits.substr(12, 4) + "-" + digits.substr(16, 4) +
         "-" + digits.substr(20, 12);
}

/// The 16 bytes of a UUID as written, or nothing.
std::optional<std::string> uuid_bytes(std::string_view text) {
  std::string digits;
  for (char c : text) {
    if (c != '-') digits += c;
  }
  if (text.size() != 36 || digits.size() != 32) return std::nullopt;
  std::string out;
  for (size_t i = 0; i < 32; i += 2) {
    auto digit = [](char c) {
      return c >= '0' && c <= '9'   ? c - '0'
             : c >= 'a' && c <= 'f' ? c - 'a' + 10
             : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                    : -1;
    };
    int high = digit(digits[i]), low = digit(digits[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
  }
  return out;
}

/// uuidv5(namespace, name): RFC 4122, with words for its four namespaces.
Value uuid_v5(CallContext& context) {
  Arguments arguments(context);
  std::string_view space = arguments.text(0), name = arguments.text(1);
  if (arguments.failed()) return arguments.error();
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kSpaces = {
      {{"dns", "6ba7b810-9dad-11d1-80b4-00c04fd430c8"},
       {"url", "6ba7b811-9dad-11d1-80b4-00c04fd430c8"},
       {"oid", "6ba7b812-9dad-11d1-80b4-00c04fd430c8"},
       {"x500", "6ba7b814-9dad-11d1-80b4-00c04fd430c8"}}};
  for (const auto& [word, uuid] : kSpaces) {
    if (space == word) space = uuid;
  }
  std::optional<std::string> bytes = uuid_bytes(space);
  if (!bytes) return context.error("uuidv5() expects dns, url, oid, x500 or a UUID as its namespace");
  std::string digest = sha1(bytes->append(name)).substr(0, 16);
  digest[6] = static_cast<char>((digest[6] & 0x0F) | 0x50);
  digest[8] = static_cast<char>((digest[8] & 0x3F) | 0x80);
  return context.text(uuid_text(digest));
}

Value random_text(CallContext& context) {
  SymbolFacts facts;
  facts.type = SymbolType::String;
  return context.symbolic(facts);
}

Value random_secret(CallContext& context) {
  SymbolFacts facts;
  facts.type = SymbolType::String;
  facts.secure = true;
  return context.symbolic(facts);
}

constexpr std::array kRows = {
    FunctionRow{"base64sha256", 1, 1, kPlain, SymbolType::String, hashed_base64<sha256>},
    FunctionRow{"base64sha512", 1, 1, kPlain, SymbolType::String, hashed_base64<sha512>},
    FunctionRow{"bcrypt", 1, 2, kPlain, SymbolType::String, random_secret},
    FunctionRow{"md5", 1, 1, kPlain, SymbolType::String, hashed<md5>},
    FunctionRow{"rsadecrypt", 2, 2, kPlain, SymbolType::String, random_secret},
    FunctionRow{"sha1", 1, 1, kPlain, SymbolType::String, hashed<sha1>},
    FunctionRow{"sha256", 1, 1, kPlain, SymbolType::String, hashed<sha256>},
    FunctionRow{"sha512", 1, 1, kPlain, SymbolType::String, hashed<sha512>},
    FunctionRow{"uuid", 0, 0, kPlain, SymbolType::String, random_text},
    FunctionRow{"uuidv5", 2, 2, kPlain, SymbolType::String, uuid_v5},
};

}  // namespace

std::span<const FunctionRow> hash_rows() { return kRows; }

}  // namespace ringfence::terraform_library
