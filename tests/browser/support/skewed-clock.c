// Preloaded into every process of a browser: adds offsets to the clocks that it reads, so that the
// whole browser sees the time jump. The offsets, two 64-bit numbers of nanoseconds for the wall and
// the monotonic clock, stand in the file named by SKEW_FILE and may change at any moment.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { WALL, MONOTONIC };
static const int64_t kSecond = 1000000000;
static const int64_t none[2];
static const volatile int64_t* offsets = none;
static int (*real_gettime)(clockid_t, struct timespec*);

__attribute__((constructor)) static void open_offsets(void) {
  const char* name = getenv("SKEW_FILE");
  if (!name) return;
  const int file = open(name, O_RDONLY);
  if (file < 0) return;
  void* mapped = mmap(NULL, sizeof(none), PROT_READ, MAP_SHARED, file, 0);
  close(file);
  if (mapped != MAP_FAILED) offsets = mapped;
}

static int64_t offset_of(clockid_t clock) {
  switch (clock) {
    case CLOCK_REALTIME:
    case CLOCK_REALTIME_COARSE:
      return offsets[WALL];
    case CLOCK_MONOTONIC:
    case CLOCK_BOOTTIME:
      return offsets[MONOTONIC];
    default:
      return 0;  // times of processes and threads
  }
}

int clock_gettime(clockid_t clock, struct timespec* time) {
  if (!real_gettime) real_gettime = dlsym(RTLD_NEXT, "clock_gettime");
  const int result =
      real_gettime ? real_gettime(clock, time) : (int)syscall(SYS_clock_gettime, clock, time);
  const int64_t offset = result == 0 ? offset_of(clock) : 0;
  if (offset != 0) {
    const int64_t now = time->tv_sec * kSecond + time->tv_nsec + offset;
    time->tv_sec = now / kSecond;
    time->tv_nsec = now % kSecond;
  }
  return result;
}

int gettimeofday(struct timeval* restrict time, void* restrict zone) {
  (void)zone;
  struct timespec now;
  const int result = clock_gettime(CLOCK_REALTIME, &now);
  if (result == 0) {
    time->tv_sec = now.tv_sec;
    time->tv_usec = now.tv_nsec / 1000;
  }
  return result;
}

time_t time(time_t* out) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (out) *out = now.tv_sec;
  return now.tv_sec;
}
