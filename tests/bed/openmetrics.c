/*
 * Writes one host's worth of node_exporter-like metrics, times HOSTS, as OpenMetrics text on stdout:
 *
 *     openmetrics HOSTS HOURS END > metrics.txt       (END in seconds since 1970, exclusive)
 *
 * A sample every 15 s with a jitter of its own per series, as scrapes have. The mix decides how well the chunks
 * compress: counters in hundredths and in bytes, restless and calm gauges, and a few constants.
 * The numbers depend on the arguments alone.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { INTERVAL = 15 };

static uint64_t state = 0x9e3779b97f4a7c15u;

/* xorshift64*: uniform in [0, 1). */
static double uniform(void) {
  state ^= state >> 12;
  state ^= state << 25;
  state ^= state >> 27;
  return (double)((state * 0x2545f4914f6cdd1du) >> 11) / 9007199254740992.0;
}

struct series {
  double value, pace;
};

static void begin_seconds(struct series *s) { s->value = uniform() * 1e6; s->pace = uniform() * (uniform() < 0.25 ? 15 : 0.5); }
static void step_seconds(struct series *s) { s->value += floor(s->pace * uniform() * 100) / 100; }

static void begin_bytes(struct series *s) { s->value = floor(uniform() * 1e9); s->pace = pow(10, uniform() * 6); }
static void step_bytes(struct series *s) { s->value += floor(s->pace * uniform()); }

static void begin_load(struct series *s) { s->value = uniform() * 4; s->pace = 0.02; }
static void step_load(struct series *s) { s->value += s->pace * (4 * uniform() - s->value); }

static void begin_memory(struct series *s) { s->value = floor(uniform() * 4e6) * 4096; s->pace = 0.4; }
static void step_memory(struct series *s) {
  if (uniform() < s->pace) s->value += 4096 * floor((uniform() - 0.5) * 200);
}

static void begin_one(struct series *s) { s->value = 1; s->pace = 0; }
static void step_one(struct series *s) { (void)s; }

static const struct family {
  const char *name, *type, *suffix, *label;
  int series, decimals;
  void (*begin)(struct series *), (*step)(struct series *);
} families[] = {
    {"node_cpu_seconds", "counter", "_total", "cpu", 40, 2, begin_seconds, step_seconds},
    {"node_network_receive_bytes", "counter", "_total", "device", 20, 0, begin_bytes, step_bytes},
    {"node_pressure", "gauge", "", "resource", 15, 2, begin_load, step_load},
    {"node_memory_bytes", "gauge", "", "kind", 15, 0, begin_memory, step_memory},
    {"node_info", "gauge", "", "item", 10, 0, begin_one, step_one},
};

static void write_series(const struct family *f, int host, int number, long start, long samples) {
  struct series s;
  int jitter = (int)(uniform() * INTERVAL * 1000);
  f->begin(&s);
  for (long i = 0; i < samples; i++) {
    f->step(&s);
    printf("%s%s{instance=\"host%03d:9100\",job=\"node\",%s=\"%d\"} %.*f %ld.%03d\n", f->name, f->suffix, host, f->label,
           number, f->decimals, s.value, start + i * INTERVAL + jitter / 1000, jitter % 1000);
  }
}

int main(int count, char **arguments) {
  if (count != 4) return fputs("usage: openmetrics HOSTS HOURS END\n", stderr), 2;
  int hosts = atoi(arguments[1]);
  long samples = atol(arguments[2]) * 3600 / INTERVAL, start = atol(arguments[3]) - samples * INTERVAL;
  for (size_t i = 0; i < sizeof families / sizeof *families; i++) {
    printf("# TYPE %s %s\n", families[i].name, families[i].type);
    for (int host = 0; host < hosts; host++)
      for (int number = 0; number < families[i].series; number++) write_series(&families[i], host, number, start, samples);
  }
  puts("# EOF");
  return fflush(stdout) != 0 || ferror(stdout);
}
