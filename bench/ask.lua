-- Asks one thing again and again; headers come on the command line. Says what was answered.

function done(summary, latency)
    io.write(string.format(
        '\n{"answered":%d,"refused":%d,"seconds":%.6f,"p50_ms":%.3f,"p99_ms":%.3f}\n',
        summary.requests, summary.errors.status + summary.errors.connect + summary.errors.read
            + summary.errors.write + summary.errors.timeout,
        summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
