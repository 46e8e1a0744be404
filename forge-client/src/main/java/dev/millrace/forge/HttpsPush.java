package dev.millrace.forge;

import java.util.Optional;

/** Which forges accept pushes over HTTPS at all. */
public final class HttpsPush {

    private HttpsPush() {}

    /**
     * Why a forge accepts no pushes, for people; empty if it does. SourceHut serves {@code git-upload-pack} over HTTPS only
     * (its installation guide, and the nginx configuration that it ships).
     *
     * @param provider kind of the forge, as the API names it
     * @param host of the forge
     * @param path of the repository there: {@code ~ann/tools}
     */
    public static Optional<String> refusal(String provider, String host, String path) {
        return provider.equals("sr.ht")
                ? Optional.of(
                        "%s (SourceHut) accepts no pushes over HTTPS, so its mirrors are read-only: push to git@%s:%s"
                                .formatted(host, host.replaceFirst(":.*", ""), path))
                : Optional.empty();
    }
}
