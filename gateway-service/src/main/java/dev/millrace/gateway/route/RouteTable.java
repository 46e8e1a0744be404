package dev.millrace.gateway.route;

import dev.millrace.gateway.route.RouteOutcome.Forward;
import dev.millrace.gateway.route.RouteOutcome.Own;
import dev.millrace.gateway.route.RouteOutcome.Refused;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which service owns a path. The path is examined as sent, escapes included, and forwarded as sent: nothing is
 * decoded or normalized in between, so there is no second meaning. Spellings that others might read differently (dot
 * segments, escaped slashes, backslashes, control characters) are refused.
 */
final class RouteTable {

    /** What a segment may contain besides letters, digits and escapes (RFC 3986, 3.3). */
    private static final String PUNCTUATION = "._~!$&'()*+,;=:@-";

    /** Escapes of {@code .}, {@code /}, {@code \}, {@code %} and of control characters. */
    private static final Pattern TRICK = Pattern.compile("%(2[EeFf5]|5[Cc]|[01][0-9A-Fa-f]|7[Ff])");

    /** Below these prefixes a name is one segment, in which an escaped slash is intended. */
    private static final List<String> NAMED = List.of("/api/repos/", "/api/repositories/", "/api/syncs/");

    private static final Pattern ESCAPED_SLASH = Pattern.compile("%2[Ff]");

    /** Where Quarkus serves health, metrics and the API description; on a separate port, not on this one. */
    private static final Pattern MANAGEMENT =
            Pattern.compile("/(q|%71)(/.*)?", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final Pattern DOTS = Pattern.compile("/\\.{1,2}(/|$)");

    private static final List<Rule> RULES = List.of(
            // first, because an owner may be called "api": no path of ours has a segment that ends in ".git"
            new Rule(Pattern.compile("/[^/].*\\.git(/.*)?"), new Forward(Upstream.GIT_HTTP, true)),
            new Rule(Pattern.compile("/webhooks(/.*)?"), new Forward(Upstream.INGEST, false)),
            new Rule(Pattern.compile("/events"), new Forward(Upstream.INGEST, false)),
            new Rule(Pattern.compile("/api/(deliveries|dead-letters)(/.*)?"), new Forward(Upstream.INGEST, false)),
            new Rule(Pattern.compile("/api/v1/repo[^/]*(/.*)?"), new Forward(Upstream.GIT_HTTP, false)),
            new Rule(Pattern.compile("/api/repos[^/]*(/.*)?"), new Forward(Upstream.GIT_HTTP, false)),
            new Rule(Pattern.compile("/api/repositories(/.*)?"), new Forward(Upstream.GIT_HTTP, false)),
            new Rule(Pattern.compile("/api/(search|storage)(/.*)?"), new Forward(Upstream.GIT_HTTP, false)),
            new Rule(Pattern.compile("/api/(v1/)?webhooks(/.*)?"), new Forward(Upstream.WEBHOOK_DELIVERY, false)),
            new Rule(Pattern.compile("/api/syncs(/.*)?"), new Forward(Upstream.SYNC, false)),
            new Rule(Pattern.compile("/api/(workflows|builds|previews)(/.*)?"), new Forward(Upstream.PIPELINE, false)),
            // the other paths of teams are the gateway's own
            new Rule(
                    Pattern.compile("/api/teams/[^/]+/(secrets|configs)(/.*)?"), new Forward(Upstream.PIPELINE, false)),
            // no more than the pages: an owner of repositories may be called "builds"
            new Rule(
                    Pattern.compile("/builds/(assets/[^/]+|[0-9a-fA-F-]{36}(/jobs/.*)?)"),
                    new Forward(Upstream.PIPELINE, false)),
            // by which others verify the identity tokens of jobs
            new Rule(
                    Pattern.compile("/\\.well-known/(openid-configuration|jwks\\.json)"),
                    new Forward(Upstream.PIPELINE, false)),
            new Rule(Pattern.compile("/api/insights(/.*)?"), new Forward(Upstream.INSIGHTS, false)),
            // last: what git asks for at an address without ".git"
            new Rule(
                    Pattern.compile("/[^/].*/(info/refs|git-upload-pack|git-receive-pack)"),
                    new Forward(Upstream.GIT_HTTP, true)));

    private RouteTable() {}

    /**
     * The owner of a path.
     *
     * @param method as sent: the start page and the Events API have one address
     * @param path as sent, without the query
     */
    static RouteOutcome find(String method, String path) {
        if (!isWellFormed(path)) {
            return new Refused("the path holds characters that must be escaped, or does not start with /");
        }
        String read = readByAll(path);
        if (TRICK.matcher(read).find() || DOTS.matcher(read).find() || read.contains("//")) {
            return new Refused("the path holds dot segments, empty segments or escaped separators");
        }
        if (MANAGEMENT.matcher(path).matches()) {
            return new Refused("nothing below /q is served here: health and metrics have a port of their own");
        }
        if (path.equals("/") && method.equals("POST")) {
            return new Forward(Upstream.INGEST, false);
        }
        return RULES.stream()
                .filter(rule -> rule.path().matcher(path).matches())
                .map(Rule::outcome)
                .findFirst()
                .orElseGet(Own::new);
    }

    /** A loop, since a regular expression that repeats alternatives overflows the stack on a long path. */
    private static boolean isWellFormed(String path) {
        if (!path.startsWith("/")) {
            return false;
        }
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '%') {
                if (!isHex(path, i + 1) || !isHex(path, i + 2)) {
                    return false;
                }
                i += 2;
            } else if (c != '/' && !isLetterOrDigit(c) && PUNCTUATION.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetterOrDigit(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    private static boolean isHex(String path, int at) {
        return at < path.length() && path.charAt(at) < 128 && Character.digit(path.charAt(at), 16) >= 0;
    }

    /**
     * The path with the escaped slashes of names decoded, so that dot segments and empty ones among their parts are found:
     * a service that decodes the name and one that does not must reach the same resource.
     */
    private static String readByAll(String path) {
        return NAMED.stream().anyMatch(path::startsWith)
                ? ESCAPED_SLASH.matcher(path).replaceAll("/")
                : path;
    }

    private record Rule(Pattern path, RouteOutcome outcome) {}
}
