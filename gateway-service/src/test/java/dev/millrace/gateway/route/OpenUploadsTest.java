package dev.millrace.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.gateway.route.OpenUploads.Upload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenUploadsTest {

    private static final long SECOND = 1_000_000_000;

    private final List<String> ended = new ArrayList<>();

    @Test
    void dropsTheMostSilentOfTheSender() {
        OpenUploads uploads = new OpenUploads(10, 2, Duration.ZERO);
        uploads.admit(upload("a", "a1", 0), 0);
        uploads.admit(upload("b", "b1", 0), 0);
        uploads.admit(upload("a", "a2", 3 * SECOND), 0);

        assertThat(uploads.admit(upload("a", "a3", 5 * SECOND), 5 * SECOND)).isTrue();

        assertThat(ended).containsExactly("drop a1");
    } // #9.4

    @Test
    void countsTheAddressesOfOneSubscriberTogether() {
        OpenUploads uploads = new OpenUploads(10, 2, Duration.ZERO);
        uploads.admit(upload("2001:db8::1", "a1", 0), 0);
        uploads.admit(upload("2001:db8:0:1::1", "b1", 0), 0);
        uploads.admit(upload("2001:db8::2", "a2", 3 * SECOND), 0);

        assertThat(uploads.admit(upload("2001:db8::3", "a3", 5 * SECOND), 5 * SECOND))
                .isTrue();

        assertThat(ended).containsExactly("drop a1");
    } // #9.4

    @Test
    void dropsFromTheSenderWithMostWhenAllAreTooMany() {
        OpenUploads uploads = new OpenUploads(3, 2, Duration.ZERO);
        uploads.admit(upload("b", "b1", 0), 0);
        uploads.admit(upload("a", "a1", SECOND), 0);
        uploads.admit(upload("a", "a2", 2 * SECOND), 0);

        assertThat(uploads.admit(upload("c", "c1", 5 * SECOND), 5 * SECOND)).isTrue();

        assertThat(ended).containsExactly("drop a1");
    } // #9.4

    @Test
    void refusesTheNewOneWhereAllAreActive() {
        OpenUploads uploads = new OpenUploads(10, 1, Duration.ofSeconds(1));
        uploads.admit(upload("a", "a1", 0), 0);

        assertThat(uploads.admit(upload("a", "a2", 0), SECOND / 2)).isFalse();
        assertThat(uploads.admit(upload("a", "a3", 0), 2 * SECOND)).isTrue();
        assertThat(ended).containsExactly("drop a1");
    } // #9.4

    @Test
    void endsWhatIsOverdueOnce() {
        OpenUploads uploads = new OpenUploads(10, 2, Duration.ZERO);
        Upload complete = upload("a", "a1", 0);
        uploads.admit(complete, 0);
        uploads.admit(upload("a", "a2", 0), 0);
        uploads.remove(complete);

        uploads.check(9 * SECOND);
        uploads.check(11 * SECOND);
        uploads.check(12 * SECOND);

        assertThat(ended).containsExactly("overdue a2");
    } // #9.4

    /** An upload that sent its last byte then, and is overdue after 10 s of silence. */
    private Upload upload(String sender, String name, long lastByteAt) {
        return new Upload() {
            @Override
            public String sender() {
                return sender;
            }

            @Override
            public long silentNanos(long now) {
                return now - lastByteAt;
            }

            @Override
            public boolean isOverdue(long now) {
                return silentNanos(now) > 10 * SECOND;
            }

            @Override
            public void drop() {
                ended.add("drop " + name);
            }

            @Override
            public void timeOut() {
                ended.add("overdue " + name);
            }
        };
    }
}
