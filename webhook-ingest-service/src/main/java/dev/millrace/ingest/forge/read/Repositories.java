package dev.millrace.ingest.forge.read;

import dev.millrace.events.forge.ForgeRepository;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/** Repositories of a forge, as its payloads describe them. */
public final class Repositories {

    private static final Pattern FULL_NAME = Pattern.compile("[A-Za-z0-9._~@+-]+(/[A-Za-z0-9._~@+-]+)+");

    private Repositories() {}

    /**
     * A repository. Its clone address is at the host that the team connected, whatever the payload contains: a forge behind
     * a proxy may know itself by another name, and mirrors have the public one. The scheme is always https.
     *
     * @param instance host of the forge, with the port if it is not the usual one
     * @param id the forge's own
     * @param fullName owner and name
     * @param cloneUrl as the payload has it, if it does
     * @param path of the clone address where the payload has none, or one at another host; begins with a slash
     * @throws UnreadablePayload if the name is not owner and name
     */
    public static ForgeRepository of(
            String instance,
            String id,
            String fullName,
            Optional<String> cloneUrl,
            String path,
            Optional<String> defaultBranch,
            boolean isPrivate,
            boolean archived) {
        if (!FULL_NAME.matcher(fullName).matches()) {
            throw new UnreadablePayload("repository name '%s' is not owner/name".formatted(fullName));
        }
        String address = "https://" + instance
                + cloneUrl.flatMap(url -> pathAt(instance, url)).orElse(path);
        return new ForgeRepository(
                instance, id, fullName, address, defaultBranch.orElse("main"), isPrivate, archived, Optional.empty());
    }

    /** The path of an address, if the address is at this host. */
    private static Optional<String> pathAt(String instance, String url) {
        try {
            URI address = URI.create(url);
            String authority = address.getRawAuthority();
            if (authority == null || address.getRawPath() == null) {
                return Optional.empty();
            }
            String host = authority.substring(authority.indexOf('@') + 1);
            return host.equalsIgnoreCase(instance) ? Optional.of(address.getRawPath()) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // not an address: the name determines it
        }
    }
}
