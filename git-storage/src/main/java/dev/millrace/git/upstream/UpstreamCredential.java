package dev.millrace.git.upstream;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * User name and password, or a token alone. Its text form shows neither.
 *
 * @param username empty for providers that accept a token alone
 * @param password 1 to 16,000 characters
 */
public record UpstreamCredential(Optional<String> username, String password) {

    /** A user name may be as long. */
    public static final int LONGEST = 16_000;

    public UpstreamCredential {
        if (password.isEmpty()
                || password.length() > LONGEST
                || username.orElse("").length() > LONGEST) {
            throw new IllegalArgumentException(
                    "a password has 1 to %d characters, and a user name at most as many".formatted(LONGEST));
        }
    }

    byte[] toBytes() {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeBoolean(username.isPresent());
            out.writeUTF(username.orElse(""));
            out.writeUTF(password);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static UpstreamCredential of(byte[] bytes) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            boolean named = in.readBoolean();
            String username = in.readUTF();
            return new UpstreamCredential(named ? Optional.of(username) : Optional.empty(), in.readUTF());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "UpstreamCredential[...]";
    }
}
