package dev.millrace.gateway.team;

import dev.millrace.testing.TestKeys;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** Public keys in the form of {@code authorized_keys}. */
public final class SshKeys {

    private SshKeys() {}

    /** A fresh Ed25519 key. */
    public static String random() {
        byte[] encoded = TestKeys.ed25519().getPublic().getEncoded();
        var blob = new ByteArrayOutputStream();
        for (byte[] part : new byte[][] {
            "ssh-ed25519".getBytes(StandardCharsets.US_ASCII),
            Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length)
        }) {
            blob.writeBytes(ByteBuffer.allocate(4).putInt(part.length).array());
            blob.writeBytes(part);
        }
        return "ssh-ed25519 " + Base64.getEncoder().encodeToString(blob.toByteArray());
    }
}
