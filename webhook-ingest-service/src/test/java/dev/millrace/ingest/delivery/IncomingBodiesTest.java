package dev.millrace.ingest.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingest.delivery.IncomingBodies.Share;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IncomingBodiesTest {

    private final List<String> dropped = new ArrayList<>();

    @Test
    void countsWhatIsReceivedAndNotWhatIsAnnounced() {
        IncomingBodies bodies = new IncomingBodies(100, 10, 10);
        for (int i = 0; i < 5; i++) {
            assertThat(open(bodies, "a", "idle").take(1)).isTrue();
        }

        assertThat(open(bodies, "b", "real").take(95)).isTrue();
        assertThat(dropped).isEmpty();
    } // #9.4

    @Test
    void dropsTheOldestOfTheSenderThatHoldsMost() {
        IncomingBodies bodies = new IncomingBodies(100, 10, 10);
        assertThat(open(bodies, "a", "a1").take(40)).isTrue();
        assertThat(open(bodies, "b", "b1").take(15)).isTrue();
        assertThat(open(bodies, "a", "a2").take(40)).isTrue();

        assertThat(open(bodies, "c", "c1").take(10)).isTrue();

        assertThat(dropped).containsExactly("a1");
    } // #9.4

    @Test
    void countsTheAddressesOfOneSubscriberTogether() {
        IncomingBodies bodies = new IncomingBodies(100, 10, 2);
        open(bodies, "2001:db8::1", "a1");
        open(bodies, "2001:db8::2", "a2");
        open(bodies, "2001:db8:0:1::1", "b1");

        open(bodies, "2001:db8::3", "a3");

        assertThat(dropped).containsExactly("a1");
    } // #9.4

    @Test
    void neverDropsACompleteBody() {
        IncomingBodies bodies = new IncomingBodies(100, 10, 10);
        Share complete = open(bodies, "a", "a1");
        assertThat(complete.take(90)).isTrue();
        assertThat(complete.complete()).isTrue();

        assertThat(open(bodies, "b", "b1").take(20)).isFalse();
        complete.close();
        complete.close();
        assertThat(open(bodies, "b", "b2").take(100)).isTrue();
        assertThat(open(bodies, "b", "b3").take(1)).isTrue();
        assertThat(dropped).containsExactly("b2");
    } // #9.4

    @Test
    void refusesTheOneThatHoldsMostItself() {
        IncomingBodies bodies = new IncomingBodies(100, 10, 10);
        assertThat(open(bodies, "a", "a1").take(10)).isTrue();
        Share large = open(bodies, "b", "b1");
        assertThat(large.take(80)).isTrue();

        assertThat(large.take(20)).isFalse();
        assertThat(dropped).isEmpty();
    } // #9.4

    @Test
    void limitsTheNumberOfASenderAndOfAll() {
        IncomingBodies bodies = new IncomingBodies(100, 3, 2);
        open(bodies, "a", "a1");
        open(bodies, "a", "a2");
        open(bodies, "a", "a3");
        open(bodies, "b", "b1");

        open(bodies, "c", "c1");

        assertThat(dropped).containsExactly("a1", "a2");
    } // #9.4

    private Share open(IncomingBodies bodies, String sender, String name) {
        return bodies.open(sender, () -> dropped.add(name));
    }
}
