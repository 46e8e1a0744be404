package dev.millrace.pipeline.mask;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The forms in which secrets are found in output. Pure.
 *
 * @param plain as they are, reversed, percent-encoded, as in JSON, and as a shell quotes them
 * @param wrapped in base64, which programs break into lines. What is encoded may have anything before and after the secret, so
 *     there is one for each position of its first byte in a group of three
 */
record SecretForms(List<byte[]> plain, List<byte[]> wrapped) {

    /** Shorter ones are found everywhere: what is left of the output would be of no use. */
    static final int SHORTEST = 4;

    private static final Pattern ESCAPE = Pattern.compile("%[0-9A-F]{2}");

    /** The forms of secrets with {@value #SHORTEST} characters or more, and of their lines that have as many; others are left out. */
    static SecretForms of(Collection<String> secrets) {
        // each byte a char, since arrays are compared by identity
        Set<String> plain = new LinkedHashSet<>();
        Set<String> wrapped = new LinkedHashSet<>();
        for (String secret : secrets) {
            List<String> lines = lines(secret);
            // each character has its own form, so a secret of which each line is found is found
            List<String> texts = lines.isEmpty() && isLongEnough(secret) ? List.of(secret) : lines;
            for (String text : texts) {
                forms(text)
                        .map(form -> new String(form.getBytes(UTF_8), ISO_8859_1))
                        .forEach(plain::add);
                plain.add(reversedBytes(text));
            }
            Stream.concat(texts.stream(), Stream.of(secret, secret.strip()))
                    .filter(SecretForms::isLongEnough)
                    .forEach(text -> base64(text.getBytes(UTF_8)).forEach(wrapped::add));
        }
        return new SecretForms(bytes(plain), bytes(wrapped));
    }

    boolean isEmpty() {
        return plain.isEmpty();
    }

    private static List<byte[]> bytes(Set<String> forms) {
        return forms.stream().map(form -> form.getBytes(ISO_8859_1)).toList();
    }

    /** Without what is blank around them: it is often printed otherwise. */
    private static List<String> lines(String secret) {
        return secret.lines()
                .map(String::strip)
                .filter(SecretForms::isLongEnough)
                .distinct()
                .toList();
    }

    private static boolean isLongEnough(String text) {
        String stripped = text.strip();
        return stripped.codePointCount(0, stripped.length()) >= SHORTEST;
    }

    private static Stream<String> forms(String text) {
        String form = URLEncoder.encode(text, UTF_8);
        String percent = form.replace("+", "%20").replace("*", "%2A").replace("%7E", "~");
        String json = json(text, false);
        return Stream.of(
                text,
                new StringBuilder(text).reverse().toString(),
                form,
                percent,
                lowerCase(form),
                lowerCase(percent),
                json,
                json.replace("/", "\\/"),
                json(text, true),
                text.replace("'", "'\\''"));
    }

    private static String lowerCase(String percentEncoded) {
        return ESCAPE.matcher(percentEncoded)
                .replaceAll(escape -> escape.group().toLowerCase(Locale.ROOT));
    }

    /** As a JSON string without its quotes (RFC 8259, section 7). */
    private static String json(String text, boolean onlyAscii) {
        var escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> escaped.append('\\').append(c);
                case '\n' -> escaped.append("\\n");
                case '\r' -> escaped.append("\\r");
                case '\t' -> escaped.append("\\t");
                case '\b' -> escaped.append("\\b");
                case '\f' -> escaped.append("\\f");
                default -> {
                    if (c < ' ' || (onlyAscii && c > '~')) {
                        escaped.append("\\u%04x".formatted((int) c));
                    } else {
                        escaped.append(c);
                    }
                }
            }
        }
        return escaped.toString();
    }

    private static String reversedBytes(String text) {
        return new StringBuilder(new String(text.getBytes(UTF_8), ISO_8859_1))
                .reverse()
                .toString();
    }

    private static Stream<String> base64(byte[] secret) {
        return Stream.of(Base64.getEncoder(), Base64.getUrlEncoder())
                .flatMap(encoder -> Stream.of(0, 1, 2).flatMap(before -> base64(encoder, secret, before)));
    }

    /**
     * The characters that depend on the secret alone, and these with the ones after them where the secret is the end of what is
     * encoded.
     *
     * @param before number of bytes before it, modulo 3
     */
    private static Stream<String> base64(Base64.Encoder encoder, byte[] secret, int before) {
        byte[] encoded = new byte[before + secret.length];
        System.arraycopy(secret, 0, encoded, before, secret.length);
        String text = encoder.encodeToString(encoded);
        int begin = (before * 8 + 5) / 6;
        String alone = text.substring(begin, encoded.length * 8 / 6);
        String atEnd = text.substring(begin);
        return Stream.of(alone, atEnd, atEnd.replace("=", "")).filter(form -> form.length() >= SHORTEST);
    }
}
