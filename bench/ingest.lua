-- Tells reports as fast as the server takes them: every one with its own key, place, moment and words.
-- Arguments: a number that makes the keys of this run different from those of the last.

local threads = 0

function setup(thread)
    threads = threads + 1
    thread:set("number", threads)
end

function init(args)
    run = args[1] or "0"
    told = 0
    math.randomseed(tonumber(run) * 64 + number)
    now = os.time()
    words = {
        "Lampan vid gångvägen är trasig och det är mörkt hela vägen hem.",
        "Mopeder kör fort på cykelbanan varje kväll.",
        "Häcken skymmer sikten i korsningen.",
        "Det känns ödsligt här efter klockan nio.",
    }
    causes = { "poor_lighting", "lamp_outage", "blocked_sight", "deserted" }
end

function request()
    told = told + 1
    -- Within a kilometre of Osby's station, well inside the border.
    local lon = 13.985 + math.random() * 0.025
    local lat = 56.375 + math.random() * 0.010
    local at = os.date("!%Y-%m-%dT%H:%M:%SZ", now - math.random(60, 2000000))
    local pick = math.random(#words)
    local body = string.format(
        '{"category":"unsafe_place","causes":["%s"],"place":{"geometry":{"type":"Point","coordinates":[%.6f,%.6f]},'
            .. '"accuracy_m":15,"source":"gps"},"when":{"kind":"instant","at":"%s"},"severity":%d,"text":"%s"}',
        causes[pick], lon, lat, at, math.random(5), words[pick])
    return wrk.format("POST", "/api/v1/reports", {
        ["Content-Type"] = "application/json",
        ["Idempotency-Key"] = string.format("%s-%d-%d", run, number, told),
    }, body)
end

function done(summary, latency)
    io.write(string.format(
        '\n{"answered":%d,"refused":%d,"seconds":%.6f,"p50_ms":%.3f,"p99_ms":%.3f}\n',
        summary.requests, summary.errors.status + summary.errors.connect + summary.errors.read
            + summary.errors.write + summary.errors.timeout,
        summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
