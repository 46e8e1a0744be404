package dev.millrace.githttp.access;

import dev.millrace.git.catalog.RepositoryName;
import dev.millrace.kit.error.MillraceException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A request path of the form {@code /<repository>.git/<tail>}, read from the bytes the client sent. Routers normalize a path
 * before they match it ({@code ..}, {@code //}, {@code %2e}); this class rejects paths that are not normalized instead, so
 * that a path means the same to every proxy in front of us.
 */
public sealed interface GitPath {

    /**
     * A well-formed path.
     *
     * @param repository the name before the first {@code .git}, without the suffix of a remote
     * @param remote which of the repository's addresses the path is
     * @param tail what follows {@code .git/}, as sent, not decoded; empty if nothing does
     */
    record Named(RepositoryName repository, Remote remote, String tail) implements GitPath {}

    /**
     * A path that names no repository.
     *
     * @param reason a sentence for the sender
     */
    record Malformed(String reason) implements GitPath {}

    /**
     * Reads a path.
     *
     * @param rawPath from the request line, without the query, percent-encoding as sent
     */
    static GitPath parse(String rawPath) {
        if (!rawPath.startsWith("/")) {
            return new Malformed("the path does not start with \"/\"");
        }
        StringBuilder name = new StringBuilder();
        int at = 1;
        while (at <= rawPath.length()) {
            int slash = rawPath.indexOf('/', at);
            int end = slash < 0 ? rawPath.length() : slash;
            String segment = decode(rawPath.substring(at, end));
            if (segment == null || segment.indexOf('/') >= 0) {
                return new Malformed("the path is not well percent-encoded");
            }
            name.append(segment);
            if (segment.endsWith(".git")) {
                name.setLength(name.length() - ".git".length());
                String tail = slash < 0 ? "" : rawPath.substring(slash + 1);
                return named(name.toString(), tail);
            }
            name.append('/');
            at = end + 1;
        }
        return new Malformed("no part of the path ends in \".git\"");
    }

    private static GitPath named(String name, String tail) {
        try {
            Remote remote = Remote.of(name);
            return new Named(new RepositoryName(remote.without(name)), remote, tail);
        } catch (MillraceException refusal) {
            return new Malformed(refusal.message());
        }
    }

    /** The percent-decoded segment; null if the encoding is malformed or is not UTF-8. */
    private static @Nullable String decode(String segment) {
        return segment.chars().allMatch(c -> c > ' ' && c <= '~' && c != '%') ? segment : decodeEscapes(segment);
    }

    private static @Nullable String decodeEscapes(String segment) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(segment.length());
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c <= ' ' || c > '~') {
                return null;
            }
            if (c != '%') {
                bytes.write(c);
                continue;
            }
            int high = i + 2 < segment.length() ? Character.digit(segment.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(segment.charAt(i + 2), 16);
            if (low < 0) {
                return null;
            }
            bytes.write(high << 4 | low);
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return null;
        }
    }
}
