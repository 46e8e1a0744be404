package dev.millrace.pipeline.mask;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskedOutputTest {

    private static final String SECRET = "open-sesame";

    private final ByteArrayOutputStream passed = new ByteArrayOutputStream();

    @AutoClose
    private MaskedOutput output = over(SECRET);

    @Test
    void findsASecretThatIsWrittenByteByByte() {
        for (char each : ("before " + SECRET + " after").toCharArray()) {
            write(String.valueOf(each));
        }
        output.close();

        assertThat(text()).isEqualTo("before *** after");
    }

    @Test
    void holdsBackWhatMayBecomeASecretUntilItIsDecided() {
        write("key: open-ses");
        assertThat(text()).isEqualTo("key: ");

        // whatever time has passed
        write("ame");
        write("\n");
        assertThat(text()).isEqualTo("key: ***\n");

        write("open-sea\n");
        assertThat(text()).isEqualTo("key: ***\nopen-sea\n");
    }

    @Test
    void passesEverythingElseOnAtOnce() {
        write("Password: ");
        assertThat(text()).isEqualTo("Password: ");

        write("100 %\r");
        assertThat(text()).isEqualTo("Password: 100 %\r");
    }

    @Test
    void findsASecretAtTheVeryEndOfTheOutput() {
        write("end " + SECRET);
        output.close();

        assertThat(text()).isEqualTo("end ***");
    }

    @Test
    void passesOnTheRestWhenTheOutputEndsWithinASecret() {
        write("end open-ses");
        output.close();

        assertThat(text()).isEqualTo("end open-ses");
    }

    @Test
    void keepsBytesThatAreNoText() {
        output.write(new byte[] {(byte) 0xff, 0, 'o', 'p', (byte) 0xc3}, 5);
        output.close();

        assertThat(passed.toByteArray()).containsExactly(0xff, 0, 'o', 'p', 0xc3);
    }

    @Test
    void readsOnlyTheBytesThatCount() {
        byte[] buffer = (SECRET + "|rest of an earlier read").getBytes(StandardCharsets.UTF_8);
        output.write(buffer, SECRET.length() + 1);

        assertThat(text()).isEqualTo("***|");
    }

    @Test
    void doesNotWaitForTheEndOfBase64BehindBlankLines() {
        String begin = Base64.getEncoder()
                .encodeToString(SECRET.getBytes(StandardCharsets.UTF_8))
                .substring(0, 8);
        write(begin + "\n");
        assertThat(text()).isEmpty();

        write("\n\n");
        assertThat(text()).isEqualTo(begin + "\n\n\n");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void masksTheSameHoweverTheOutputIsCut(long seed) {
        var random = new Random(seed);
        String[] secrets = {"aaaa", "abab", "ababc", "baab", "cabcab\nbbbbb"};
        var text = new StringBuilder();
        for (int i = 0; i < 3_000; i++) {
            text.append("abc\n".charAt(random.nextInt(100) == 0 ? 3 : random.nextInt(3)));
        }
        String whole = Masking.of(List.of(secrets)).mask(text.toString());

        output = over(secrets);
        for (int at = 0; at < text.length(); ) {
            int end = Math.min(text.length(), at + 1 + random.nextInt(9));
            write(text.substring(at, end));
            at = end;
        }
        output.close();

        assertThat(text()).isEqualTo(whole).doesNotContain(secrets);
    }

    private MaskedOutput over(String... secrets) {
        return new MaskedOutput(Masking.of(List.of(secrets)), (bytes, length) -> passed.write(bytes, 0, length));
    }

    private void write(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        output.write(bytes, bytes.length);
    }

    private String text() {
        return passed.toString(StandardCharsets.UTF_8);
    }
}
