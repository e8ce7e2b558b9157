#include "analyzer/write.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "analyzer/paths.h"

namespace ringfence {

namespace {

tl::unexpected<std::string> cannot_write(const std::string& path, int error) {
  return tl::unexpected(fmt::format("ringfence: cannot write {}: {}\n", path, std::strerror(error)));
}

/// A device or pipe (/dev/stdout, a named pipe) is written to, not replaced.
bool is_special(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode);
}

bool write_all(int descriptor, const std::string& text) {
  size_t done = 0;
  while (done < text.size()) {
    ssize_t wrote = ::write(descriptor, text.data() + done, text.size() - done);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return false;
    done += static_cast<size_t>(wrote);
  }
  return true;
}

bool wants_color(const Options& options) {
  if (options.color != ColorMode::Auto) return options.color == ColorMode::Always;
  const char* none = std::getenv("NO_COLOR");  // no-color.org
  return ::isatty(STDOUT_FILENO) && !(none && *none);
}

/// Who names rules, severities or verdicts means what is only worth knowing, too.
bool wants_info(const Options& options) {
  return options.severity || !options.rules.empty() || options.verdicts != Verdicts::Fail;
}

}  // namespace

tl::expected<void, std::string> check_outputs(const std::vector<OutputTarget>& outputs) {
  for (const OutputTarget& output : outputs) {
    if (output.file.empty() || is_special(output.file)) continue;
    std::string path = join_path(current_directory(), output.file);
    struct stat info {};
    if (::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode)) return cannot_write(output.file, EISDIR);
    if (::access(std::string(parent_path(path)).c_str(), W_OK | X_OK) != 0) return cannot_write(output.file, errno);
  }
  return {};
}

tl::expected<void, std::string> write_file(const std::string& path, const std::string& text) {
  if (is_special(path)) {
    int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor < 0) return cannot_write(path, errno);
    bool ok = write_all(descriptor, text);
    int error = errno;
    ::close(descriptor);
    if (!ok) return cannot_write(path, error);
    return {};
  }
  std::string temporary = fmt::format("{}.{}.tmp", path, ::getpid());
  int descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (descriptor < 0) return cannot_write(path, errno);
  bool ok = write_all(descriptor, text);
  int error = errno;
  if (::close(descriptor) != 0 && ok) {
    ok = false;
    error = errno;
  }
  if (ok && ::rename(temporary.c_str(), path.c_str()) == 0) return {};
  if (ok) error = errno;
  ::unlink(temporary.c_str());
  return cannot_write(path, error);
}

tl::expected<void, std::string> write_reports(const ScanReport& report, const Options& options) {
  bool apart = true;  // does no report on standard output tell the diagnostics?
  for (const OutputTarget& output : options.outputs) {
    const ReportFormat* format = find_report_format(output.format);
    RenderOptions render{output.file.empty() && wants_color(options), options.quiet, wants_info(options)};
    if (!output.file.empty()) render.color = options.color == ColorMode::Always;
    std::string text = format->render(report, render);
    if (!output.file.empty()) {
      if (auto written = write_file(output.file, text); !written) return written;
      continue;
    }
    apart = format->diagnostics_apart;
    if (!write_all(STDOUT_FILENO, text)) return cannot_write("standard output", errno);
  }
  if (apart) std::fputs(render_diagnostics(report).c_str(), stderr);
  return {};
}

}  // namespace ringfence
