#include "analyzer/parallel.h"

#include <pthread.h>
#include <sched.h>

#include <algorithm>
#include <atomic>
#include <vector>

namespace ringfence {

namespace {

// Address space, not memory: pages are taken as the stack grows. Sanitizers multiply the size of a
// frame, and the recursive parts allow some hundred levels of several frames each.
constexpr size_t kStackBytes = 256u * 1024 * 1024;

struct Loop {
  std::atomic<size_t> next{0};
  size_t count = 0;
  const std::function<void(size_t)>* work = nullptr;

  void run() {
    for (size_t i = next.fetch_add(1); i < count; i = next.fetch_add(1)) (*work)(i);
  }
};

void* run_loop(void* loop) {
  static_cast<Loop*>(loop)->run();
  return nullptr;
}

}  // namespace

unsigned default_jobs() {
  cpu_set_t processors;
  CPU_ZERO(&processors);
  if (sched_getaffinity(0, sizeof(processors), &processors) != 0) return 1;
  return static_cast<unsigned>(std::max(1, CPU_COUNT(&processors)));
}

void for_each_index(size_t count, unsigned jobs, const std::function<void(size_t)>& work) {
  if (count == 0) return;
  Loop loop;
  loop.count = count;
  loop.work = &work;

  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, kStackBytes);
  std::vector<pthread_t> threads;
  size_t wanted = std::min<size_t>(std::max(1u, jobs), count);
  for (size_t i = 0; i < wanted; ++i) {
    pthread_t thread;
    if (pthread_create(&thread, &attributes, run_loop, &loop) != 0) break;
    threads.push_back(thread);
  }
  pthread_attr_destroy(&attributes);
  if (threads.empty()) loop.run();  // no thread to be had: the depth limits still hold on a usual stack
  for (pthread_t thread : threads) pthread_join(thread, nullptr);
}

}  // namespace ringfence
