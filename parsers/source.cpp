#include "parsers/source.h"

#include <algorithm>
#include <utility>

namespace ringfence {

SourceFile& SourceMap::add(std::string path, std::string bytes) {
  auto file = std::make_unique<SourceFile>();
  file->id = static_cast<FileId>(files_.size());
  file->path = std::move(path);
  file->bytes = std::move(bytes);
  files_.push_back(std::move(file));
  return *files_.back();
}

const std::vector<uint32_t>& SourceMap::lines_of(FileId file) const {
  if (lines_.size() < files_.size()) lines_.resize(files_.size());
  std::vector<uint32_t>& lines = lines_[file];
  if (lines.empty()) {
    lines.push_back(0);
    const std::string& bytes = files_[file]->bytes;
    for (size_t at = bytes.find('\n'); at != std::string::npos; at = bytes.find('\n', at + 1)) {
      lines.push_back(static_cast<uint32_t>(at + 1));
    }
  }
  return lines;
}

Position SourceMap::position(FileId file, uint32_t offset) const {
  const std::string& bytes = files_[file]->bytes;
  offset = std::min<uint32_t>(offset, static_cast<uint32_t>(bytes.size()));
  const std::vector<uint32_t>& lines = lines_of(file);
  auto after = std::upper_bound(lines.begin(), lines.end(), offset);
  uint32_t begin = *(after - 1);
  uint32_t column = 1;
  for (uint32_t at = begin; at < offset; ++at) {
    if ((static_cast<unsigned char>(bytes[at]) & 0xC0) != 0x80) ++column;
  }
  return {static_cast<uint32_t>(after - lines.begin()), column};
}

PositionRange SourceMap::range(const Span& span) const {
  return {position(span.file, span.begin), position(span.file, span.end)};
}

std::string_view SourceMap::line(FileId file, uint32_t line) const {
  const std::vector<uint32_t>& lines = lines_of(file);
  if (line == 0 || line > lines.size()) return {};
  std::string_view bytes = files_[file]->bytes;
  size_t begin = lines[line - 1];
  size_t end = bytes.find('\n', begin);
  if (end == std::string_view::npos) end = bytes.size();
  if (end > begin && bytes[end - 1] == '\r') --end;
  return bytes.substr(begin, end - begin);
}

}  // namespace ringfence
