# health.awk: a history in which the outcome hangs on milestones, half as much on answers, and on nothing else; support and
# blockers are noise. n journeys, one every eight hours from 2025 on. Ten days in, the inputs come; on day 30 the first
# value, or never. With handicap > 0 strategic customers need that much more for the same outcome: the inputs mean less
# there.
#
#     awk -v n=600 -v handicap=0 -f tests/kit/health.awk > events.jsonl
function draw() { seed = (seed * 1103515245 + 12345) % 2147483648; return int(seed / 65536) % 101 }
function event(j, k, source, type, at, data) {
    printf "{\"specversion\":\"1.0\",\"id\":\"J-%04d-%d\",\"source\":\"%s\",\"type\":\"%s\",\"subject\":\"J-%04d\",\"time\":\"%s\",\"synthetic\":true,\"data\":%s}\n",
        j, k, source, type, j, at, data
}
function day(d, h,   m) {
    for (m = 1; d > length_of[m]; m++) d -= length_of[m]
    return sprintf("%04d-%02d-%02dT%02d:00:00Z", 2025 + int((m - 1) / 12), (m - 1) % 12 + 1, d, h)
}
BEGIN {
    seed = 42
    split("31 28 31 30 31 30 31 31 30 31 30 31 31 28 31 30 31 30 31", length_of, " ")
    for (j = 1; j <= n; j++) {
        begin = 1 + int(j / 3)
        m = draw(); r = draw(); s = draw(); b = draw(); luck = draw()
        segment = draw() < 40 ? "strategic" : "smb"
        good = 2 * m + r + luck / 2 - (segment == "strategic" ? handicap : 0) > 175
        event(j, 1, "/workflow", "record_opened", day(begin, 8 + j % 3), "{\"owner\":\"olle.berg\"}")
        if (j % 50 != 0)
            event(j, 2, "/cs", "fields_ingested", day(begin + 10, 9), sprintf("{\"fields\":{\"health\":{\"milestone_progress\":%d,\"responsiveness\":%d,\"support_friction\":%d,\"blockers\":%d},\"customer\":{\"segment\":\"%s\"}}}", m, r, s, b, segment))
        if (good) event(j, 3, "/warehouse", "first_value_reached", day(begin + 30, 10), "{\"definition\":\"a\",\"proof\":\"b\",\"segment\":\"smb\"}")
        if (j % 77 == 0) event(j, 4, "/warehouse", "first_value_reached", day(begin + 90, 10), "{\"definition\":\"a\",\"proof\":\"b\",\"segment\":\"smb\"}")
    }
    event(n + 1, 1, "/workflow", "record_opened", day(330, 8), "{\"owner\":\"olle.berg\"}")
}
