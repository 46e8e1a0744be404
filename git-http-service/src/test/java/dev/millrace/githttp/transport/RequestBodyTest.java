package dev.millrace.githttp.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestBodyTest {

    private static final byte[] TEXT = "0014command=ls-refs\n0000".getBytes(StandardCharsets.UTF_8);

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "x-gzip", " GZIP "})
    void decompressesWhatIsDeclaredAsGzip(String encoding) throws IOException {
        RequestBody body = RequestBody.of(new ByteArrayInputStream(gzip(TEXT)), encoding, 100)
                .orElseThrow();

        assertThat(body.readAllBytes()).isEqualTo(TEXT);
    }

    @Test
    void takesOtherBodiesAsTheyAre() throws IOException {
        assertThat(RequestBody.of(new ByteArrayInputStream(TEXT), null, 100)
                        .orElseThrow()
                        .readAllBytes())
                .isEqualTo(TEXT);
        assertThat(RequestBody.of(new ByteArrayInputStream(TEXT), "identity", 100)
                        .orElseThrow()
                        .readAllBytes())
                .isEqualTo(TEXT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"deflate", "br", "zstd", "gzip, gzip"})
    void readsNoOtherEncoding(String encoding) {
        assertThat(RequestBody.of(new ByteArrayInputStream(TEXT), encoding, 100))
                .isEmpty();
    }

    @Test
    void stopsABombLongBeforeItIsUnpacked() throws IOException {
        byte[] bomb = gzip(new byte[50_000_000]);
        AtomicLong taken = new AtomicLong();
        RequestBody body =
                RequestBody.of(counted(bomb, taken), "gzip", 1_000_000).orElseThrow();

        assertThatThrownBy(body::readAllBytes).isInstanceOf(RequestTooLarge.class);
        assertThat(taken.get()).isLessThan(bomb.length);
    }

    @Test
    void refusesToUnpackMuchMoreThanWasSent() throws IOException {
        byte[] bomb = gzip(new byte[50_000_000]);
        RequestBody body = RequestBody.of(new ByteArrayInputStream(bomb), "gzip", Long.MAX_VALUE)
                .orElseThrow();

        assertThatThrownBy(body::readAllBytes)
                .isInstanceOf(RequestTooLarge.class)
                .hasMessageContaining("compressed");
    } // #9.25

    @Test
    void noticesAGzipThatEndsEarly() throws IOException {
        byte[] whole = gzip(TEXT);
        for (int length = 0; length < whole.length; length++) {
            RequestBody body = RequestBody.of(new ByteArrayInputStream(whole, 0, length), "gzip", 1000)
                    .orElseThrow();
            OutputStream response = body.unlessBroken(OutputStream.nullOutputStream());

            assertThatThrownBy(body::readAllBytes).as("%d bytes", length).isInstanceOf(ZipException.class);
            assertThatThrownBy(() -> response.write(1)).isInstanceOf(ZipException.class);
        }
    } // #9.25

    @Test
    void takesExactlyAsMuchAsAllowed() throws IOException {
        byte[] full = new byte[1000];
        Arrays.fill(full, (byte) 'x');

        assertThat(RequestBody.of(new ByteArrayInputStream(full), null, 1000)
                        .orElseThrow()
                        .readAllBytes())
                .hasSize(1000);
        assertThatThrownBy(() -> RequestBody.of(new ByteArrayInputStream(full), null, 999)
                        .orElseThrow()
                        .readAllBytes())
                .isInstanceOf(RequestTooLarge.class);
    }

    @Test
    void noticesABodyThatIsNotGzip() {
        RequestBody body =
                RequestBody.of(new ByteArrayInputStream(TEXT), "gzip", 1000).orElseThrow();

        assertThatThrownBy(body::readAllBytes).isInstanceOf(ZipException.class);
    }

    private static InputStream counted(byte[] bytes, AtomicLong taken) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public int read(byte[] into, int offset, int length) {
                int got = super.read(into, offset, length);
                taken.addAndGet(Math.max(0, got));
                return got;
            }
        };
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain);
        }
        return bytes.toByteArray();
    }
}
