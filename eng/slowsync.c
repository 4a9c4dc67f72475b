// Delays fsync and fdatasync by SLOWSYNC_US microseconds: preloaded into PostgreSQL it stands for a cloud disk.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

static int microseconds = -1;

static void delay(void)
{
    if (microseconds < 0) {
        const char *text = getenv("SLOWSYNC_US");
        microseconds = text ? atoi(text) : 0;
    }
    if (microseconds > 0) {
        struct timespec time = { microseconds / 1000000, (microseconds % 1000000) * 1000L };
        nanosleep(&time, 0);
    }
}

int fdatasync(int file)
{
    static int (*real)(int);
    if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    delay();
    return real(file);
}

int fsync(int file)
{
    static int (*real)(int);
    if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    delay();
    return real(file);
}
