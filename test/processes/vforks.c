// vforks.c FILE: leaves a daemon that only its environment marks. It waits for the child of its vfork(), and so
// counts as waiting for a disk. Writes the pids of both to FILE.
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

int main(int count, char **words) {
  if (fork() == 0) {
    struct rlimit locks;
    setsid();
    getrlimit(RLIMIT_LOCKS, &locks);
    locks.rlim_cur = locks.rlim_max;
    setrlimit(RLIMIT_LOCKS, &locks);
    if (fork() != 0) _exit(0);
    int daemon = getpid();
    if (vfork() == 0) {
      dprintf(open(words[1], O_CREAT | O_WRONLY, 0600), "%d %d\n", daemon, getpid());
      for (;;) pause();
    }
    _exit(0);
  }
  for (;;) pause();
}
