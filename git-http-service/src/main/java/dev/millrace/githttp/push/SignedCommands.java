package dev.millrace.githttp.push;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The push certificate of {@code git push --signed}, taken out of the commands of a push, see gitprotocol-pack(5). JGit
 * knows OpenPGP signatures only, and regenerates the text to verify it; here the text is kept as it was signed, with any
 * kind of key.
 */
final class SignedCommands {

    private static final String BEGIN = "push-cert\0";
    private static final String END = "push-cert-end";
    private static final String SIGNATURE = "-----BEGIN ";
    private static final String NONCE = "nonce ";
    private static final String OPTION = "push-option ";

    private final byte[] payload;
    private final String signature;
    private final Optional<String> nonce;
    private final List<String> options;
    private final List<byte[]> unsigned;

    private SignedCommands(
            byte[] payload, String signature, Optional<String> nonce, List<String> options, List<byte[]> unsigned) {
        this.payload = payload;
        this.signature = signature;
        this.nonce = nonce;
        this.options = List.copyOf(options);
        this.unsigned = List.copyOf(unsigned);
    }

    /**
     * Extracts the certificate.
     *
     * @param packets contents of the packets of the section
     * @return empty if there is no certificate, or it is incomplete
     */
    static Optional<SignedCommands> of(List<byte[]> packets) {
        List<byte[]> unsigned = new ArrayList<>();
        int at = 0;
        while (at < packets.size() && text(packets.get(at)).startsWith("shallow ")) {
            unsigned.add(packets.get(at++));
        }
        if (at == packets.size() || !text(packets.get(at)).startsWith(BEGIN)) {
            return Optional.empty();
        }
        String capabilities = text(packets.get(at++)).substring(BEGIN.length());
        var payload = new ByteArrayOutputStream();
        Optional<String> nonce = Optional.empty();
        List<String> options = new ArrayList<>();
        for (; at < packets.size() && !text(packets.get(at)).isBlank(); at++) {
            String line = text(packets.get(at)).stripTrailing();
            payload.writeBytes(packets.get(at));
            if (line.startsWith(NONCE)) {
                nonce = Optional.of(line.substring(NONCE.length()));
            } else if (line.startsWith(OPTION)) {
                options.add(new String(
                        line.substring(OPTION.length()).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
            }
        }
        boolean isFirst = true;
        for (; at < packets.size() && !text(packets.get(at)).startsWith(SIGNATURE); at++) {
            payload.writeBytes(packets.get(at));
            String command = text(packets.get(at)).stripTrailing();
            if (!command.isEmpty()) {
                unsigned.add(bytes(isFirst ? command + "\0" + capabilities : command));
                isFirst = false;
            }
        }
        var signature = new StringBuilder();
        for (; at < packets.size() && !text(packets.get(at)).stripTrailing().equals(END); at++) {
            signature.append(text(packets.get(at)));
        }
        // commands outside the certificate would be unsigned: git rejects them, too
        return at == packets.size() - 1
                ? Optional.of(new SignedCommands(payload.toByteArray(), signature.toString(), nonce, options, unsigned))
                : Optional.empty();
    }

    /** The signed text. */
    byte[] payload() {
        return payload;
    }

    /** Armored. */
    String signature() {
        return signature;
    }

    /** Empty if the certificate has none. */
    Optional<String> nonce() {
        return nonce;
    }

    /** Push options in the certificate, in their order. */
    List<String> options() {
        return options;
    }

    /** The packets of the section with only the commands, as in an unsigned push, without the flush packet. */
    List<byte[]> unsigned() {
        return unsigned;
    }

    /** Maps each byte unchanged. */
    private static String text(byte[] packet) {
        return new String(packet, StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
