package dev.millrace.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class InstancesTest {

    private String[] resolved = {"10.0.0.1", "10.0.0.2", "10.0.0.3"};

    private final Instances instances = new Instances("git-http", 8082, host -> resolve());

    @Test
    void leavesTheNameToTheClientUntilItIsResolved() {
        assertThat(instances.inOrder()).containsExactly(SocketAddress.inetSocketAddress(8082, "git-http"));
    }

    @Test
    void startsEachRequestWithAnotherInstance() {
        instances.refresh();

        assertThat(Stream.generate(instances::inOrder)
                        .limit(4)
                        .map(List::getFirst)
                        .map(SocketAddress::host))
                .containsExactly("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.1");
        assertThat(instances.inOrder()).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void triesAnUnreachableInstanceLast() {
        instances.refresh();

        instances.unreachable(SocketAddress.inetSocketAddress(8082, "10.0.0.1"));

        assertThat(Stream.generate(instances::inOrder)
                        .limit(3)
                        .map(List::getLast)
                        .map(SocketAddress::host))
                .containsOnly("10.0.0.1");
    }

    @Test
    void sharesTheRequestsOfAnUnreachableInstanceAmongTheOthers() {
        instances.refresh();

        instances.unreachable(SocketAddress.inetSocketAddress(8082, "10.0.0.2"));

        assertThat(Stream.generate(instances::inOrder)
                        .limit(4)
                        .map(List::getFirst)
                        .map(SocketAddress::host))
                .containsExactly("10.0.0.1", "10.0.0.3", "10.0.0.1", "10.0.0.3");
    }

    @Test
    void followsTheNameAndKeepsItsAddressesWhileItCannotBeResolved() {
        instances.refresh();
        resolved = new String[] {"10.0.0.4"};
        instances.refresh();
        resolved = new String[0];
        instances.refresh();

        assertThat(instances.inOrder()).extracting(SocketAddress::host).containsExactly("10.0.0.4");
    }

    @Test
    void takesTwoKindsOfAddressesForOneInstance() {
        resolved = new String[] {"127.0.0.1", "::1"};
        instances.refresh();

        assertThat(instances.inOrder()).extracting(SocketAddress::host).containsExactly("127.0.0.1");
    }

    private List<InetAddress> resolve() throws UnknownHostException {
        if (resolved.length == 0) {
            throw new UnknownHostException("git-http");
        }
        return Stream.of(resolved).map(InetAddress::ofLiteral).toList();
    }
}
