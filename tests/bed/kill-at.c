/*
 * kill-at CALL N COMMAND…: runs a command and kills it (SIGKILL) at the entry of the N-th such call that one of its threads
 * makes, which is then not carried out; what it started itself goes on undisturbed. It waits for all of it and ends as the
 * command did, with 137 for a killed one. So does `strace -f -e inject=CALL:signal=KILL:when=N`; but that stops at every
 * call of whatever kind, which takes four times as long, for a signal is lost where the kernel stops at the chosen ones.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define CALL(name) {#name, SYS_##name}
static const struct { const char *name; unsigned number; } calls[] = {
	CALL(rename), CALL(unlink), CALL(rmdir), CALL(mkdir), CALL(fchmod), CALL(fchown), CALL(utimensat), CALL(fsync),
	CALL(write), CALL(pread64), CALL(openat), CALL(getdents64), CALL(connect), CALL(sendto), CALL(recvfrom),
	CALL(vfork), CALL(exit_group),
};

static int seen[1 << 22]; /* calls of each thread: no kernel numbers more of them */

static void fail(const char *what)
{
	perror(what);
	_exit(125);
}

static unsigned number_of(const char *name)
{
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
		if (strcmp(calls[i].name, name) == 0) return calls[i].number;
	errno = EINVAL;
	fail(name);
	return 0;
}

static void stop_at(unsigned number)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
	if (geteuid() != 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) fail("no_new_privs");
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) fail("seccomp");
}

static int is_thread_of(pid_t process, pid_t thread) { return syscall(SYS_tgkill, process, thread, 0) == 0; }

static void go_on(pid_t process, pid_t thread, int status, int n)
{
	int event = status >> 16, sign = WSTOPSIG(status);
	if (event == PTRACE_EVENT_SECCOMP && is_thread_of(process, thread) && ++seen[thread] == n) kill(process, SIGKILL);
	if (event == PTRACE_EVENT_STOP && sign != SIGTRAP) ptrace(PTRACE_LISTEN, thread, 0, 0);
	else ptrace(PTRACE_CONT, thread, 0, event == 0 ? sign : 0);
}

int main(int argc, char **argv)
{
	int ready[2], status, code = 125;
	if (argc < 4 || pipe(ready) != 0) return 125;
	unsigned number = number_of(argv[1]);
	pid_t process = fork();
	if (process < 0) fail("fork");
	if (process == 0) {
		char byte;
		close(ready[1]);
		if (read(ready[0], &byte, 1) != 1) _exit(125);
		close(ready[0]);
		stop_at(number);
		execv(argv[3], argv + 3);
		fail(argv[3]);
	}
	long options = PTRACE_O_TRACESECCOMP | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_EXITKILL;
	if (ptrace(PTRACE_SEIZE, process, 0, options) != 0) fail("ptrace");
	if (write(ready[1], "", 1) != 1) fail("write");
	close(ready[0]);
	close(ready[1]);
	for (pid_t thread; (thread = waitpid(-1, &status, __WALL)) > 0;) {
		if (WIFSTOPPED(status)) go_on(process, thread, status, atoi(argv[2]));
		else if (thread == process) code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	}
	return code;
}
