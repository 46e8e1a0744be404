package dev.millrace.upstream;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request that an upstream's LFS server instructs its clients to send (git-lfs, docs/api/batch.md). Both parts may hold a
 * credential, so its text form shows neither.
 *
 * @param target absolute {@code http} or {@code https} address
 * @param headers without those that would change how the request is framed or where it is sent
 */
public record LfsAction(URI target, Map<String, String> headers) {

    private static final List<String> FRAMING = List.of("host", "content-length", "connection", "expect");
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}");
    private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7e\\t]{0,8000}");

    public LfsAction {
        headers = Map.copyOf(headers);
    }

    /** The action in a response; empty if its address is malformed. */
    public static Optional<LfsAction> of(@Nullable String href, @Nullable Map<String, @Nullable String> header) {
        try {
            URI target = URI.create(href == null ? "" : href);
            String scheme = String.valueOf(target.getScheme());
            boolean isWeb = scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https");
            String path = target.getRawPath();
            return isWeb && target.getHost() != null && path != null && !path.isEmpty()
                    ? Optional.of(new LfsAction(target, allowed(header == null ? Map.of() : header)))
                    : Optional.empty();
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static Map<String, String> allowed(Map<String, @Nullable String> header) {
        Map<String, String> allowed = new HashMap<>();
        header.forEach((name, value) -> {
            if (value != null
                    && FRAMING.stream().noneMatch(name::equalsIgnoreCase)
                    && NAME.matcher(name).matches()
                    && VALUE.matcher(value).matches()) {
                allowed.put(name, value);
            }
        });
        return allowed;
    }

    @Override
    public String toString() {
        return "LfsAction[...]";
    }
}
