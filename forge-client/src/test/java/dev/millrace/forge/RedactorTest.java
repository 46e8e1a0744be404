package dev.millrace.forge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@NullMarked
class RedactorTest {

    private static final String SECRET = "S3cret \"of\" the <Bot>/+&%ü";

    private final Redactor redactor = Redactor.of(List.of(SECRET));

    static Stream<String> spellings() {
        String percent = URLEncoder.encode(SECRET, StandardCharsets.UTF_8);
        String json = SECRET.replace("\\", "\\\\").replace("\"", "\\\"");
        return Stream.of(
                SECRET,
                percent,
                percent.replace("+", "%20"),
                percent.toLowerCase(java.util.Locale.ROOT)
                        .replace("s3cret", "S3cret")
                        .replace("bot", "Bot"),
                URLEncoder.encode(percent.replace("+", "%20"), StandardCharsets.UTF_8),
                json,
                json.replace("/", "\\/").replace("ü", "\\u00fc").replace("<", "\\u003C"),
                SECRET.replace("&", "&amp;")
                        .replace("<", "&lt;")
                        .replace(">", "&gt;")
                        .replace("\"", "&quot;"),
                SECRET.replace("&", "&#38;").replace("<", "&#x3C;").replace("\"", "&#034;"),
                base64(SECRET),
                base64("bot:" + SECRET),
                base64("a" + SECRET + "b"),
                base64("ab" + SECRET + "cd"),
                base64("user=bot&password=" + SECRET + "\r\n"),
                base64("bot:" + SECRET).replace("+", "%2B").replace("/", "%2F").replace("=", "%3D"),
                Base64.getUrlEncoder().withoutPadding().encodeToString(("x" + SECRET).getBytes(StandardCharsets.UTF_8)),
                Base64.getMimeEncoder(20, new byte[] {'\n'})
                        .encodeToString(("user bot, password " + SECRET + " again").getBytes(StandardCharsets.UTF_8)),
                HexFormat.of().formatHex(SECRET.getBytes(StandardCharsets.UTF_8)),
                HexFormat.of().withUpperCase().formatHex(SECRET.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @MethodSource("spellings")
    void findsASecretHoweverItIsWritten(String spelling) { // #9.8
        String text = redactor.redact("no entry for " + spelling + ", sorry");

        assertThat(text).startsWith("no entry for ").endsWith(", sorry").contains("***");
        String left = text.substring("no entry for ".length(), text.length() - ", sorry".length());
        // of the Base64 text, the neighbours of the secret stay, and nothing that it determines
        assertThat(left.length()).as(left).isLessThan(40);
        assertThat(left).doesNotContain(SECRET.substring(0, 4)).doesNotContain(SECRET.substring(SECRET.length() - 5));
    }

    @ParameterizedTest
    @MethodSource("spellings")
    void findsItInAStreamThatIsCutAnywhere(String spelling) throws IOException { // #9.8
        byte[] bytes = ("remote: " + spelling + " end\n").getBytes(StandardCharsets.UTF_8);
        String expected = redactor.redact(new String(bytes, StandardCharsets.UTF_8));

        for (int cut = 1; cut < bytes.length; cut++) {
            var out = new ByteArrayOutputStream();
            try (OutputStream redacting = redactor.redacting(out)) {
                redacting.write(bytes, 0, cut);
                redacting.write(bytes, cut, bytes.length - cut);
            }
            assertThat(out.toString(StandardCharsets.UTF_8))
                    .as("cut at %d", cut)
                    .isEqualTo(expected);
        }
    }

    @Test
    void passesTextOnAtOnceThatCannotBecomeASecret() throws IOException {
        var out = new ByteArrayOutputStream();
        try (OutputStream redacting = redactor.redacting(out)) {
            redacting.write("checking things: 10%\r".getBytes(StandardCharsets.UTF_8));

            assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("checking things: 10%\r");
        }
    }

    @Test
    void hidesTheBeginningOfASecretThatIsCutOff() {
        assertThat(redactor.redact("the password is " + SECRET.substring(0, 12)))
                .isEqualTo("the password is ***");
    }

    @Test
    void findsEveryOccurrence() {
        assertThat(redactor.redact(SECRET + SECRET + "x" + SECRET)).isEqualTo("******x***");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nothing to hide", "naïve «text» 漢字 \0\r\n", "S3cret", "100%", "c2VjcmV0"})
    void leavesOtherTextAsItIs(String text) {
        assertThat(redactor.redact(text)).isEqualTo(text);
        assertThat(Redactor.NONE.redact(text)).isEqualTo(text);
    }

    @Test
    void keepsBytesThatAreNoText() throws IOException {
        byte[] bytes = {(byte) 0xe9, (byte) 0xff, 0, 'x'};
        var out = new ByteArrayOutputStream();

        try (OutputStream redacting = redactor.redacting(out)) {
            redacting.write(bytes);
        }

        assertThat(out.toByteArray()).isEqualTo(bytes);
    }

    @Test
    void hidesTheBasicHeaderAsAWhole() { // #9.8
        var credential = ForgeCredential.of("gitea", "git.example.com", Optional.of("bot"), SECRET);
        String basic = credential.header().substring("Basic ".length());

        String text = credential.redactor().redact("Authorization: Basic " + basic + " " + base64("[" + basic + "]"));

        assertThat(text).startsWith("Authorization: Basic *** ").hasSizeLessThan(40);
    }

    @Test
    void hidesATokenThatStandsInThePlaceOfTheUserName() {
        String token = "ghp_" + "x".repeat(36);
        var credential = ForgeCredential.of("github", "github.com", Optional.of(token), "x-oauth-basic");

        assertThat(credential.redactor().redact("no user " + token)).isEqualTo("no user ***");
        assertThat(credential.description()).isEqualTo("the stored token");
        assertThat(credential.toString()).doesNotContain(token);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
