package dev.millrace.sync.queue;

import dev.millrace.git.upstream.UpstreamMode;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * Which mirrors share a forge's rate limit. Forges count calls by installation, by user, or by address for callers that
 * they do not know; a team that used up its own limit must not delay others.
 */
final class Budgets {

    private Budgets() {}

    static String of(UpstreamMode mode, Optional<String> installationId, String cloneUrl, String team) {
        return switch (mode) {
            case GITHUB_APP -> "installation:" + installationId.orElse("none");
            case PUBLIC -> "host:" + host(cloneUrl);
            case CREDENTIALS -> "credential:" + host(cloneUrl) + ":" + team;
        };
    }

    /** Host and path in lower case without {@code .git}: makes two spellings of one repository equal. */
    static String address(String cloneUrl) {
        String plain = cloneUrl.replaceFirst("^[A-Za-z]+://", "").replaceFirst("(\\.git)?/*$", "");
        return plain.toLowerCase(Locale.ROOT);
    }

    private static String host(String cloneUrl) {
        try {
            return String.valueOf(URI.create(cloneUrl).getRawAuthority()).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return "unknown";
        }
    }
}
