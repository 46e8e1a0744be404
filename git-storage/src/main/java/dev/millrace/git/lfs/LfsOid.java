package dev.millrace.git.lfs;

import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Name of an LFS object: the SHA-256 of its bytes.
 *
 * @param value 64 lower case hex digits
 */
public record LfsOid(String value) {

    private static final Pattern SHAPE = Pattern.compile("[0-9a-f]{64}");

    public LfsOid {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("an LFS object id is 64 lower case hex digits");
        }
    }

    /** The id in a text from outside; empty if it is not an id. */
    public static Optional<LfsOid> parse(String text) {
        return SHAPE.matcher(text).matches() ? Optional.of(new LfsOid(text)) : Optional.empty();
    }

    static LfsOid of(byte[] digest) {
        return new LfsOid(HexFormat.of().formatHex(digest));
    }

    byte[] bytes() {
        return HexFormat.of().parseHex(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
