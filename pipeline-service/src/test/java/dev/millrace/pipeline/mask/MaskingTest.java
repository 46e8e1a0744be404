package dev.millrace.pipeline.mask;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskingTest {

    private static final String SECRET = "s3cr/t+\"w=rd'\\ü €";
    private static final Masking MASKING = Masking.of(List.of(SECRET));

    @Test
    void replacesASecretWhereverItIs() {
        assertThat(MASKING.mask(SECRET)).isEqualTo("***");
        assertThat(MASKING.mask("a " + SECRET + " b " + SECRET + "c")).isEqualTo("a *** b ***c");
        assertThat(MASKING.mask("nothing of it")).isEqualTo("nothing of it");
        assertThat(MASKING.mask(SECRET.substring(0, 8))).isEqualTo(SECRET.substring(0, 8));
    }

    @Test
    void replacesNothingWithoutASecretThatIsLongEnough() {
        assertThat(Masking.of(List.of()).isEmpty()).isTrue();
        assertThat(Masking.of(List.of("", "abc", " a \n\n b")).mask("abc a b")).isEqualTo("abc a b");
        assertThat(Masking.of(List.of("abcd")).mask("abcd")).isEqualTo("***");
        assertThat(Masking.of(List.of("üüü")).isEmpty()).isTrue();
    }

    @Test
    void replacesItReversedByBytesAndByCharacters() {
        assertThat(MASKING.mask("[" + new StringBuilder(SECRET).reverse() + "]"))
                .isEqualTo("[***]");
        Masking latin = Masking.of(List.of("pässword"));
        byte[] utf8 = "pässword".getBytes(StandardCharsets.UTF_8);
        var reversed = new byte[utf8.length];
        for (int i = 0; i < utf8.length; i++) {
            reversed[i] = utf8[utf8.length - 1 - i];
        }
        assertThat(masked(latin, reversed)).isEqualTo("***");
    }

    @Test
    void replacesItInAddressesAndInJson() {
        String form = URLEncoder.encode(SECRET, StandardCharsets.UTF_8);
        assertThat(MASKING.mask("?q=" + form + "&r=1")).isEqualTo("?q=***&r=1");
        assertThat(MASKING.mask("?q=" + form.replace("+", "%20"))).isEqualTo("?q=***");
        assertThat(MASKING.mask("?q=s3cr%2ft%2b%22w%3drd%27%5c%c3%bc%20%e2%82%ac"))
                .isEqualTo("?q=***");
        assertThat(MASKING.mask("{\"a\":\"s3cr/t+\\\"w=rd'\\\\ü €\"}")).isEqualTo("{\"a\":\"***\"}");
        assertThat(MASKING.mask("{\"a\":\"s3cr/t+\\\"w=rd'\\\\\\u00fc \\u20ac\"}"))
                .isEqualTo("{\"a\":\"***\"}");
        assertThat(MASKING.mask("{\"a\":\"s3cr\\/t+\\\"w=rd'\\\\ü €\"}")).isEqualTo("{\"a\":\"***\"}");
        assertThat(MASKING.mask("+ curl 's3cr/t+\"w=rd'\\''\\ü €'")).isEqualTo("+ curl '***'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "ab", "abc", "user:", "user:pass:"})
    void replacesItInBase64AtEachPosition(String before) {
        for (String after : List.of("", "x", "xy", "xyz", "\n", "@example.com")) {
            for (Base64.Encoder encoder : List.of(
                    Base64.getEncoder(),
                    Base64.getUrlEncoder(),
                    Base64.getEncoder().withoutPadding())) {
                String encoded = encoder.encodeToString((before + SECRET + after).getBytes(StandardCharsets.UTF_8));
                String masked = MASKING.mask("x " + encoded + " y");

                assertThat(masked).contains("***");
                // the character at each end is made of bits of its neighbour, too
                int others = (before.length() * 8 + 5) / 6 + (after.length() * 8 + 5) / 6;
                assertThat(masked.length()).as(masked).isLessThanOrEqualTo("x  y".length() + 3 + others + 2 + 4);
            }
        }
    }

    @Test
    void replacesBase64ThatIsBrokenIntoLines() {
        String secret = "0123456789abcdef".repeat(16) + "!end";
        Masking masking = Masking.of(List.of(secret));
        for (String lineBreak : List.of("\n", "\r\n")) {
            for (String before : List.of("", "a", "ab")) {
                String encoded = Base64.getMimeEncoder(76, lineBreak.getBytes(StandardCharsets.UTF_8))
                        .encodeToString((before + secret).getBytes(StandardCharsets.UTF_8));

                assertThat(masking.mask(encoded + lineBreak + "after"))
                        .hasSizeLessThan(20)
                        .contains("***")
                        .endsWith("after");
            }
        }
    }

    @Test
    void replacesEachLineOfASecret() {
        String key = "-----BEGIN KEY-----\nMIIabcdefgh\n  indented1234\nxy\n-----END KEY-----\n";
        Masking masking = Masking.of(List.of(key));

        assertThat(masking.mask("> MIIabcdefgh\n> indented1234\n> xy\n")).isEqualTo("> ***\n> ***\n> xy\n");
        assertThat(masking.mask(key)).isEqualTo("***\n***\n  ***\nxy\n***\n");
        assertThat(masking.mask(key.replace("\n", "\\n"))).isEqualTo("***\\n***\\n  ***\\nxy\\n***\\n");
        assertThat(Masking.of(List.of("ab\ncd\nef")).mask("ab\ncd\nef and ab")).isEqualTo("*** and ab");
        assertThat(masking.mask(Base64.getMimeEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo("***");
    }

    @Test
    void masksSecretsThatOverlapAsOne() {
        Masking masking = Masking.of(List.of("abcdef", "defghi", "cdef", "zzzz"));

        assertThat(masking.mask("xabcdefghix")).isEqualTo("x***x");
        assertThat(masking.mask("defabcdefg")).isEqualTo("def***g");
        assertThat(masking.mask("abcdezabcdef")).isEqualTo("abcdez***");
        assertThat(masking.mask("zzzzzzz abc")).isEqualTo("*** abc");
    }

    @Test
    void passesEverythingElseOnWithTheLargestSecrets() {
        var text = new StringBuilder();
        var random = new Random(7);
        while (text.length() < 64 * 1024 - 80) {
            for (int i = 0; i < 64; i++) {
                text.append((char) ('!' + random.nextInt(90)));
            }
            text.append('\n');
        }
        Masking masking = Masking.of(List.of(text.toString()));
        byte[] line =
                "a line of the output of a compiler, as they are\n".repeat(170).getBytes(StandardCharsets.UTF_8);
        long[] passed = {0};

        try (var output = new MaskedOutput(masking, (bytes, length) -> passed[0] += length)) {
            for (int i = 0; i < 2_000; i++) {
                output.write(line, line.length);
            }
        }

        assertThat(passed[0]).isEqualTo(2_000L * line.length);
    }

    private static String masked(Masking masking, byte[] bytes) {
        var result = new ByteArrayOutputStream();
        try (var output = new MaskedOutput(masking, (part, length) -> result.write(part, 0, length))) {
            output.write(bytes, bytes.length);
        }
        return result.toString(StandardCharsets.UTF_8);
    }
}
